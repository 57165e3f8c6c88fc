/**
 * The loop that joins the rooms: it wakes on what has happened, dispatches what may start, leads each run to its end, and
 * takes back what others have left behind. It never polls: a pass follows a change, a freed slot, a setting, or a time that
 * somebody waits for. It writes through the services alone.
 */
import type { Change } from '../domain/change.ts'
import { KeyedQueue } from '../git/keyed-queue.ts'
import { dispatchPass, type Dispatched } from './dispatch-pass.ts'
import { holdLease } from './lease.ts'
import type { LedRun, StopCause } from './led-runs.ts'
import { LIMITS, type Room, type SchedulerOptions, systemTimer } from './options.ts'
import { Passes } from './passes.ts'
import { reconcileRuns } from './reconciler.ts'
import { runPhase } from './run-phase.ts'
import { nextDeferred } from './scene.ts'

export interface Scheduler {
  /** Dispatches nothing more and stops the agents. Answers with the units that were taken out of a phase, which a later start goes on with. */
  stop(): Promise<{ stopped: { project: string; chunk: string; runId: string }[] }>
}

/** Changes of other fields alone make no unit ready, and free no slot. */
const WAKING_FIELDS = new Set(['status', 'held', 'priority', 'notBefore', 'dependsOn'])

/** Starts when the server listens, because agents need its address. First the runs that a dead server has left are taken back. */
export async function startScheduler(options: SchedulerOptions): Promise<Scheduler> {
  const room: Room = { ...options, limits: { ...LIMITS, ...options.limits }, after: options.after ?? systemTimer }
  const { store, now } = room.services
  const { ledRuns } = room
  const mergeQueue = new KeyedQueue()
  const timers = new Map<string, () => void>()
  /** Until when the next deferred unit of a project waits, as it stands in the log. */
  const deferred = new Map<string, number>()
  const suspended: Dispatched[] = []
  let closed = false

  const passes = new Passes(async (projectId) => {
    try {
      const result = await dispatchPass(room, projectId, ledRuns, lead, () => closed)
      if (result === 'later') return wakeAfter(projectId, room.limits.retryMs)
      const next = await nextDeferred(store.read, projectId, now())
      if (!next) return
      // One line, however often it is looked at meanwhile.
      if (deferred.get(projectId) !== next.until.getTime()) room.log.info(next, 'waits for its time')
      deferred.set(projectId, next.until.getTime())
      wakeAfter(projectId, next.until.getTime() - now().getTime())
    } catch (error) {
      room.log.error({ projectId, err: error }, 'a look for units to start failed')
      wakeAfter(projectId, room.limits.retryMs)
    }
  })

  function wakeAfter(projectId: string, ms: number): void {
    timers.get(projectId)?.()
    if (closed) return
    const callOff = room.after(Math.max(ms, 1), () => passes.wake(projectId))
    timers.set(projectId, callOff)
  }

  function lead(dispatched: Dispatched): void {
    const { led } = dispatched
    void runPhase(room, mergeQueue, dispatched).then(() => {
      if (led.cause === 'SERVER' && (led.ending === 'defer' || led.ending === 'suspend')) suspended.push(dispatched)
      ledRuns.remove(led)
    })
  }

  // A unit may have become ready while its last process was on its way out.
  ledRuns.onFreed((projectId) => passes.wake(projectId))

  function hear(change: Change): void {
    const concerned = ledRuns.concerned(change)
    if (concerned?.is === 'ENDED') concerned.run.stop('ENDED')
    if (concerned?.is === 'WAITING') stopWaiting(concerned.run)
    if (change.kind !== 'UPDATED' || change.changedFields.some((field) => WAKING_FIELDS.has(field))) passes.wake(change.projectId)
  }

  /** An agent that has asked is expected to end by itself: it is started again with the answer. */
  function stopWaiting(run: LedRun): void {
    run.waits(room.after(room.limits.waitingMs, () => run.stop('WAITED')))
  }

  async function takeBack(): Promise<void> {
    try {
      await reconcileRuns(room, ledRuns)
    } catch (error) {
      room.log.error({ err: error }, 'a look for lost runs failed: it changes nothing')
    }
  }

  function stopAll(cause: StopCause): void {
    for (const run of ledRuns.all) run.stop(cause)
  }

  const lease = await holdLease(room, takeBack, () => stopAll('LEASE'))
  const unsubscribe = [
    store.subscribe('workUnitUpdated', hear),
    store.subscribe('projectUpdated', ({ projectId }) => passes.wake(projectId)),
  ]
  await takeBack()
  for (const { id } of await store.read.project.findMany({ select: { id: true } })) passes.wake(id)

  /** Also those that a pass which was going on has just begun. */
  async function end(): Promise<void> {
    stopAll('SERVER')
    await passes.close()
    stopAll('SERVER')
    await ledRuns.whenEmpty()
  }

  return {
    async stop() {
      closed = true
      for (const callOff of timers.values()) callOff()
      // The database may be away: nothing here waits for it longer than a stop may take.
      const inTime = await withinTime(room, end().then(lease.end))
      for (const stop of unsubscribe) stop()
      const stopped = suspended.map(({ project, unit, runId }) => ({ project: project.key, chunk: unit.chunk, runId }))
      room.log.info({ stopped, inTime }, 'the scheduler has stopped')
      return { stopped }
    },
  }
}

/** False where it took too long: what is not ended by then is found and ended by the next start. */
async function withinTime(room: Room, ended: Promise<void>): Promise<boolean> {
  let callOff = (): void => undefined
  const tooLong = new Promise<boolean>((resolve) => {
    callOff = room.after(room.limits.stopMs, () => resolve(false))
  })
  const inTime = await Promise.race([ended.then(() => true), tooLong])
  callOff()
  return inTime
}
