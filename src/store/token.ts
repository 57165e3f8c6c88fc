/** Tokens, by the SHA-256 of their text: the text itself is never stored. */
import type { Role } from '../domain/viewer.ts'
import type { Clients } from './clients.ts'

export interface StoredToken {
  readonly id: string
  readonly name: string
  readonly role: Role
  readonly hash: string
}

export interface Tokens {
  /** The token of this hash that is neither expired nor revoked, or null. */
  find(hash: string, at: Date): Promise<StoredToken | null>
  /** The open run whose token has this hash, or null. */
  findRun(hash: string): Promise<{ id: string; chunk: string } | null>
  /** Makes `token` the only one of its name. */
  put(token: StoredToken, at: Date): Promise<void>
}

export function createTokens({ write, read }: Clients): Tokens {
  return {
    async find(hash, at) {
      const token = await read.token.findUnique({ where: { hash } })
      if (!token || token.revokedAt !== null || (token.expiresAt !== null && token.expiresAt <= at)) return null
      return token
    },
    async findRun(hash) {
      const run = await read.run.findUnique({ where: { tokenHash: hash }, select: { id: true, workUnit: { select: { chunk: true } } } })
      return run && { id: run.id, chunk: run.workUnit.chunk }
    },
    async put(token, at) {
      const { name, ...rest } = token
      await write.token.upsert({
        where: { name },
        create: { ...token, createdAt: at },
        update: { ...rest, revokedAt: null, expiresAt: null },
      })
    },
  }
}
