/** The change log of a project, beside what the database says now. */
import type { Change, Snapshot } from '../../src/domain/change.ts'
import type { Store } from '../../src/store/open.ts'

/** The whole log, from its pages. */
export async function wholeLog(store: Store, projectId: string): Promise<Change[]> {
  const changes: Change[] = []
  for (;;) {
    const page = await store.changeLog.page(projectId, changes.at(-1)?.sequence ?? 0)
    if (page.length === 0) return changes
    changes.push(...page)
  }
}

/** What was published from now on, in the order in which it was. */
export function recordPublished(store: Store): Change[] {
  const published: Change[] = []
  store.subscribe('workUnitUpdated', (change) => published.push(change))
  return published
}

/** The state that a subscriber has who has seen the whole log, by unit id. */
export function foldLog(changes: readonly Change[]): Map<string, Snapshot> {
  const state = new Map<string, Snapshot>()
  for (const { workUnitId, snapshot } of changes) {
    if (snapshot) state.set(workUnitId, inOrder(snapshot))
    else state.delete(workUnitId)
  }
  return state
}

/** The same, from the tables: put together anew here, so that it shares no code with what it is compared with. */
export async function readState({ read }: Store, projectId: string): Promise<Map<string, Snapshot>> {
  const rows = await read.workUnit.findMany({
    where: { projectId },
    include: {
      dependencies: true,
      dependents: true,
      runs: { where: { endedAt: null }, omit: { workUnitId: true, revision: true } },
      attention: { where: { state: 'OPEN' }, omit: { workUnitId: true, revision: true } },
      conflictsA: { omit: { projectId: true, revisionA: true, revisionB: true } },
      conflictsB: { omit: { projectId: true, revisionA: true, revisionB: true } },
    },
  })
  const done = new Set(rows.filter(({ status }) => status === 'DONE').map(({ id }) => id))
  return new Map(
    rows.map(({ dependencies, dependents, conflictsA, conflictsB, ...row }) => {
      const conflicts = [...conflictsA, ...conflictsB]
      const dependsOn = dependencies.map(({ dependsOnId }) => dependsOnId)
      const goFirst = conflicts.flatMap(({ resolution, verdict, firstId }) =>
        (resolution ?? verdict) === 'SERIALIZE' && firstId ? [firstId] : [],
      )
      const awaited = [...dependsOn, ...goFirst].filter((id) => id !== row.id && !done.has(id))
      const runs = row.runs.map((run) => ({ ...run, tokenHash: null }))
      const snapshot = {
        unit: { ...row, runs, dependsOn, conflicts },
        blockedBy: [...new Set(awaited)],
        dependents: dependents.map(({ workUnitId }) => workUnitId),
        endedRuns: [],
      }
      // JSON columns have no types: what is in them is compared as it is.
      return [row.id, inOrder(snapshot as object as Snapshot)]
    }),
  )
}

/** Where a snapshot's order says nothing, one order. */
function inOrder({ unit, blockedBy, dependents }: Snapshot): Snapshot {
  const byId = (a: { id: string }, b: { id: string }): number => (a.id < b.id ? -1 : 1)
  return {
    unit: {
      ...unit,
      dependsOn: unit.dependsOn.toSorted(),
      attention: unit.attention.toSorted(byId),
      conflicts: unit.conflicts.toSorted(byId),
    },
    blockedBy: blockedBy.toSorted(),
    dependents: dependents.toSorted(),
    // Told once, in the change that ended them: no state.
    endedRuns: [],
  }
}
