/** Gives a unit its worktree: a new one on a new branch from the base branch, or what an earlier run or a crash left of them. */
import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { SignalboxError } from '../domain/errors.ts'
import { keepCommit, keepWorktree } from './backup.ts'
import { branchRef, branchTips, unitBranch } from './branch.ts'
import { canonicalPath, statOrNull } from './file-system.ts'
import { CHECKOUT_DEADLINE_MS, type Git } from './git.ts'
import { breakingStaleLock } from './stale-lock.ts'
import { listWorktrees, type ListedWorktree } from './worktree-list.ts'
import { lookAtWorktree, stray, type Stray, type UnitWorktree } from './worktree-state.ts'

export interface WorktreeRequest {
  readonly repository: string
  /** The folder of all worktrees of this server, outside of the operators' checkouts. */
  readonly worktreesDir: string
  /** The project's key. */
  readonly project: string
  readonly chunk: string
  readonly baseBranch: string
}

export interface PreparedWorktree {
  readonly outcome: 'ready'
  readonly path: string
  readonly branch: string
  /** The commit that the unit's branch points to. */
  readonly tip: string
  /** A ref that keeps what was undone to make the worktree ready (a half-finished rebase), or null. */
  readonly backupRef: string | null
}

/**
 * Makes the unit's worktree ready, whatever is left of an earlier one; no agent may be running in it. Uncommitted files
 * of an earlier run stay. A half-finished rebase is aborted, with a backup. Any other odd state is answered, not touched.
 * Throws VALIDATION_FAILED where the base branch is gone.
 */
export async function prepareWorktree(git: Git, request: WorktreeRequest): Promise<PreparedWorktree | Stray> {
  const folder = join(request.worktreesDir, request.project)
  await mkdir(folder, { recursive: true })
  const worktree = {
    repository: request.repository,
    path: join(await canonicalPath(folder), request.chunk),
    branch: unitBranch(request.chunk),
  }
  return git.exclusively(request.repository, () => prepare(git, worktree, request.baseBranch))
}

async function prepare(git: Git, worktree: UnitWorktree, baseBranch: string): Promise<PreparedWorktree | Stray> {
  const { repository, path, branch } = worktree
  const [listed, tips] = await Promise.all([listWorktrees(git, repository), branchTips(git, repository, [baseBranch, branch])])
  const base = tips.get(baseBranch)
  if (base === undefined) {
    throw new SignalboxError(
      'VALIDATION_FAILED',
      `The base branch "${baseBranch}" is gone from "${repository}". Name another one for the project.`,
      'baseBranch',
    )
  }
  const tip = tips.get(branch)
  const known = listed.find((entry) => entry.path === path)
  // git locks a worktree while it fills it: one that is still locked so was never complete, and nothing was done in it.
  const usable = known !== undefined && known.locked !== 'initializing' && (await statOrNull(path)) !== null
  if (usable) return reuse(git, worktree, tip)

  if (known === undefined && (await isOccupied(path))) return stray('not-a-worktree', path)
  const elsewhere = listed.find((entry) => entry.path !== path && entry.ref === branchRef(branch))
  if (elsewhere !== undefined) return stray('branch-in-use', elsewhere.path)
  const backupRef = known === undefined ? null : await forget(git, worktree, known, tip ?? null)
  const start = tip === undefined ? ['--no-track', '-b', branch, path, base] : [path, branch]
  await git.run(repository, ['worktree', 'add', '--quiet', ...start], { deadlineMs: CHECKOUT_DEADLINE_MS })
  return { outcome: 'ready', path, branch, tip: tip ?? base, backupRef }
}

async function reuse(git: Git, worktree: UnitWorktree, tip: string | undefined): Promise<PreparedWorktree | Stray> {
  const { path, branch } = worktree
  const { gitDirectory, stray: found } = await lookAtWorktree(git, worktree)
  // Nothing in the folder can bring a branch back once it is no worktree any more.
  if (tip === undefined) return found?.state === 'not-a-worktree' ? found : stray('branch-gone', path)
  if (found === null) return { outcome: 'ready', path, branch, tip, backupRef: null }
  if (found.state !== 'rebase' || gitDirectory === null) return found
  const backupRef = await keepWorktree(git, worktree, gitDirectory)
  await breakingStaleLock(gitDirectory, () => git.run(path, ['rebase', '--abort'], { deadlineMs: CHECKOUT_DEADLINE_MS }))
  // The rebase may have begun somewhere else than on the unit's branch.
  const after = await lookAtWorktree(git, worktree)
  return after.stray ?? { outcome: 'ready', path, branch, tip, backupRef }
}

/** Takes a worktree off git's list whose folder is gone or was never filled. Returns the backup of commits that only its HEAD held. */
async function forget(git: Git, { repository, branch }: UnitWorktree, known: ListedWorktree, tip: string | null): Promise<string | null> {
  const orphaned = known.ref === null && known.head !== null && known.head !== tip
  const backupRef = orphaned && known.head !== null ? await keepCommit(git, repository, branch, known.head) : null
  await git.run(repository, ['worktree', 'remove', '--force', '--force', known.path], { deadlineMs: CHECKOUT_DEADLINE_MS })
  return backupRef
}

async function isOccupied(path: string): Promise<boolean> {
  const found = await statOrNull(path)
  if (found === null) return false
  return !found.isDirectory() || (await readdir(path)).length > 0
}
