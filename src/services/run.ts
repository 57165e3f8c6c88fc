/** The life of a run, as the scheduler leads it; and what an agent says of its own run. */
import { SignalboxError } from '../domain/errors.ts'
import type { ReviewVerdict, Run } from '../domain/run.ts'
import { apply, type Event } from '../domain/transitions.ts'
import { validLine, validPercent, validSentence } from '../domain/validate.ts'
import { currentRun, type WorkUnit } from '../domain/work-unit.ts'
import type { Committed } from '../store/commit.ts'
import type { Reader } from '../store/reader.ts'
import type { Caller, Services } from './context.ts'
import { expectRevision, receiptOfRun, sha256 } from './request.ts'

/** The actor of what the scheduler does. */
export const SCHEDULER: Caller = { name: 'scheduler' }

export interface Dispatch {
  readonly project: string
  readonly unitId: string
  /** The revision that the pick was made on. */
  readonly revision: number
  readonly host: string
  readonly serverId: string
  /** The token that the agent will show; only its hash is kept. */
  readonly runToken: string
}

/** READY → RUNNING with a new run. Throws STALE_REVISION where the unit has changed since the pick, ILLEGAL_TRANSITION where it may not start. */
export async function dispatchRun(services: Services, dispatch: Dispatch): Promise<{ runId: string; unit: WorkUnit }> {
  const runId = services.newId()
  let dispatched: WorkUnit | null = null
  await services.store.commit({ project: dispatch.project, actor: SCHEDULER.name }, async (reader) => {
    const unit = await reader.unit(dispatch.unitId)
    if (!unit) throw new SignalboxError('NOT_FOUND', `Unit ${dispatch.unitId} was deleted before it could be dispatched.`)
    expectRevision(unit, dispatch.revision)
    const run = { id: runId, host: dispatch.host, serverId: dispatch.serverId, tokenHash: sha256(dispatch.runToken) }
    dispatched = apply(unit, { type: 'dispatch', run }, reader.at)
    return { writes: [{ unit: dispatched, reason: `${unit.phase} starts` }], result: null }
  })
  if (!dispatched) throw new Error('A commit that did not throw has dispatched.')
  return { runId, unit: dispatched }
}

/** An event that the scheduler causes, or the one that becomes of it on a look at the unit as it is now. */
export type RunEvent = Extract<Event, { type: 'start' | 'merge' | 'finishPhase' | 'reviewFeedback' | 'defer' | 'suspend' | 'flag' }>

/**
 * Applies an event to the unit of a run. `decide` sees the unit and its open run as of the commit, so that a verdict, an
 * answer or a cancellation that came in between is seen; null changes nothing. Throws STALE_RUN for a run that has ended.
 */
export async function advanceRun(
  services: Services,
  run: { project: string; unitId: string; runId: string },
  decide: (unit: WorkUnit, run: Run) => { event: RunEvent; reason: string } | null,
): Promise<Committed<null>> {
  return services.store.commit({ project: run.project, actor: SCHEDULER.name }, async (reader) => {
    const unit = await reader.unit(run.unitId)
    const open = unit && currentRun(unit)
    if (!unit || open?.id !== run.runId) {
      throw new SignalboxError('STALE_RUN', `Run ${run.runId} has ended or was replaced: what it brings does not count any more.`)
    }
    const decision = decide(unit, open)
    if (!decision) return { writes: [], result: null }
    return { writes: [{ unit: apply(unit, decision.event, reader.at), reason: decision.reason }], result: null }
  })
}

/** Keeps what the agent of a run is told, before it is told. Throws STALE_RUN where the run was deleted meanwhile. */
export async function recordPrompt({ store }: Services, runId: string, prompt: string): Promise<void> {
  if (!(await store.runPrompts.keep(runId, prompt))) throw staleRun()
}

export interface ReviewInput {
  readonly verdict: ReviewVerdict
  readonly summary: string
  readonly issues?: readonly string[] | null | undefined
}

/** An agent's verdict on its own REVIEW run; it counts when the run ends well. */
export async function submitReview(services: Services, caller: Caller, runId: string, input: ReviewInput): Promise<Committed<null>> {
  const summary = validSentence(input.summary, 'summary')
  const issues = (input.issues ?? []).map((issue, index) => validSentence(issue, `issues[${index}]`))
  const project = await projectOfRun(services, runId)
  return services.store.commit(
    { project, actor: caller.name, receipt: receiptOfRun(caller, runId, 'submitReview', input) },
    async (reader) => {
      const { unit, run } = await openRun(reader, runId)
      const event: Event = { type: 'review', generation: run.generation, verdict: input.verdict, summary, issues }
      return { writes: [{ unit: apply(unit, event, reader.at), reason: `review verdict ${input.verdict}` }], result: null }
    },
  )
}

export interface ProgressInput {
  readonly message: string
  /** 0 to 100. */
  readonly percent?: number | null | undefined
}

/** How far a run is, as its agent says. The same report once more changes nothing. */
export async function reportProgress(services: Services, caller: Caller, runId: string, input: ProgressInput): Promise<Committed<null>> {
  const message = validLine(input.message, 'message')
  const percent = input.percent === null || input.percent === undefined ? null : validPercent(input.percent)
  const project = await projectOfRun(services, runId)
  return services.store.commit(
    { project, actor: caller.name, receipt: receiptOfRun(caller, runId, 'reportProgress', input) },
    async (reader) => {
      const { unit, run } = await openRun(reader, runId)
      const event: Event = { type: 'progress', generation: run.generation, message, percent }
      const reason = percent === null ? `progress: ${message}` : `progress, ${percent} %: ${message}`
      return { writes: [{ unit: apply(unit, event, reader.at), reason }], result: null }
    },
  )
}

/** The key of the project that a run belongs to. */
export async function projectOfRun(services: Services, runId: string): Promise<string> {
  const run = await services.store.read.run.findUnique({
    where: { id: runId },
    select: { workUnit: { select: { project: { select: { key: true } } } } },
  })
  if (!run) throw staleRun()
  return run.workUnit.project.key
}

/** The unit of an open run, as of a commit. Throws STALE_RUN. */
export async function openRun(reader: Reader, runId: string): Promise<{ unit: WorkUnit; run: Run }> {
  for (const unit of await reader.where({ openRun: runId })) {
    const run = currentRun(unit)
    if (run) return { unit, run }
  }
  throw staleRun()
}

function staleRun(): SignalboxError {
  return new SignalboxError('STALE_RUN', 'This run has ended or was replaced: what it says does not count any more.')
}
