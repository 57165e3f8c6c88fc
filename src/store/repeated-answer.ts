/** What a repeat by its idempotency key is answered: what the first call was, as far as the change log still reaches back to that. */
import type { Project } from '../domain/project.ts'
import type { Project as ProjectRow } from '../generated/sqlite/client.ts'
import { newestRevisions } from './change-log.ts'
import type { ReadClient, Transaction } from './clients.ts'
import type { Committed } from './commit.ts'
import { fromJson } from './json.ts'
import type { ReceiptKey } from './receipts.ts'

/**
 * The first answer, at a position that the log still serves. Where its own has expired, its units are as of where the log begins: the
 * oldest state of them that there still is. Those that were deleted by then are left out.
 */
export async function asRetained<T>(tx: Transaction, { expiredSequence }: Project, first: Committed<T>): Promise<Committed<T>> {
  if (first.sequence >= expiredSequence) return first
  const ids = first.units.map((unit) => unit.id)
  const revisions = await newestRevisions(tx, expiredSequence, ids)
  return { ...first, sequence: expiredSequence, units: ids.flatMap((unitId) => revisions.get(unitId) ?? []) }
}

/** A project as its receipt has it: its times are texts there. */
export type ProjectReceipt = Omit<ProjectRow, 'createdAt' | 'updatedAt'> & { readonly createdAt: string; readonly updatedAt: string }

export function projectReceipt(project: ProjectRow): ProjectReceipt {
  return { ...project, createdAt: project.createdAt.toISOString(), updatedAt: project.updatedAt.toISOString() }
}

/** The project as the first answer showed it, at a position that the log still serves. */
export async function projectAsRetained(tx: Transaction, first: ProjectReceipt): Promise<ProjectRow> {
  const { expiredSequence } = await tx.project.findUniqueOrThrow({ where: { id: first.id }, select: { expiredSequence: true } })
  const times = { createdAt: new Date(first.createdAt), updatedAt: new Date(first.updatedAt) }
  return { ...first, ...times, expiredSequence, sequence: Math.max(first.sequence, expiredSequence) }
}

/** The key of the project of which the first call with this receipt changed a unit; null where there was no such call. */
export async function projectOfReceipt(read: ReadClient, { actor, key }: ReceiptKey): Promise<string | null> {
  const receipt = await read.receipt.findUnique({ where: { actor_key: { actor, key } }, select: { result: true } })
  const [unit] = fromJson<Partial<Committed<unknown>> | undefined>(receipt?.result)?.units ?? []
  if (!unit) return null
  const change = await read.workUnitChange.findFirst({ where: { workUnitId: unit.id }, select: { project: { select: { key: true } } } })
  return change?.project.key ?? null
}
