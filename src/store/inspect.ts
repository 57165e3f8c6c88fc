/**
 * What the doctor sees of a database. The promises are looked at from the outside here: rows and log are read as they lie there, and said
 * side by side, also where the database itself should have refused what is found.
 */
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3'
import type { Project } from '../domain/project.ts'
import { blockersOf } from '../domain/settle.ts'
import { openAttention, type WorkUnit, type WorkUnitStatus } from '../domain/work-unit.ts'
import { loadUnits } from './aggregate.ts'
import type { ReadTables } from './clients.ts'
import { toProject } from './project-row.ts'
import type { Server } from './server.ts'
import { encodeSnapshot } from './snapshot.ts'

export interface InspectedRun {
  readonly serverId: string
  readonly host: string
}

export interface InspectedUnit {
  readonly projectId: string
  readonly chunk: string
  readonly status: WorkUnitStatus
  readonly worktreePath: string | null
  readonly mergedCommit: string | null
  /** Fields in which its row differs from its newest entry in the log; null where its revision has no entry. */
  readonly differsIn: readonly string[] | null
  /** How many units it waits for. */
  readonly blockers: number
  readonly openItems: number
  readonly openRuns: readonly InspectedRun[]
}

export interface InspectedLog {
  /** How many changes there are after what has expired, and which the first and the last one are; 0 for none. */
  readonly changes: number
  readonly first: number
  readonly last: number
}

export interface InspectedDatabase {
  readonly servers: readonly Server[]
  readonly projects: readonly (Project & { readonly log: InspectedLog })[]
  readonly units: readonly InspectedUnit[]
}

const UNITS_PER_PAGE = 200

/** `tables` are to be as of one moment: a server may be at work. */
export async function inspectDatabase(tables: ReadTables): Promise<InspectedDatabase> {
  const servers = await tables.server.findMany({ orderBy: { startedAt: 'asc' } })
  const projects = []
  const units: InspectedUnit[] = []
  for (const row of await tables.project.findMany({ orderBy: { key: 'asc' } })) {
    projects.push({ ...toProject(row), log: await inspectLog(tables, row) })
    units.push(...(await inspectUnits(tables, row.id)))
  }
  return { servers, projects, units }
}

async function inspectLog(tables: ReadTables, { id, expiredSequence }: { id: string; expiredSequence: number }): Promise<InspectedLog> {
  const { _count, _min, _max } = await tables.workUnitChange.aggregate({
    where: { projectId: id, sequence: { gt: expiredSequence } },
    _count: true,
    _min: { sequence: true },
    _max: { sequence: true },
  })
  return { changes: _count, first: _min.sequence ?? 0, last: _max.sequence ?? 0 }
}

async function inspectUnits(tables: ReadTables, projectId: string): Promise<InspectedUnit[]> {
  const statuses = new Map(
    (await tables.workUnit.findMany({ where: { projectId }, select: { id: true, status: true } })).map(({ id, status }) => [id, status]),
  )
  const ids = [...statuses.keys()]
  const inspected: InspectedUnit[] = []
  for (let start = 0; start < ids.length; start += UNITS_PER_PAGE) {
    const units = await loadUnits(tables, { id: { in: ids.slice(start, start + UNITS_PER_PAGE) } })
    const entries = await tables.workUnitChange.findMany({
      where: { OR: units.map(({ id, revision }) => ({ workUnitId: id, revision })) },
      select: { workUnitId: true, snapshot: true },
    })
    const told = new Map(entries.map(({ workUnitId, snapshot }) => [workUnitId, snapshot]))
    inspected.push(...units.map((unit) => inspectUnit(unit, told.get(unit.id), statuses)))
  }
  return inspected
}

function inspectUnit(unit: WorkUnit, told: unknown, statuses: ReadonlyMap<string, WorkUnitStatus>): InspectedUnit {
  const { projectId, chunk, status, worktreePath, mergedCommit } = unit
  return {
    projectId,
    chunk,
    status,
    worktreePath,
    mergedCommit,
    differsIn: told === undefined || told === null ? null : differences(unit, told),
    blockers: blockersOf(unit, (id) => statuses.get(id)).length,
    openItems: openAttention(unit).length,
    openRuns: unit.runs.map(({ serverId, host }) => ({ serverId, host })),
  }
}

function differences(unit: WorkUnit, told: unknown): string[] {
  const now = fieldsOf(encodeSnapshot({ unit, blockedBy: [], dependents: [], endedRuns: [] })['unit'])
  const then = fieldsOf(fieldsOf(told).get('unit'))
  return [...now].flatMap(([field, value]) => (isSame(value, then.get(field)) ? [] : [field]))
}

/** Plain JSON: an entry of before there was a field does not have it, and lists of parts are in the order in which they came. */
function isSame(now: unknown, then: unknown): boolean {
  if (Array.isArray(now) && Array.isArray(then)) {
    const [ours, theirs] = [now.toSorted(byId), then.toSorted(byId)]
    return ours.length === theirs.length && ours.every((item, index) => isSame(item, theirs[index]))
  }
  if (typeof now !== 'object' || now === null) return now === (then ?? null)
  return [...fieldsOf(now)].every(([field, value]) => isSame(value, fieldsOf(then).get(field)))
}

function byId(a: unknown, b: unknown): number {
  const [one, two] = [a, b].map((item) => String(fieldsOf(item).get('id') ?? ''))
  return (one ?? '') < (two ?? '') ? -1 : (one ?? '') > (two ?? '') ? 1 : 0
}

function fieldsOf(value: unknown): Map<string, unknown> {
  return new Map(typeof value === 'object' && value !== null ? Object.entries(value) : [])
}

/** What SQLite itself finds wrong with its file, each in one line. */
export async function inspectFile(file: string): Promise<string[]> {
  const connection = await new PrismaBetterSqlite3({ url: file, readonly: true }).connect()
  const query = async (sql: string): Promise<unknown[][]> => (await connection.queryRaw({ sql, args: [], argTypes: [] })).rows
  try {
    const damages = (await query('PRAGMA integrity_check(10)')).map(([line]) => String(line)).filter((line) => line !== 'ok')
    const dangling = (await query('PRAGMA foreign_key_check')).map(
      ([table, row, parent]) => `row ${String(row)} of ${String(table)} refers to no row of ${String(parent)}`,
    )
    return [...damages, ...dangling.slice(0, 10)]
  } finally {
    await connection.dispose()
  }
}
