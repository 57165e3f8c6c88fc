/** Looks at what runs, and at who leads it; carries out what `reconcile` decides. A look that fails changes nothing. */
import { identifyProcess } from '../agents/process-table.ts'
import { killLeftovers } from '../agents/process-tree.ts'
import { SignalboxError } from '../domain/errors.ts'
import { type ObservedRun, reconcile } from '../domain/reconcile.ts'
import { advanceRun } from '../services/run.ts'
import type { LedRuns } from './led-runs.ts'
import type { Room } from './options.ts'

interface OpenRun extends ObservedRun {
  readonly project: string
  readonly chunk: string
  readonly pid: number | null
  readonly processIdentity: string | null
}

/** Ends the runs that nobody leads any more, and stops the processes of those that ended behind this server's back. Throws where it could not look. */
export async function reconcileRuns(room: Room, ledRuns: LedRuns): Promise<void> {
  const ledBefore = new Map(ledRuns.all.flatMap((led) => (led.runId === null ? [] : [[led.runId, led] as const])))
  const [runs, servers] = await Promise.all([readOpenRuns(room), room.services.store.servers.all()])
  const { id, host } = room.server
  const actions = reconcile({
    now: room.services.now(),
    self: { id, host },
    exclusive: room.exclusive,
    servers: await Promise.all(
      servers.map(async (server) => ({ ...server, alive: server.host === host ? (await identifyProcess(server.pid)) !== null : null })),
    ),
    runs,
    ledUnitIds: new Set(ledRuns.all.map(({ unitId }) => unitId)),
    ledRunIds: new Set(ledBefore.keys()),
  })
  const byId = new Map(runs.map((run) => [run.runId, run]))
  for (const action of actions) {
    const run = action.type === 'lose' ? byId.get(action.run.runId) : undefined
    if (action.type === 'stop') {
      const led = ledBefore.get(action.runId)
      // A run that is on its way out already is no news.
      if (led && led.cause === null)
        room.log.info({ projectId: led.projectId, chunk: led.chunk, run: action.runId }, 'stopping a run that has ended')
      led?.stop('ENDED')
    } else if (run) await lose(room, run, action.hasLeftovers, action.reason)
  }
}

async function readOpenRuns(room: Room): Promise<OpenRun[]> {
  const rows = await room.services.store.read.run.findMany({
    where: { endedAt: null },
    select: {
      id: true,
      workUnitId: true,
      serverId: true,
      host: true,
      pid: true,
      processIdentity: true,
      workUnit: { select: { chunk: true, project: { select: { key: true } } } },
    },
    orderBy: { startedAt: 'asc' },
  })
  return rows.map(({ id: runId, workUnitId: unitId, workUnit, ...run }) => ({
    ...run,
    runId,
    unitId,
    chunk: workUnit.chunk,
    project: workUnit.project.key,
  }))
}

/** Its worktree stays as it is; its processes are gone before its unit may be dispatched again. One run that resists does not keep the others. */
async function lose(room: Room, run: OpenRun, hasLeftovers: boolean, reason: string): Promise<void> {
  const about = { project: run.project, chunk: run.chunk, run: run.runId }
  try {
    const survivors = hasLeftovers ? await killLeftovers({ runId: run.runId, pid: run.pid, identity: run.processIdentity }) : []
    if (survivors.length > 0)
      return room.log.error({ ...about, survivors }, 'processes of a lost run could not be killed: it stays as it is')
    await advanceRun(room.services, run, (unit, { generation }) => {
      const end = { outcome: 'LOST' as const, failure: reason }
      const event =
        unit.status === 'RUNNING'
          ? { type: 'defer' as const, generation, end, notBefore: null }
          : { type: 'suspend' as const, generation, end }
      return { event, reason: `the run was lost: ${reason}` }
    })
    room.log.debug({ ...about, reason }, 'a lost run was ended')
  } catch (error) {
    if (error instanceof SignalboxError && error.code === 'STALE_RUN') return
    room.log.error({ ...about, err: error }, 'a lost run could not be ended')
  }
}
