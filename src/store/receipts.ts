/** The first answers to idempotency keys, written in the same transaction as what they are the answer to. */
import { SignalboxError } from '../domain/errors.ts'
import { Prisma } from '../generated/sqlite/client.ts'
import type { Transaction } from './clients.ts'
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
