/** How a work unit's aggregate lies in rows: reading it whole, and writing what differs. Used by `commit` alone. */
import { isDeepStrictEqual } from 'node:util'
import type { AttentionItem } from '../domain/attention.ts'
import type { Conflict } from '../domain/conflict.ts'
import type { Run } from '../domain/run.ts'
import type { WorkUnit } from '../domain/work-unit.ts'
import { Prisma, type WorkUnit as WorkUnitRow } from '../generated/sqlite/client.ts'
import type { ReadTables, Transaction } from './clients.ts'
import { fromJson, toJson } from './json.ts'

/** The aggregates that `where` names, with the open run and the open items only; the oldest unit first. */
export async function loadUnits(tx: ReadTables, where: Prisma.WorkUnitWhereInput): Promise<WorkUnit[]> {
  const rows = await tx.workUnit.findMany({ where, orderBy: { ordinal: 'asc' } })
  if (rows.length === 0) return []

  // One query after the other: a transaction has one connection, and Prisma's `include` would ask it several things at once.
  const dependencies = await tx.dependency.findMany({ where: { workUnit: where } })
  const runs = await tx.run.findMany({ where: { workUnit: where, endedAt: null }, omit: { revision: true } })
  const items = await tx.attentionItem.findMany({
    where: { workUnit: where, state: 'OPEN' },
    orderBy: [{ openedAt: 'asc' }, { id: 'asc' }],
    omit: { revision: true },
  })
  const conflicts = await tx.conflict.findMany({
    where: { OR: [{ unitA: where }, { unitB: where }] },
    orderBy: { id: 'asc' },
    omit: { projectId: true, revisionA: true, revisionB: true },
  })

  const units = new Map(rows.map((row) => [row.id, emptyAggregate(row)]))
  for (const { workUnitId, dependsOnId } of dependencies) units.get(workUnitId)?.dependsOn.push(dependsOnId)
  for (const { workUnitId, ...run } of runs) units.get(workUnitId)?.runs.push({ ...run, verdictIssues: fromJson(run.verdictIssues) })
  for (const { workUnitId, ...item } of items) units.get(workUnitId)?.attention.push({ ...item, options: fromJson(item.options) })
  for (const row of conflicts) {
    const conflict: Conflict = { ...row, evidence: fromJson(row.evidence) }
    units.get(row.unitAId)?.conflicts.push(conflict)
    units.get(row.unitBId)?.conflicts.push(conflict)
  }
  // Sorted here: a database has an order of its own for text.
  return [...units.values()].map((unit) => ({ ...unit, dependsOn: unit.dependsOn.toSorted() }))
}

function emptyAggregate(row: WorkUnitRow) {
  return {
    ...row,
    codePaths: fromJson<WorkUnit['codePaths']>(row.codePaths),
    codeReferences: fromJson<WorkUnit['codeReferences']>(row.codeReferences),
    dependsOn: new Array<string>(),
    runs: new Array<Run>(),
    attention: new Array<AttentionItem>(),
    conflicts: new Array<Conflict>(),
  }
}

/** One unit of a decision: `before` is null for a new one, `after` for one that is deleted. `after` has the new revision. */
export interface UnitWrite {
  readonly before: WorkUnit | null
  readonly after: WorkUnit | null
}

/**
 * Writes the rows of units whose changes are in the log already: the parts first, the units last, which is the order that
 * the database's triggers ask for. Throws when a unit is no longer at the revision that the decision was made on.
 */
export async function writeUnits(tx: Transaction, writes: readonly UnitWrite[]): Promise<void> {
  await writeConflicts(tx, writes)
  const added: Added = { runs: [], attention: [], dependencies: [] }
  for (const { before, after } of writes) {
    if (after) await changeParts(tx, before, after, added)
    else if (before) await deleteParts(tx, before.id)
  }
  if (added.runs.length > 0) await tx.run.createMany({ data: added.runs })
  if (added.attention.length > 0) await tx.attentionItem.createMany({ data: added.attention })
  if (added.dependencies.length > 0) await tx.dependency.createMany({ data: added.dependencies })

  const created = writes.flatMap(({ before, after }) => (after && !before ? [unitRow(after)] : []))
  if (created.length > 0) await tx.workUnit.createMany({ data: created })
  for (const { before, after } of writes) if (before) await changeUnit(tx, before, after)
}

/** New parts of all units, so that an injection of a thousand writes each table once. */
interface Added {
  readonly runs: Prisma.RunCreateManyInput[]
  readonly attention: Prisma.AttentionItemCreateManyInput[]
  readonly dependencies: Prisma.DependencyCreateManyInput[]
}

async function changeParts(tx: Transaction, before: WorkUnit | null, after: WorkUnit, added: Added): Promise<void> {
  const owner = { workUnitId: after.id, revision: after.revision }

  const runs = difference(before?.runs ?? [], after.runs)
  added.runs.push(...runs.added.map((run) => ({ ...runRow(run), ...owner })))
  for (const run of runs.changed) await tx.run.update({ where: { id: run.id }, data: { ...runRow(run), ...owner } })

  const items = difference(before?.attention ?? [], after.attention)
  added.attention.push(...items.added.map((item) => ({ ...item, options: [...item.options], ...owner })))
  for (const item of items.changed)
    await tx.attentionItem.update({ where: { id: item.id }, data: { ...item, options: [...item.options], ...owner } })

  const had = new Set(before?.dependsOn)
  const has = new Set(after.dependsOn)
  const gone = [...had].filter((id) => !has.has(id))
  if (gone.length > 0) await tx.dependency.deleteMany({ where: { workUnitId: after.id, dependsOnId: { in: gone } } })
  added.dependencies.push(...[...has].filter((id) => !had.has(id)).map((dependsOnId) => ({ dependsOnId, ...owner })))
}

async function deleteParts(tx: Transaction, workUnitId: string): Promise<void> {
  await tx.attentionItem.deleteMany({ where: { workUnitId } })
  await tx.run.deleteMany({ where: { workUnitId } })
  await tx.dependency.deleteMany({ where: { workUnitId } })
}

/** A conflict is one row of two units; `commit` has put it into the writes of both. */
async function writeConflicts(tx: Transaction, writes: readonly UnitWrite[]): Promise<void> {
  const before = new Map(writes.flatMap((write) => write.before?.conflicts ?? []).map((conflict) => [conflict.id, conflict]))
  const after = new Map(writes.flatMap((write) => write.after?.conflicts ?? []).map((conflict) => [conflict.id, conflict]))
  const revisions = new Map(writes.flatMap((write) => (write.after ? [[write.after.id, write.after.revision]] : [])))
  const projectIds = new Map(writes.flatMap(({ after: unit }) => (unit ? [[unit.id, unit.projectId]] : [])))
  const revisionOf = (unitId: string): number => {
    const revision = revisions.get(unitId)
    if (revision === undefined) throw new Error(`A conflict of unit ${unitId} changes without the unit.`)
    return revision
  }

  const gone = [...before.values()].filter(({ id }) => !after.has(id))
  const deletedUnits = new Set(writes.flatMap((write) => (write.after ? [] : [write.before?.id])))
  const deleted = gone.filter(({ unitAId, unitBId }) => deletedUnits.has(unitAId) || deletedUnits.has(unitBId))
  if (deleted.length > 0) await tx.conflict.deleteMany({ where: { id: { in: deleted.map(({ id }) => id) } } })

  for (const conflict of after.values()) {
    const old = before.get(conflict.id)
    if (old && isDeepStrictEqual(old, conflict)) continue
    const row = {
      ...conflict,
      evidence: conflict.evidence.map(toJson),
      revisionA: revisionOf(conflict.unitAId),
      revisionB: revisionOf(conflict.unitBId),
    }
    if (old) await tx.conflict.update({ where: { id: conflict.id }, data: row })
    else await tx.conflict.create({ data: { ...row, projectId: projectIds.get(conflict.unitAId) ?? '' } })
  }
}

async function changeUnit(tx: Transaction, before: WorkUnit, after: WorkUnit | null): Promise<void> {
  const where = { id: before.id, revision: before.revision }
  const { count } = after
    ? await tx.workUnit.updateMany({ where, data: changedColumns(unitRow(before), unitRow(after)) })
    : await tx.workUnit.deleteMany({ where })
  if (count !== 1) throw new Error(`Unit ${before.id} has left revision ${before.revision} within its own transaction.`)
}

/** The others are left out: a statement that sets all columns makes the database check every key and index that the unit is part of. */
function changedColumns<Row extends object>(before: Row, after: Row): Partial<Row> {
  const old = new Map(Object.entries(before))
  return Object.fromEntries(Object.entries(after).filter(([column, value]) => !isDeepStrictEqual(old.get(column), value))) as Partial<Row>
}

/** The row of a unit, without its parts. */
export function unitRow({ dependsOn: _, runs: __, attention: ___, conflicts: ____, ...unit }: WorkUnit): Prisma.WorkUnitCreateManyInput {
  return { ...unit, codePaths: [...unit.codePaths], codeReferences: unit.codeReferences.map(toJson) }
}

function runRow(run: Run) {
  return { ...run, verdictIssues: run.verdictIssues === null ? Prisma.DbNull : [...run.verdictIssues] }
}

function difference<T extends { id: string }>(before: readonly T[], after: readonly T[]): { added: T[]; changed: T[] } {
  const old = new Map(before.map((entry) => [entry.id, entry]))
  return {
    added: after.filter(({ id }) => !old.has(id)),
    changed: after.filter((entry) => old.has(entry.id) && !isDeepStrictEqual(old.get(entry.id), entry)),
  }
}
