/** Puts a unit's commits on the base branch: a fast-forward by compare-and-swap, which happens once or not at all. */
import { branchRef, branchTip, isAncestor } from './branch.ts'
import { followBranch, type Obstacle } from './checkout.ts'
import type { Git } from './git.ts'
import { swapRef } from './ref-transaction.ts'

/** What the base branch's reflog says of a merge. */
export const MERGE_REASON = 'signalbox: merge'

export interface MergeRequest {
  readonly repository: string
  readonly baseBranch: string
  /** The commit to merge; it stands on `expectedBase`, as after `rebaseOntoBase`. */
  readonly tip: string
  /** The base branch's commit that `tip` was rebased on and checked against. */
  readonly expectedBase: string
}

export type MergeResult =
  | { readonly outcome: 'merged' }
  /** The base branch is somewhere else by now: rebase, check and try again. Nothing was changed. */
  | { readonly outcome: 'moved' }
  /** An operator's checkout of the base branch holds uncommitted work that the merge would touch. Nothing was changed. */
  | ({ readonly outcome: 'checkout-in-the-way' } & Obstacle)

/**
 * Merges, with the base branch's lock held while the checkouts of it follow, so that no commit can come in between.
 * A tip that the base branch has already is `merged`: after a crash the same call gives the same answer. After a crash
 * in the middle the files of a checkout may be ahead of the branch; the repeated call finds them right and goes on.
 */
export async function mergeIntoBase(git: Git, request: MergeRequest): Promise<MergeResult> {
  const { repository, baseBranch, tip, expectedBase } = request
  if (!(await isAncestor(git, repository, expectedBase, tip))) return { outcome: 'moved' }
  return git.exclusively(repository, async () => {
    const swap = { ref: branchRef(baseBranch), from: expectedBase, to: tip, reason: MERGE_REASON }
    const swapped = await swapRef(git, repository, swap, () => followBranch(git, repository, baseBranch, { from: expectedBase, to: tip }))
    if (swapped.outcome === 'abandoned') return { outcome: 'checkout-in-the-way', ...swapped.obstacle }
    // What counts is what stands on the base branch now, not what was done.
    const now = await branchTip(git, repository, baseBranch)
    const contained = now !== null && (await isAncestor(git, repository, tip, now))
    if (!contained && swapped.outcome === 'swapped') throw new Error(`"${baseBranch}" was moved to ${tip} and does not contain it now.`)
    return { outcome: contained ? 'merged' : 'moved' }
  })
}
