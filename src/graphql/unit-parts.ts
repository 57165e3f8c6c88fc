/**
 * The rows of a work unit and of its parts, with the columns that the API shows, and the same out of a snapshot of the
 * change log: so that no resolver needs to know which of the two it was given.
 *
 * Their fields are added with `builder.objectFields`, which shows what it is given. Pothos' own field builder for a type
 * with a `select` would read the row again, and so show the present in an event of the past.
 */
import type { AttentionItem } from '../domain/attention.ts'
import type { Conflict } from '../domain/conflict.ts'
import type { Run } from '../domain/run.ts'
import type { WorkUnit } from '../domain/work-unit.ts'
import type { Prisma, WorkUnit as UnitRow } from '../generated/sqlite/client.ts'

export type { UnitRow }

export const RUN_COLUMNS = {
  id: true,
  workUnitId: true,
  phase: true,
  generation: true,
  attempt: true,
  status: true,
  host: true,
  serverId: true,
  startedAt: true,
  endedAt: true,
  exitCode: true,
  failure: true,
  verdict: true,
  verdictSummary: true,
  verdictIssues: true,
  progressMessage: true,
  progressPercent: true,
  progressAt: true,
  inputTokens: true,
  outputTokens: true,
  costUsd: true,
} as const satisfies Prisma.RunSelect

export const ITEM_COLUMNS = {
  id: true,
  workUnitId: true,
  runId: true,
  conflictId: true,
  kind: true,
  state: true,
  prompt: true,
  options: true,
  detail: true,
  openedAt: true,
  deadline: true,
  answer: true,
  answeredBy: true,
  answeredAt: true,
} as const satisfies Prisma.AttentionItemSelect

export const CONFLICT_COLUMNS = {
  id: true,
  unitAId: true,
  unitBId: true,
  verdict: true,
  evidence: true,
  resolution: true,
  resolvedBy: true,
  firstId: true,
} as const satisfies Prisma.ConflictSelect

export type RunRow = Prisma.RunGetPayload<{ select: typeof RUN_COLUMNS }>
export type ItemRow = Prisma.AttentionItemGetPayload<{ select: typeof ITEM_COLUMNS }>
export type ConflictRow = Prisma.ConflictGetPayload<{ select: typeof CONFLICT_COLUMNS }>

export function unitRow({ dependsOn: _, runs: __, attention: ___, conflicts: ____, ...unit }: WorkUnit): UnitRow {
  return { ...unit, codePaths: [...unit.codePaths], codeReferences: unit.codeReferences.map((reference) => ({ ...reference })) }
}

export function runRow(run: Run, workUnitId: string): RunRow {
  return { ...run, workUnitId, verdictIssues: run.verdictIssues && [...run.verdictIssues] }
}

export function itemRow(item: AttentionItem, workUnitId: string): ItemRow {
  return { ...item, workUnitId, options: [...item.options] }
}

export function conflictRow(conflict: Conflict): ConflictRow {
  return { ...conflict, evidence: conflict.evidence.map((evidence) => ({ ...evidence })) }
}
