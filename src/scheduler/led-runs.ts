/**
 * The runs that this server leads, from just before their dispatch until their last process is gone. A unit in here is not
 * dispatched again, so that no two agents are ever at work in one worktree.
 */
import { EventEmitter, once } from 'node:events'
import type { Change } from '../domain/change.ts'
import { currentRun } from '../domain/work-unit.ts'
import type { RunEvent } from '../services/run.ts'

/** Why a run is stopped. SERVER: this server stops. LEASE: it could not renew its lease. ENDED: the run does not count any more. WAITED: the agent asked, and did not end. */
export type StopCause = 'SERVER' | 'LEASE' | 'ENDED' | 'WAITED'

const SENTENCES: Readonly<Record<StopCause, string>> = {
  SERVER: 'The server stops.',
  LEASE: 'The server could not renew its lease.',
  ENDED: 'The run has ended or was cancelled.',
  WAITED: 'The agent asked a question and did not end.',
}

/** What may be stopped: something of a run that takes time. */
interface Stoppable {
  stop(reason: string): Promise<void>
}

export class LedRun {
  readonly projectId: string
  readonly unitId: string
  readonly chunk: string
  /** Known from the dispatch on. */
  runId: string | null = null
  /** The revision at which the unit was picked: changes up to it are older than the run. */
  readonly revision: number
  /** The event that ended it, once there is one. */
  ending: RunEvent['type'] | null = null
  #cause: StopCause | null = null
  #current: Stoppable | null = null
  #callOff: (() => void) | null = null

  constructor(unit: { projectId: string; id: string; chunk: string; revision: number }) {
    this.projectId = unit.projectId
    this.unitId = unit.id
    this.chunk = unit.chunk
    this.revision = unit.revision
  }

  /** Why it is being stopped, or null. The first cause stands. */
  get cause(): StopCause | null {
    return this.#cause
  }

  /** Asks the process that is at work for this run to stop, and every later one before it has begun. */
  stop(cause: StopCause): void {
    this.#cause ??= cause
    void this.#current?.stop(SENTENCES[this.#cause])
  }

  /** It has asked, and is stopped later unless it ends: `callOff` takes that back. */
  waits(callOff: () => void): void {
    this.#callOff?.()
    this.#callOff = callOff
  }

  /** Goes with a process until it has `finished`, so that `stop` reaches it. */
  async goWith<T>(process: Stoppable & { readonly finished: Promise<T> }): Promise<T> {
    this.#current = process
    if (this.#cause) void process.stop(SENTENCES[this.#cause])
    try {
      return await process.finished
    } finally {
      this.#current = null
      this.#callOff?.()
    }
  }
}

/** Whose worktree it is: that of a chunk of a project. */
interface Place {
  readonly projectId: string
  readonly chunk: string
}

export class LedRuns {
  readonly #byUnit = new Map<string, LedRun>()
  readonly #reserved = new Set<Place>()
  /** As many may wait as there are deletions under way. */
  readonly #changed = new EventEmitter<{ freed: [projectId: string] }>().setMaxListeners(0)

  get all(): LedRun[] {
    return [...this.#byUnit.values()]
  }

  /** The chunks of a project that may not be dispatched now. By name, since a new unit of a deleted chunk has the same worktree. */
  chunksOf(projectId: string): string[] {
    return [...this.all, ...this.#reserved].filter((place) => place.projectId === projectId).map(({ chunk }) => chunk)
  }

  /** Does `work` on the worktree of a chunk when no run of it is left, and keeps it from being dispatched meanwhile. */
  async alone<T>(place: Place, work: () => Promise<T>): Promise<T> {
    const own = { ...place }
    this.#reserved.add(own)
    try {
      await this.#until(() => !this.all.some(({ projectId, chunk }) => projectId === own.projectId && chunk === own.chunk))
      return await work()
    } finally {
      this.#reserved.delete(own)
      this.#changed.emit('freed', own.projectId)
    }
  }

  /** Calls back with the project whenever a chunk of it may be dispatched again. */
  onFreed(listener: (projectId: string) => void): void {
    this.#changed.on('freed', listener)
  }

  add(run: LedRun): void {
    this.#byUnit.set(run.unitId, run)
  }

  remove(run: LedRun): void {
    this.#byUnit.delete(run.unitId)
    this.#changed.emit('freed', run.projectId)
  }

  /** The run that a change concerns, and what the change means for it; null where it concerns none. */
  concerned(change: Change): { run: LedRun; is: 'ENDED' | 'WAITING' } | null {
    const run = this.#byUnit.get(change.workUnitId)
    if (!run || run.runId === null || change.revision <= run.revision) return null
    const open = change.snapshot && currentRun(change.snapshot.unit)
    if (open?.id !== run.runId) return { run, is: 'ENDED' }
    return open.status === 'WAITING' ? { run, is: 'WAITING' } : null
  }

  /** Resolves when no run is led any more. */
  async whenEmpty(): Promise<void> {
    await this.#until(() => this.#byUnit.size === 0)
  }

  async #until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await once(this.#changed, 'freed')
  }
}
