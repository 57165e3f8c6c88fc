/** Brings a unit's branch onto the tip of its base branch, or leaves it exactly where it was. */
import { SignalboxError } from '../domain/errors.ts'
import { branchTip, branchTips, isAncestor } from './branch.ts'
import { GitError } from './git-error.ts'
import { CHECKOUT_DEADLINE_MS, type Git } from './git.ts'
import { identityArguments } from './identity.ts'
import { splitNul } from './parse.ts'
import { breakingStaleLock } from './stale-lock.ts'
import { lookAtWorktree, type Stray, type UnitWorktree } from './worktree-state.ts'

export type RebaseResult =
  /** `tip` is the branch's commit, which has `base`, the base branch's commit, in its history. */
  | { readonly outcome: 'rebased'; readonly base: string; readonly tip: string }
  /** `files` conflict; the rebase was aborted and the branch is where it was. */
  | { readonly outcome: 'conflict'; readonly files: readonly string[] }
  | Stray

/**
 * Expects a worktree without uncommitted files and without an agent. A branch into which its agent merged the base
 * itself is brought up to date by a merge, since a rebase would throw away how the agent resolved the conflicts.
 * Throws VALIDATION_FAILED where the base branch is gone, GitError for anything else; the branch is then where it was.
 */
export async function rebaseOntoBase(git: Git, worktree: UnitWorktree & { readonly baseBranch: string }): Promise<RebaseResult> {
  const { repository, path, branch, baseBranch } = worktree
  const [state, tips] = await Promise.all([lookAtWorktree(git, worktree), branchTips(git, repository, [baseBranch, branch])])
  if (state.stray !== null) return state.stray
  const base = tips.get(baseBranch)
  const tip = tips.get(branch)
  if (base === undefined || tip === undefined) {
    throw new SignalboxError(
      'VALIDATION_FAILED',
      `The branch "${base === undefined ? baseBranch : branch}" is gone from "${repository}".`,
      'baseBranch',
    )
  }
  if (await isAncestor(git, repository, base, tip)) return { outcome: 'rebased', base, tip }
  const [identity, merges] = await Promise.all([
    identityArguments(git, path),
    git.run(repository, ['rev-list', '--merges', '--max-count=1', tip, `^${base}`, '--']),
  ])
  const operation =
    merges.stdout === ''
      ? ['rebase', '--quiet', '--no-stat', base]
      : ['merge', '--quiet', '--no-stat', '--no-edit', '--no-ff', '-m', `Merge ${baseBranch} into ${branch}`, base]
  try {
    await breakingStaleLock(state.gitDirectory ?? path, () =>
      git.run(path, [...identity, ...operation], { deadlineMs: CHECKOUT_DEADLINE_MS }),
    )
  } catch (error) {
    const files = await undo(git, worktree, tip)
    if (error instanceof GitError && files.length > 0) return { outcome: 'conflict', files }
    throw error
  }
  const rebased = await branchTip(git, repository, branch)
  if (rebased === null || !(await isAncestor(git, repository, base, rebased))) {
    throw new Error(`git rebased "${branch}", but it does not stand on ${base} now. Look at ${path}.`)
  }
  return { outcome: 'rebased', base, tip: rebased }
}

/** Aborts what is half done and returns the files that conflicted. */
async function undo(git: Git, worktree: UnitWorktree, tip: string): Promise<string[]> {
  const { stdout } = await git.run(worktree.path, ['diff-files', '--name-only', '--diff-filter=U', '-z'])
  const { stray, gitDirectory } = await lookAtWorktree(git, worktree)
  if (stray !== null && (stray.state === 'rebase' || stray.state === 'merge')) {
    const operation = stray.state
    await breakingStaleLock(gitDirectory ?? worktree.path, () =>
      git.run(worktree.path, [operation, '--abort'], { deadlineMs: CHECKOUT_DEADLINE_MS }),
    )
  }
  const now = await branchTip(git, worktree.repository, worktree.branch)
  if (now !== tip)
    throw new Error(
      `"${worktree.branch}" was at ${tip} before its rebase was aborted and is at ${now ?? 'no commit'} now. Look at ${worktree.path}.`,
    )
  return [...new Set(splitNul(stdout))]
}
