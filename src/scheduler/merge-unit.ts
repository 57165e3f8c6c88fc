/**
 * The merge of a unit whose last phase is finished. Named in the unit before it is done, and done by compare-and-swap: a
 * crash at any moment leads to a unit that is merged once. Units of one project merge one after the other, in the order in
 * which they are ready, so that none has to start over for ever because others were quicker.
 */
import type { Project } from '../domain/project.ts'
import { branchTip, hasCommitsOverBase, isAncestor } from '../git/branch.ts'
import type { KeyedQueue } from '../git/keyed-queue.ts'
import { mergeIntoBase } from '../git/merge.ts'
import { rebaseOntoBase } from '../git/rebase.ts'
import { removeWorktree } from '../git/remove-worktree.ts'
import type { UnitWorktree } from '../git/worktree-state.ts'
import { advanceRun } from '../services/run.ts'
import { runCheck } from './agent-run.ts'
import type { Dispatched } from './dispatch-pass.ts'
import type { Room } from './options.ts'
import type { Trouble } from './outcome.ts'

export type MergeOutcome =
  /** `commit` is on the base branch; null where the unit has nothing that the base branch has not. */
  | { readonly outcome: 'merged'; readonly commit: string | null }
  | { readonly outcome: 'trouble'; readonly trouble: Trouble }
  /** The run was stopped before anything was merged. */
  | { readonly outcome: 'stopped' }

/** Others than this process move the base branch too. Each try has a rebase and a check of its own. */
const MAX_TRIES = 10

/** Brings the unit's branch onto the base branch. Throws STALE_RUN where the run does not count any more. */
export function mergeUnit(
  room: Room,
  queue: KeyedQueue,
  work: Dispatched,
  project: Project,
  worktree: UnitWorktree,
): Promise<MergeOutcome> {
  return queue.run(project.id, async () => {
    let checked: string | null = null
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      if (work.led.cause) return { outcome: 'stopped' }
      const rebased = await rebaseOntoBase(room.git, { ...worktree, baseBranch: project.baseBranch })
      if (rebased.outcome !== 'rebased') return { outcome: 'trouble', trouble: rebaseTrouble(project, worktree, rebased) }
      const { base, tip } = rebased
      if (tip === base) return { outcome: 'merged', commit: null }

      if (tip !== checked) {
        const check = await runCheck(room, work, project, worktree.path)
        if (work.led.cause) return { outcome: 'stopped' }
        if (check && check.outcome !== 'SUCCEEDED') return { outcome: 'trouble', trouble: checkTrouble(check.reason, check.lastOutput) }
        checked = tip
      }
      const run = { project: project.key, unitId: work.unit.id, runId: work.runId }
      await advanceRun(room.services, run, (_, { generation }) => ({
        event: { type: 'merge', generation, commit: tip },
        reason: `about to be merged as ${tip.slice(0, 12)}`,
      }))
      const merged = await mergeIntoBase(room.git, {
        repository: project.repositoryPath,
        baseBranch: project.baseBranch,
        tip,
        expectedBase: base,
      })
      if (merged.outcome === 'merged') return { outcome: 'merged', commit: tip }
      if (merged.outcome === 'checkout-in-the-way') return { outcome: 'trouble', trouble: checkoutTrouble(project, merged) }
      room.log.info({ project: project.key, chunk: work.unit.chunk, run: work.runId, tries }, 'the base branch has moved: merging again')
    }
    return { outcome: 'trouble', trouble: movingTrouble(project) }
  })
}

/** True where an earlier run has merged the unit, and ended before it could say so. */
export async function isMergedAlready(room: Room, { project, unit }: Dispatched, branch: string): Promise<boolean> {
  const { repositoryPath, baseBranch } = project
  if (unit.mergedCommit === null || (await hasCommitsOverBase(room.git, repositoryPath, baseBranch, branch))) return false
  const base = await branchTip(room.git, repositoryPath, baseBranch)
  return base !== null && isAncestor(room.git, repositoryPath, unit.mergedCommit, base)
}

/** Removes the worktree and the branch of a unit that is DONE. What a check has left in it is kept by a backup ref. */
export async function tidyUp(room: Room, { unit, runId }: Dispatched, project: Project, worktree: UnitWorktree): Promise<void> {
  const about = { project: project.key, chunk: unit.chunk, run: runId }
  try {
    const removal = { ...worktree, worktreesDir: room.worktreesDir, baseBranch: project.baseBranch, force: true }
    const { backupRef } = await removeWorktree(room.git, removal)
    room.log.info({ ...about, backupRef }, 'worktree and branch are removed')
  } catch (error) {
    // The unit is DONE and merged: that its folder remains costs disk space and nothing else.
    room.log.warn({ ...about, err: error }, 'the worktree of a unit that is done could not be removed')
  }
}

/** For people: what a rebase that did not come to its end needs. */
export function rebaseTrouble(
  { baseBranch }: Project,
  { path, branch }: UnitWorktree,
  result: { readonly outcome: 'conflict'; readonly files: readonly string[] } | { readonly outcome: 'stray'; readonly detail: string },
): Trouble {
  if (result.outcome === 'stray') return strayTrouble(result.detail)
  return {
    kind: 'MERGE_CONFLICT',
    prompt: `The work conflicts with ${baseBranch} in ${result.files.join(', ')}. Rebase ${branch} onto ${baseBranch} in ${path}, then retry. Nothing was lost.`,
    detail: result.files.join('\n'),
  }
}

export function strayTrouble(detail: string): Trouble {
  return { kind: 'AGENT_FAILED', prompt: `The worktree needs a look. ${detail}`, detail: null }
}

function checkTrouble(reason: string, lastOutput: string): Trouble {
  return {
    kind: 'AGENT_FAILED',
    prompt: `The project's check failed before the merge. ${reason.replace('The agent', 'It')} Retry when the cause is gone.`,
    detail: lastOutput,
  }
}

function checkoutTrouble(
  { baseBranch }: Project,
  { checkout, files, reason }: { checkout: string; files: readonly string[]; reason: string },
): Trouble {
  const what = files.length > 0 ? `Commit or stash ${files.join(', ')} there, then retry.` : 'Settle that, then retry.'
  return {
    kind: 'MERGE_CONFLICT',
    prompt: `The checkout of ${baseBranch} in ${checkout} is in the way of the merge: ${reason} ${what} Nothing was lost.`,
    detail: files.join('\n'),
  }
}

function movingTrouble({ baseBranch }: Project): Trouble {
  return {
    kind: 'MERGE_CONFLICT',
    prompt: `${baseBranch} moved each of the ${MAX_TRIES} times that the work was about to be merged. Retry when it rests.`,
    detail: null,
  }
}
