/**
 * Reads what the charts of a project show: from the change log, which knows when a unit had which status, and from its runs.
 *
 * A snapshot in the log may be as big as a goal is: what is needed of it is taken out by the database. It is read the newest first, in
 * pages, with turns of the event loop between them, for one asker after the other, and not further back than a bound.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import {
  type EndedRunFacts,
  type StatisticsFigures,
  StatisticsTally,
  type StatisticsWindow,
  type StatusChange,
} from '../domain/statistics.ts'
import { Prisma } from '../generated/sqlite/client.ts'
import type { Clients, Database } from './clients.ts'

/** So many of the newest changes of a window are looked at, and so many of the newest runs that ended in it. */
export const MOST_STATISTICS = 100_000

/** SQLite answers in this very thread: a page takes it some milliseconds. */
const CHANGES_PER_PAGE = 200
const RUNS_PER_PAGE = 2_000

export interface ProjectStatistics extends StatisticsFigures {
  /** The time of the oldest change that has not expired; null for an empty log. */
  readonly knownSince: Date | null
  /** Whether the window holds more than is looked at. */
  readonly truncated: boolean
}

/** `most` is the bound. */
export type Statistics = (projectId: string, window: StatisticsWindow, most?: number) => Promise<ProjectStatistics>

export function createStatistics(database: Database, clients: Clients): Statistics {
  let turn: Promise<unknown> = Promise.resolve()
  return (projectId, window, most = MOST_STATISTICS) => {
    const result = turn.then(() => readStatistics(database, clients, projectId, window, most))
    turn = result.catch(() => undefined)
    return result
  }
}

async function readStatistics(
  database: Database,
  clients: Clients,
  projectId: string,
  window: StatisticsWindow,
  most: number,
): Promise<ProjectStatistics> {
  const { read } = clients
  const tally = new StatisticsTally(window)
  const changes = await changesOf(database, clients, projectId, window, most)
  for await (const change of changes.each) tally.takeChange(change)
  const runs = await runsOf(clients, projectId, window, most)
  for await (const run of runs.each) tally.takeRun(run)
  // Looked up last: what expired while the log was read is not called known.
  const oldest = await read.workUnitChange.findFirst({
    where: { projectId, sequence: { gt: await expiredSequence(clients, projectId) } },
    orderBy: { sequence: 'asc' },
    select: { at: true },
  })
  return { ...tally.figures(), knownSince: oldest?.at ?? null, truncated: changes.truncated || runs.truncated }
}

/** The newest first. */
interface Found<T> {
  readonly each: AsyncIterable<T>
  readonly truncated: boolean
}

async function expiredSequence({ read }: Clients, projectId: string): Promise<number> {
  return (await read.project.findUniqueOrThrow({ where: { id: projectId }, select: { expiredSequence: true } })).expiredSequence
}

async function changesOf(database: Database, clients: Clients, projectId: string, { from, to }: StatisticsWindow, most: number) {
  // Of what has expired only some is still there.
  const expired = await expiredSequence(clients, projectId)
  const [tooOld] = await clients.read.workUnitChange.findMany({
    where: { projectId, sequence: { gt: expired }, at: { gte: from, lt: to } },
    orderBy: [{ at: 'desc' }, { sequence: 'desc' }],
    skip: most,
    take: 1,
    select: { at: true },
  })
  const start = tooOld ? justAfter(tooOld.at) : from
  return {
    each: eachStatusChange(database, clients, { projectId, expired, start, to }),
    truncated: tooOld !== undefined,
  } satisfies Found<StatusChange>
}

interface LogPart {
  readonly projectId: string
  readonly expired: number
  readonly start: Date
  readonly to: Date
}

interface StatusRow {
  readonly sequence: number
  readonly at: Date
  readonly left: StatusChange['left']
  readonly status: StatusChange['status']
  /** As JSON has it. */
  readonly since: string | null
}

/** How each database finds what it is asked for in JSON. The state before a change is that of the revision before, which stays as long as the change. */
const JSON_SQL = {
  SQLITE: {
    hasChangedStatus: Prisma.sql`change."changedFields" LIKE '%"status"%'`,
    status: Prisma.sql`json_extract(change."snapshot", '$.unit.status')`,
    since: Prisma.sql`json_extract(before."snapshot", '$.unit.statusSince')`,
  },
  POSTGRESQL: {
    hasChangedStatus: Prisma.sql`change."changedFields" @> '["status"]'`,
    status: Prisma.sql`change."snapshot" -> 'unit' ->> 'status'`,
    since: Prisma.sql`before."snapshot" -> 'unit' ->> 'statusSince'`,
  },
} satisfies Record<Database, unknown>

async function* eachStatusChange(database: Database, { query }: Clients, { projectId, expired, start, to }: LogPart) {
  const { hasChangedStatus, status, since } = JSON_SQL[database]
  for (let last: Pick<StatusRow, 'at' | 'sequence'> = { at: to, sequence: 0 }; ;) {
    const rows: StatusRow[] = await query<StatusRow>(Prisma.sql`
      SELECT change."sequence", change."at", change."previousStatus" AS "left", ${status} AS "status",
        CASE WHEN change."previousStatus" IN ('READY', 'BLOCKED', 'NEEDS_ATTENTION') THEN ${since} END AS "since"
      FROM "WorkUnitChange" AS change
      LEFT JOIN "WorkUnitChange" AS before ON before."workUnitId" = change."workUnitId" AND before."revision" = change."revision" - 1
      WHERE change."projectId" = ${projectId} AND change."at" >= ${start} AND change."at" <= ${last.at}
        AND (change."at" < ${last.at} OR change."sequence" < ${last.sequence}) AND change."sequence" > ${expired}
        AND (change."kind" <> 'UPDATED' OR ${hasChangedStatus})
      ORDER BY change."at" DESC, change."sequence" DESC
      LIMIT ${CHANGES_PER_PAGE}`)
    for (const row of rows) yield { ...row, since: row.since === null ? null : new Date(row.since) }
    const end = rows.at(-1)
    if (!end || rows.length < CHANGES_PER_PAGE) return
    last = end
    await nextTurn()
  }
}

/** Those of units that were deleted are gone. */
async function runsOf({ read }: Clients, projectId: string, { from, to }: StatisticsWindow, most: number): Promise<Found<EndedRunFacts>> {
  const ofProject = { workUnit: { projectId } }
  const [tooOld] = await read.run.findMany({
    where: { ...ofProject, endedAt: { gte: from, lt: to } },
    orderBy: { endedAt: 'desc' },
    skip: most,
    take: 1,
    select: { endedAt: true },
  })
  const start = tooOld?.endedAt ? justAfter(tooOld.endedAt) : from

  async function* each(): AsyncGenerator<EndedRunFacts> {
    for (let last: { endedAt: Date; id: string } = { endedAt: to, id: '' }; ;) {
      const rows = await read.run.findMany({
        where: {
          ...ofProject,
          endedAt: { gte: start, lte: last.endedAt },
          OR: [{ endedAt: { lt: last.endedAt } }, { id: { lt: last.id } }],
        },
        orderBy: [{ endedAt: 'desc' }, { id: 'desc' }],
        take: RUNS_PER_PAGE,
        select: {
          id: true,
          phase: true,
          status: true,
          startedAt: true,
          endedAt: true,
          inputTokens: true,
          outputTokens: true,
          costUsd: true,
        },
      })
      for (const { endedAt, ...run } of rows) {
        if (endedAt === null) continue
        last = { endedAt, id: run.id }
        yield { ...run, endedAt }
      }
      if (rows.length < RUNS_PER_PAGE) return
      await nextTurn()
    }
  }
  return { each: each(), truncated: tooOld !== undefined }
}

function justAfter(time: Date): Date {
  return new Date(time.getTime() + 1)
}
