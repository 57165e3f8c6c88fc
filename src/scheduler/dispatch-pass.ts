/**
 * One pass over a project: as many READY units are dispatched as there are free slots. What a pass decides on may have
 * changed by the time it is committed: a refused commit is no failure, and the next look decides again.
 */
import { SignalboxError } from '../domain/errors.ts'
import { pick } from '../domain/pick.ts'
import type { Project } from '../domain/project.ts'
import type { WorkUnit } from '../domain/work-unit.ts'
import { recordConflicts } from '../services/conflict.ts'
import { dispatchRun, SCHEDULER } from '../services/run.ts'
import { findConflicts } from './conflict-check.ts'
import { LedRun, type LedRuns } from './led-runs.ts'
import type { Room } from './options.ts'
import { readReady, readScene, type WorkingUnit } from './scene.ts'

/** A run that was dispatched, with the token that its agent shows. */
export interface Dispatched {
  readonly project: Project
  readonly unit: WorkUnit
  readonly runId: string
  readonly runToken: string
  readonly led: LedRun
}

export type Lead = (dispatched: Dispatched) => void

/** Whether a pass left nothing undone. 'later': git or the database could not be asked about some unit, so that a later pass must try. */
export type PassResult = 'done' | 'later'

/** Dispatches until the slots are full or nobody is left. `lead` takes each run over; `isClosed` ends the pass. */
export async function dispatchPass(
  room: Room,
  projectId: string,
  ledRuns: LedRuns,
  lead: Lead,
  isClosed: () => boolean,
): Promise<PassResult> {
  const { read } = room.services.store
  const passedOver = new Set<string>()
  let result: PassResult = 'done'
  while (!isClosed()) {
    const scene = await readScene(read, projectId, room.services.now(), [...passedOver, ...ledRuns.chunksOf(projectId)])
    if (!scene) return result
    const { project } = scene
    const picked = pick(scene.snapshot)
    room.log.debug({ project: project.key, running: scene.running.length, picked: picked.length }, 'looked for units to start')
    const running = [...scene.running]
    for (const unit of picked) {
      if (isClosed()) return result
      const outcome = await attempt(room, { project, unit, running, ledRuns, lead })
      if (outcome === 'dispatched') running.push(unit)
      if (outcome === 'unknown') result = 'later'
      passedOver.add(unit.chunk)
    }
    // Whoever fell out leaves a slot to the next one down the list.
    if (running.length === scene.running.length + picked.length) return result
  }
  return result
}

interface Attempt {
  readonly project: Project
  readonly unit: WorkingUnit
  readonly running: readonly WorkingUnit[]
  readonly ledRuns: LedRuns
  readonly lead: Lead
}

async function attempt(room: Room, tried: Attempt): Promise<'dispatched' | 'refused' | 'unknown'> {
  const { project, unit, running } = tried
  const findings = await findConflicts(room, project, unit, running)
  if (findings === null) return 'unknown'
  if (findings.length === 0) return (await dispatch(room, tried)) ? 'dispatched' : 'refused'

  const isReady = await recordConflicts(room.services, SCHEDULER, project.key, unit.id, findings)
  // The record may have blocked it, or raised a question; where the two may go on side by side it has another revision now.
  const ready = isReady ? await readReady(room.services.store.read, unit.id) : null
  if (ready) return (await dispatch(room, { ...tried, unit: ready })) ? 'dispatched' : 'refused'
  const conflicts = findings.map(({ verdict, evidence }) => ({ verdict, paths: evidence.map(({ path }) => path) }))
  room.log.info({ project: project.key, chunk: unit.chunk, conflicts }, 'held back by a conflict')
  return 'refused'
}

/** False where the unit has changed since the look. The unit counts as led from before the commit on. */
async function dispatch(room: Room, { project, unit, ledRuns, lead }: Attempt): Promise<boolean> {
  const { id: serverId, host } = room.server
  const led = new LedRun(unit)
  const runToken = room.newToken()
  ledRuns.add(led)
  try {
    const run = { project: project.key, unitId: unit.id, revision: unit.revision, host, serverId, runToken }
    const { runId, unit: running } = await dispatchRun(room.services, run)
    led.runId = runId
    room.log.debug(
      { project: project.key, chunk: unit.chunk, run: runId, phase: running.phase, generation: running.generation },
      'dispatched',
    )
    lead({ project, unit: running, runId, runToken, led })
    return true
  } catch (error) {
    ledRuns.remove(led)
    if (!(error instanceof SignalboxError)) throw error
    room.log.info({ project: project.key, chunk: unit.chunk, code: error.code }, 'not dispatched: it has changed since the look')
    return false
  }
}
