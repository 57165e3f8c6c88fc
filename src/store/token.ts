/** Tokens, by the SHA-256 of their text: the text itself is never stored. */
import type { Token } from '../domain/token.ts'
import type { Clients } from './clients.ts'
import { inPieces } from './in-pieces.ts'

export interface StoredToken extends Token {
  readonly hash: string
}

/** The open run of a unit's current generation, with what its agent is called by. */
export interface RunToken {
  readonly runId: string
  readonly chunk: string
  readonly hash: string
}

export interface Tokens {
  /** The operators' tokens of these hashes, whether they are good or not. */
  find(hashes: readonly string[]): Promise<StoredToken[]>
  /** The open runs whose tokens have these hashes. */
  findRuns(hashes: readonly string[]): Promise<RunToken[]>
  /** Makes a token of a server the only one of its name. */
  put(token: Pick<StoredToken, 'name' | 'role' | 'hash'> & { readonly id: string }, at: Date): Promise<void>
}

export function createTokens({ write, read }: Clients): Tokens {
  return {
    find: (hashes) => inPieces(hashes, (piece) => read.token.findMany({ where: { hash: { in: piece } } })),
    async findRuns(hashes) {
      const runs = await inPieces(hashes, (piece) =>
        read.run.findMany({
          where: { tokenHash: { in: piece }, endedAt: null },
          select: { id: true, tokenHash: true, generation: true, workUnit: { select: { chunk: true, generation: true } } },
        }),
      )
      return runs.flatMap(({ id, tokenHash, generation, workUnit }) =>
        tokenHash !== null && generation === workUnit.generation ? [{ runId: id, chunk: workUnit.chunk, hash: tokenHash }] : [],
      )
    },
    async put(token, at) {
      const { name, ...rest } = token
      await write.token.upsert({
        where: { name },
        create: { ...token, createdAt: at },
        update: { ...rest, revokedAt: null, expiresAt: null, createdBy: null },
      })
    },
  }
}
