/** A change: one committed alteration of one work unit, an entry of its project's change log. */
import type { Phase } from './phase.ts'
import type { EndedRun } from './run.ts'
import type { WorkUnit, WorkUnitStatus } from './work-unit.ts'

export const CHANGE_KINDS = ['CREATED', 'UPDATED', 'DELETED'] as const
export type ChangeKind = (typeof CHANGE_KINDS)[number]

/** The full state of a unit as of one revision, with what is derived from its neighbours, so that a subscriber needs no second read. */
export interface Snapshot {
  readonly unit: WorkUnit
  /** Ids of the units that it waits for: dependencies that are not DONE, and units that go first in a serialized conflict. */
  readonly blockedBy: readonly string[]
  /** Ids of the units that depend on it. */
  readonly dependents: readonly string[]
  /** The runs that ended with this very change: the unit itself has only the open one. */
  readonly endedRuns: readonly EndedRun[]
}

export interface Change {
  readonly projectId: string
  /** The position in the project's log: 1, 2, 3 … without a gap. */
  readonly sequence: number
  readonly workUnitId: string
  /** How often the unit had changed with this: 1, 2, 3 … without a gap. */
  readonly revision: number
  readonly chunk: string
  readonly kind: ChangeKind
  /** Null when DELETED. */
  readonly snapshot: Snapshot | null
  readonly previousStatus: WorkUnitStatus | null
  readonly previousPhase: Phase | null
  readonly changedFields: readonly string[]
  readonly actor: string
  readonly reason: string
  readonly at: Date
}
