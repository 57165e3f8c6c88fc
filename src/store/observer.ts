/** What the store tells whoever logs and counts. It is told after the fact: nothing waits for it, and what fails in it undoes no commit. */
import type { Change } from '../domain/change.ts'
import type { WorkUnit } from '../domain/work-unit.ts'

/** A change as its commit knows it: with the runs and the items that ended in it, which a snapshot leaves out. */
export interface CommittedChange {
  readonly change: Change
  /** Null when CREATED. */
  readonly before: WorkUnit | null
  /** Null when DELETED. */
  readonly after: WorkUnit | null
}

export interface StoreObserver {
  /** One transaction of this server has committed these changes of the project of that key, in their order; it took so many seconds. */
  committed(project: string, changes: readonly CommittedChange[], seconds: number): void
}
