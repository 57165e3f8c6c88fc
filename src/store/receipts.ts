/** The first answers to idempotency keys, written in the same transaction as what they are the answer to. */
import { SignalboxError } from '../domain/errors.ts'
import { Prisma } from '../generated/sqlite/client.ts'
import type { Clients, Transaction } from './clients.ts'
import { fromJson, toJson } from './json.ts'

export interface ReceiptKey {
  readonly actor: string
  readonly key: string
  readonly operation: string
  /** SHA-256 of the input. */
  readonly inputHash: string
}

/** The first answer to this key, or null when this is the first time. A key that was used for something else is refused. */
export async function claimReceipt<T>(tx: Transaction, { actor, key, operation, inputHash }: ReceiptKey): Promise<T | null> {
  const found = await tx.receipt.findUnique({ where: { actor_key: { actor, key } } })
  if (!found) return null
  if (found.operation !== operation || found.inputHash !== inputHash) {
    throw new SignalboxError(
      'IDEMPOTENCY_CONFLICT',
      `The idempotency key '${key}' was used for another ${found.operation} at ${found.createdAt.toISOString()}. Use a new key for a new request.`,
      'idempotencyKey',
    )
  }
  return fromJson<T>(found.result)
}

export async function storeReceipt(tx: Transaction, receipt: ReceiptKey, result: object, at: Date): Promise<void> {
  await tx.receipt.create({ data: { ...receipt, result: toJson(result), createdAt: at } })
}

/**
 * Does the work in one transaction with its receipt. `answer` is plain JSON, which the receipt keeps; `done` is what its caller has to do
 * after it. A repeat is given the first answer, and nothing to do.
 */
export async function once<Answer extends object, Done>(
  write: Clients['write'],
  now: () => Date,
  receipt: ReceiptKey | undefined,
  work: (tx: Transaction, at: Date) => Promise<{ readonly answer: Answer; readonly done: Done }>,
): Promise<{ readonly answer: Answer; readonly done: Done | null }> {
  const repeated = async (tx: Transaction): Promise<{ answer: Answer; done: null } | null> => {
    const answer = receipt ? await claimReceipt<Answer>(tx, receipt) : null
    return answer && { answer, done: null }
  }
  return againAfterRace(() =>
    write.$transaction(async (tx) => {
      const at = now()
      try {
        const known = await repeated(tx)
        if (known) return known
        const { answer, done } = await work(tx, at)
        if (receipt) await storeReceipt(tx, receipt, answer, at)
        return { answer, done }
      } catch (error) {
        // What it is refused for may have been done by the very same request, while this one waited for a row.
        const known = error instanceof SignalboxError ? await repeated(tx) : null
        if (known) return known
        throw error
      }
    }),
  )
}

/**
 * Two at once with the same idempotency key, or for the same new project: the database lets one through. The other one, told by a
 * unique index, looks again and finds what the first has left.
 */
export async function againAfterRace<T>(transaction: () => Promise<T>): Promise<T> {
  try {
    return await transaction()
  } catch (error) {
    if (isUniqueViolation(error)) return transaction()
    throw error
  }
}

export function isUniqueViolation(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002'
}
