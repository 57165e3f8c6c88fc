/**
 * One run, from its dispatch to the end of its last process. Whatever happens on the way, the run ends: with an event of
 * the state machine, decided on the unit as it is at the commit, so that nothing that an operator did meanwhile is undone.
 */
import type { RebaseState } from '../agents/prompt.ts'
import { SignalboxError } from '../domain/errors.ts'
import { nextPhase } from '../domain/phase.ts'
import type { Project } from '../domain/project.ts'
import type { Run } from '../domain/run.ts'
import type { WorkUnit } from '../domain/work-unit.ts'
import { unitBranch } from '../git/branch.ts'
import { commitLeftovers } from '../git/commit-leftovers.ts'
import type { KeyedQueue } from '../git/keyed-queue.ts'
import { prepareWorktree } from '../git/prepare-worktree.ts'
import { rebaseOntoBase } from '../git/rebase.ts'
import type { UnitWorktree } from '../git/worktree-state.ts'
import { advanceRun } from '../services/run.ts'
import { runAgent } from './agent-run.ts'
import type { Dispatched } from './dispatch-pass.ts'
import { isMergedAlready, mergeUnit, rebaseTrouble, strayTrouble, tidyUp } from './merge-unit.ts'
import type { Room } from './options.ts'
import { type Decided, endOfRun, type RunResult, type Trouble } from './outcome.ts'
import { readProject } from './scene.ts'

const FINE: RunResult = { outcome: 'SUCCEEDED', exitCode: null, reason: '', lastOutput: '' }

/** Leads a run to its end. Never rejects: what could not even be recorded is in the log, and is found by the next reconciliation. */
export async function runPhase(room: Room, mergeQueue: KeyedQueue, work: Dispatched): Promise<void> {
  const about = { project: work.project.key, chunk: work.unit.chunk, run: work.runId }
  try {
    await perform(room, mergeQueue, work)
  } catch (error) {
    if (isStale(error)) return room.log.info(about, 'its result does not count: the run has ended or was replaced')
    room.log.error({ ...about, err: error }, 'the run broke off')
    const reason = `The run broke off: ${error instanceof Error ? error.message : String(error)}`
    try {
      await end(room, work, work.project, { ...FINE, outcome: work.led.cause ? 'CANCELLED' : 'FAILED', reason }, null)
    } catch (second) {
      if (!isStale(second)) room.log.error({ ...about, err: second }, 'the end of the run could not be recorded')
    }
  }
}

async function perform(room: Room, mergeQueue: KeyedQueue, work: Dispatched): Promise<void> {
  const { project, unit } = work
  const branch = unitBranch(unit.chunk)
  if (isLast(project, unit) && (await isMergedAlready(room, work, branch))) {
    await finish(room, work, project, `was merged as ${unit.mergedCommit?.slice(0, 12)} by an earlier run`, null)
    if (unit.worktreePath !== null)
      await tidyUp(room, work, project, { repository: project.repositoryPath, path: unit.worktreePath, branch })
    return
  }
  const prepared = await prepareWorktree(room.git, {
    repository: project.repositoryPath,
    worktreesDir: room.worktreesDir,
    project: project.key,
    chunk: unit.chunk,
    baseBranch: project.baseBranch,
  })
  if (prepared.outcome === 'stray') return void (await end(room, work, project, FINE, strayTrouble(prepared.detail)))
  const { backupRef } = prepared
  const about = { project: project.key, chunk: unit.chunk, run: work.runId }
  if (backupRef) room.log.info({ ...about, backupRef }, 'a half-finished rebase was aborted: a backup remains')
  const worktree = { repository: project.repositoryPath, path: prepared.path, branch }

  const rebase = unit.phase === 'REBASE' ? await rebaseFirst(room, work, worktree) : null
  if (rebase && 'kind' in rebase) return void (await end(room, work, project, FINE, rebase))
  const result = unlessStopped(work, await runAgent(room, work, worktree, rebase))

  // What the operator has set meanwhile counts: the phases, the base branch, the check.
  const current = (await readProject(room.services.store.read, project.id)) ?? project
  const trouble = result.outcome === 'SUCCEEDED' ? await settleWorktree(room, work, current, worktree) : null
  const merges = await end(room, work, current, result, trouble, (decided) => decided.event.type === 'finishPhase' && isLast(current, unit))
  if (merges) await mergeAndFinish(room, mergeQueue, work, current, worktree, result)
}

/** What an agent brings counts also while the server stops; but not when its run may be somebody else's by now. */
function unlessStopped({ led }: Dispatched, result: RunResult): RunResult {
  return led.cause === null || led.cause === 'SERVER' ? result : { ...result, outcome: 'CANCELLED' }
}

/** Before the agent of REBASE starts: it has something to do with the conflicts only where there are any. */
async function rebaseFirst(room: Room, work: Dispatched, worktree: UnitWorktree): Promise<RebaseState | Trouble> {
  const committed = await commitWork(room, work, worktree)
  if (committed) return committed
  const rebased = await rebaseOntoBase(room.git, { ...worktree, baseBranch: work.project.baseBranch })
  if (rebased.outcome === 'stray') return strayTrouble(rebased.detail)
  return rebased.outcome === 'conflict' ? { state: 'CONFLICTS', files: rebased.files } : { state: 'DONE' }
}

/** Leaves nothing uncommitted behind; and after REBASE a branch that has the base in it. */
async function settleWorktree(room: Room, work: Dispatched, project: Project, worktree: UnitWorktree): Promise<Trouble | null> {
  const trouble = await commitWork(room, work, worktree)
  if (trouble || work.unit.phase !== 'REBASE') return trouble
  const rebased = await rebaseOntoBase(room.git, { ...worktree, baseBranch: project.baseBranch })
  return rebased.outcome === 'rebased' ? null : rebaseTrouble(project, worktree, rebased)
}

async function commitWork(room: Room, { unit, runId }: Dispatched, worktree: UnitWorktree): Promise<Trouble | null> {
  const trailers = { 'Signalbox-Run': runId, 'Signalbox-Phase': unit.phase }
  const committed = await commitLeftovers(room.git, worktree, { subject: `${unit.chunk}: ${unit.title}`, trailers })
  return committed.outcome === 'stray' ? strayTrouble(committed.detail) : null
}

async function mergeAndFinish(
  room: Room,
  queue: KeyedQueue,
  work: Dispatched,
  project: Project,
  worktree: UnitWorktree,
  result: RunResult,
): Promise<void> {
  const merged = await mergeUnit(room, queue, work, project, worktree)
  if (merged.outcome === 'trouble') return void (await end(room, work, project, result, merged.trouble))
  if (merged.outcome === 'stopped')
    return void (await end(room, work, project, { ...result, outcome: 'CANCELLED', reason: 'The run was stopped before its merge.' }, null))
  const { commit } = merged
  await finish(room, work, project, commit === null ? 'there was nothing to merge' : `merged as ${commit.slice(0, 12)}`, result.exitCode)
  await tidyUp(room, work, project, worktree)
}

/** DONE: what the unit has made is on the base branch. */
async function finish(room: Room, work: Dispatched, project: Project, how: string, exitCode: number | null): Promise<void> {
  await advance(room, work, (_, { generation }) => ({
    event: { type: 'finishPhase', generation, phases: project.phases, exitCode },
    reason: how,
  }))
}

/** Ends the run as its result says, unless `isLeft` wants what was decided left to itself; answers whether it did. */
async function end(
  room: Room,
  work: Dispatched,
  project: Project,
  result: RunResult,
  trouble: Trouble | null,
  isLeft: (decided: Decided) => boolean = () => false,
): Promise<boolean> {
  const itemId = room.services.newId()
  let left = false
  await advance(room, work, (unit, run) => {
    const decided = endOfRun(unit, run, result, { phases: project.phases, trouble, itemId })
    left = isLeft(decided)
    return left ? null : decided
  })
  return left
}

/** One event on the unit of the run. */
async function advance(room: Room, work: Dispatched, decide: (unit: WorkUnit, run: Run) => Decided | null): Promise<void> {
  const run = { project: work.project.key, unitId: work.unit.id, runId: work.runId }
  const taken: Decided[] = []
  await advanceRun(room.services, run, (unit, open) => {
    const decided = decide(unit, open)
    if (decided) taken.push(decided)
    return decided
  })
  for (const { event, reason } of taken) {
    work.led.ending = event.type
    room.log.debug(
      { project: run.project, chunk: work.unit.chunk, run: run.runId, phase: work.unit.phase, event: event.type, reason },
      'run advanced',
    )
  }
}

function isLast(project: Project, unit: WorkUnit): boolean {
  return nextPhase(project.phases, unit.phase) === null
}

function isStale(error: unknown): boolean {
  return error instanceof SignalboxError && error.code === 'STALE_RUN'
}
