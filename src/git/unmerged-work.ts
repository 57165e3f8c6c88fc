/** What would be lost if a unit's worktree and branch were deleted. */
import { SignalboxError } from '../domain/errors.ts'
import { branchTips } from './branch.ts'
import { CHECKOUT_DEADLINE_MS, type Git } from './git.ts'
import { oneLine, splitNul } from './parse.ts'
import { lookAtWorktree, type UnitWorktree, type WorktreeState } from './worktree-state.ts'

export interface UnmergedWork {
  /** Paths of files that are changed, staged or new in the worktree; ignored ones do not count. */
  readonly uncommitted: readonly string[]
  /** Commits on the unit's branch, or at the worktree's HEAD, that the base branch has not. */
  readonly unmergedCommits: number
}

/**
 * Looks into the unit's branch and worktree. What does not exist holds no work. Throws UNMERGED_WORK for a folder that is
 * no worktree of the repository any more: it may hold anything.
 */
export async function describeUnmergedWork(git: Git, worktree: UnitWorktree & { readonly baseBranch: string }): Promise<UnmergedWork> {
  const state = await lookAtWorktree(git, worktree)
  if (state.stray?.state === 'not-a-worktree') {
    throw new SignalboxError(
      'UNMERGED_WORK',
      `"${worktree.path}" is no worktree of the repository any more, so nobody can tell what is in it. ` +
        'Move it away first, or delete with force: it then stays where it is.',
      'force',
    )
  }
  return describeKnown(git, worktree, state)
}

/** The same, for one who has already looked at the worktree. */
export async function describeKnown(
  git: Git,
  { repository, path, branch, baseBranch }: UnitWorktree & { readonly baseBranch: string },
  state: WorktreeState,
): Promise<UnmergedWork> {
  const inWorktree = state.gitDirectory !== null
  const [uncommitted, head, tips] = await Promise.all([
    inWorktree ? changedFiles(git, path) : [],
    inWorktree ? headCommit(git, path) : null,
    branchTips(git, repository, [branch, baseBranch]),
  ])
  const base = tips.get(baseBranch)
  const held = [tips.get(branch), head].filter((commit) => commit !== undefined && commit !== null)
  if (held.every((commit) => commit === base)) return { uncommitted, unmergedCommits: 0 }
  const { stdout } = await git.run(repository, ['rev-list', '--count', ...held, ...(base === undefined ? [] : [`^${base}`]), '--'])
  return { uncommitted, unmergedCommits: Number(stdout) }
}

/** The paths that `git status` names in a checkout, new files one by one. */
export async function changedFiles(git: Git, checkout: string): Promise<string[]> {
  const args = ['status', '--porcelain=v1', '-z', '--no-renames', '--untracked-files=all']
  const { stdout } = await git.run(checkout, args, { deadlineMs: CHECKOUT_DEADLINE_MS })
  return splitNul(stdout).map((line) => line.slice('XY '.length))
}

/** Null where nothing was ever committed on what is checked out. */
async function headCommit(git: Git, path: string): Promise<string | null> {
  const { stdout } = await git.run(path, ['rev-parse', '--quiet', '--verify', 'HEAD^{commit}'], { answers: [1] })
  return oneLine(stdout) || null
}
