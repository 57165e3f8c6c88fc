/** What a repeat by its idempotency key is answered, when the changes that the first answer tells of have expired since. */
import type { Project } from '../domain/project.ts'
import { newestRevisions } from './change-log.ts'
import type { Transaction } from './clients.ts'
import type { Committed } from './commit.ts'

/**
 * The first answer, at a position that the log still serves. Where its own has expired, its units are as of where the log begins: the
 * oldest state of them that there still is. Those that were deleted by then are left out.
 */
export async function asRetained<T>(tx: Transaction, { id, expiredSequence }: Project, first: Committed<T>): Promise<Committed<T>> {
  if (first.sequence >= expiredSequence) return first
  const ids = first.units.map((unit) => unit.id)
  const revisions = await newestRevisions(tx, id, expiredSequence, ids)
  return { ...first, sequence: expiredSequence, units: ids.flatMap((unitId) => revisions.get(unitId) ?? []) }
}
