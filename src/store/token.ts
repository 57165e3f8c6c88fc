/** Tokens, by the SHA-256 of their text: the text itself is never stored. */
import type { Token } from '../domain/token.ts'
import type { Clients } from './clients.ts'
import { inPieces } from './in-pieces.ts'
import { once, type ReceiptKey } from './receipts.ts'

export interface StoredToken extends Token {
  readonly hash: string
}

/** The token of an open run of its unit's current generation. */
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
  /**
   * Writes what `decide` makes of the token of that name, which is null where there is none. A repeat by its receipt is given the first
   * answer, and is no news.
   */
  change<Answer extends object>(
    name: string,
    receipt: ReceiptKey | undefined,
    decide: (known: StoredToken | null, at: Date) => { readonly token: StoredToken; readonly answer: Answer; readonly isNews: boolean },
  ): Promise<{ readonly answer: Answer; readonly isNews: boolean }>
}

export function createTokens({ write, read }: Clients, now: () => Date, newId: () => string): Tokens {
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
    async change(name, receipt, decide) {
      const { answer, done } = await once(write, now, receipt, async (tx, at) => {
        // Locked, so that of two at once the second one decides on what the first has made of it.
        const [known = null] = await tx.token.updateManyAndReturn({ where: { name }, data: { name } })
        const { token, answer, isNews } = decide(known, at)
        // A text is one token: the host of a server may have got another name, and its token with it.
        await tx.token.deleteMany({ where: { hash: token.hash, name: { not: name } } })
        if (known) await tx.token.update({ where: { name }, data: token })
        else await tx.token.create({ data: { ...token, id: newId() } })
        return { answer, done: isNews }
      })
      return { answer, isNews: done === true }
    },
  }
}
