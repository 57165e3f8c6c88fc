/**
 * Reads for many what resolvers ask for one by one, so that a page costs the same number of queries however long it is.
 * An operation has loaders of its own, and sees what it read as it was then.
 */
import DataLoader from 'dataloader'
import { isSerialized, otherUnit } from '../domain/conflict.ts'
import type { Snapshot } from '../domain/change.ts'
import type { WorkUnitStatus } from '../domain/work-unit.ts'
import type { Project } from '../generated/sqlite/client.ts'
import type { Services } from '../services/context.ts'
import { rangeLoader } from './range-loader.ts'
import { CONFLICT_COLUMNS, RUN_COLUMNS, type ConflictRow, type RunRow, type UnitRow } from './unit-parts.ts'

type Store = Services['store']

export interface Projects {
  readonly all: readonly Project[]
  readonly byId: ReadonlyMap<string, Project>
  readonly byKey: ReadonlyMap<string, Project>
}

export type Loaders = ReturnType<typeof createLoaders>

export function createLoaders(store: Store) {
  const { read, changeLog, servers } = store
  return {
    /**
     * All projects, read once, and before anything else: whoever reads rows waits for this first. So the cursor of a
     * project is never newer than the rows beside it, and a subscriber after that cursor misses nothing.
     */
    projects: once(async (): Promise<Projects> => {
      const all = await read.project.findMany({ orderBy: { key: 'asc' } })
      return {
        all,
        byId: new Map(all.map((project) => [project.id, project])),
        byKey: new Map(all.map((project) => [project.key, project])),
      }
    }),
    servers: once(() => servers.all()),
    units: byId<UnitRow>((ids) => read.workUnit.findMany({ where: { id: { in: ids } } })),
    runs: byId<RunRow>((ids) => read.run.findMany({ where: { id: { in: ids } }, select: RUN_COLUMNS })),
    conflicts: byId<ConflictRow>((ids) => read.conflict.findMany({ where: { id: { in: ids } }, select: CONFLICT_COLUMNS })),
    /** The state of a unit at a revision. */
    snapshots: new DataLoader<{ id: string; revision: number }, Snapshot, string>((revisions) => changeLog.snapshots(revisions), {
      cacheKeyFn: ({ id, revision }) => `${id}:${revision}`,
    }),
    unitsAsOf: unitsAsOf(store),
    waitingBehind: waitingBehind(store),
    statusCounts: statusCounts(store),
    /** Runs of a unit by their generation. */
    runRanges: rangeLoader(
      (ranges) =>
        read.run.findMany({
          where: { OR: ranges.map(({ of, after, upTo }) => ({ workUnitId: of, generation: { gt: after, lte: upTo } })) },
          select: RUN_COLUMNS,
        }),
      (run) => ({ of: run.workUnitId, position: run.generation }),
    ),
    /** Changes of a unit by their revision. */
    changeRanges: rangeLoader(
      (ranges) =>
        read.workUnitChange.findMany({
          where: { OR: ranges.map(({ of, after, upTo }) => ({ workUnitId: of, revision: { gt: after, lte: upTo } })) },
          omit: { snapshot: true },
        }),
      (change) => ({ of: change.workUnitId, position: change.revision }),
    ),
    /** From which revision on the log has every change of a unit. */
    historyStarts: historyStarts(store),
    /** What the agents of runs were told. */
    prompts: prompts(store),
    /** Output of a run by its position. */
    outputRanges: rangeLoader(
      (ranges) =>
        read.runOutput.findMany({
          where: { OR: ranges.map(({ of, after, upTo }) => ({ runId: of, position: { gt: after, lte: upTo } })) },
        }),
      (piece) => ({ of: piece.runId, position: piece.position }),
    ),
    /** The last position of a run's output; 0 where it has said nothing. */
    outputLengths: outputLengths(store),
  }
}

function once<T>(read: () => Promise<T>): () => Promise<T> {
  let reading: Promise<T> | undefined
  return () => (reading ??= read())
}

/** A statement takes only so many parameters. */
const MOST_AT_ONCE = 500

function byId<Row extends { id: string }>(read: (ids: string[]) => Promise<Row[]>): DataLoader<string, Row | null> {
  const load = async (ids: readonly string[]): Promise<(Row | null)[]> => {
    const rows = new Map((await read([...ids])).map((row) => [row.id, row]))
    return ids.map((id) => rows.get(id) ?? null)
  }
  return new DataLoader(load, { maxBatchSize: MOST_AT_ONCE })
}

function prompts({ read }: Store): DataLoader<string, string | null> {
  const load = async (ids: readonly string[]): Promise<(string | null)[]> => {
    const rows = await read.runPrompt.findMany({ where: { runId: { in: [...ids] } } })
    const texts = new Map(rows.map(({ runId, text }) => [runId, text]))
    return ids.map((id) => texts.get(id) ?? null)
  }
  return new DataLoader(load, { maxBatchSize: MOST_AT_ONCE })
}

function outputLengths({ read }: Store): DataLoader<string, number> {
  const load = async (ids: readonly string[]): Promise<number[]> => {
    const rows = await read.runOutput.groupBy({ by: ['runId'], where: { runId: { in: [...ids] } }, _max: { position: true } })
    const lengths = new Map(rows.map(({ runId, _max }) => [runId, _max.position ?? 0]))
    return ids.map((id) => lengths.get(id) ?? 0)
  }
  return new DataLoader(load, { maxBatchSize: MOST_AT_ONCE })
}

interface MomentOfUnit {
  readonly projectId: string
  readonly sequence: number
  readonly id: string
}

interface HistoryOfUnit {
  readonly project: Project
  readonly id: string
}

function unitsAsOf({ changeLog }: Store): DataLoader<MomentOfUnit, Snapshot | null, string> {
  const momentOf = ({ projectId, sequence }: MomentOfUnit): string => `${projectId}:${sequence}`
  return new DataLoader(
    async (keys) => {
      // All of one event or mutation are as of the same sequence.
      const found = new Map<string, Map<string, Snapshot>>()
      for (const key of keys) {
        if (found.has(momentOf(key))) continue
        const ids = keys.filter((other) => momentOf(other) === momentOf(key)).map(({ id }) => id)
        found.set(momentOf(key), await changeLog.asOf(key.projectId, key.sequence, ids))
      }
      return keys.map((key) => found.get(momentOf(key))?.get(key.id) ?? null)
    },
    { cacheKeyFn: (key) => `${momentOf(key)}:${key.id}` },
  )
}

function historyStarts({ changeLog }: Store): DataLoader<HistoryOfUnit, number, string> {
  return new DataLoader(
    async (keys) => {
      const starts = new Map<string, number>()
      for (const project of new Set(keys.map((key) => key.project))) {
        const ids = keys.filter((key) => key.project === project).map(({ id }) => id)
        for (const [id, revision] of await changeLog.historyStarts(project.expiredSequence, ids)) starts.set(id, revision)
      }
      return keys.map(({ id }) => starts.get(id) ?? 1)
    },
    { cacheKeyFn: ({ id }) => id },
  )
}

/** By project: who waits for whom among the units that are not DONE, by dependency or because the other one goes first. */
function waitingBehind({ read }: Store): DataLoader<string, ReadonlyMap<string, string[]>> {
  const open = { status: { not: 'DONE' } } as const
  return new DataLoader(async (projectIds) => {
    const inProjects = { projectId: { in: [...projectIds] } }
    const dependencies = await read.dependency.findMany({ where: { workUnit: { ...inProjects, ...open }, dependsOn: open } })
    const conflicts = await read.conflict.findMany({
      where: { ...inProjects, firstId: { not: null }, unitA: open, unitB: open },
      select: CONFLICT_COLUMNS,
    })
    const waiting = new Map<string, string[]>()
    const wait = (id: string, behind: string): void => void waiting.set(behind, [...(waiting.get(behind) ?? []), id])
    for (const { workUnitId, dependsOnId } of dependencies) wait(workUnitId, dependsOnId)
    for (const conflict of conflicts) {
      if (isSerialized(conflict) && conflict.firstId !== null) wait(otherUnit(conflict, conflict.firstId), conflict.firstId)
    }
    // Ids are unique over all projects, so that one map serves them all.
    return projectIds.map(() => waiting)
  })
}

function statusCounts({ read }: Store): DataLoader<string, ReadonlyMap<WorkUnitStatus, number>> {
  return new DataLoader(async (projectIds) => {
    const rows = await read.workUnit.groupBy({ by: ['projectId', 'status'], where: { projectId: { in: [...projectIds] } }, _count: true })
    return projectIds.map((id) => new Map(rows.filter(({ projectId }) => projectId === id).map(({ status, _count }) => [status, _count])))
  })
}
