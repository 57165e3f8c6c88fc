/**
 * Removes a unit's worktree and branch. Work is never lost by it: what is uncommitted or not on the base branch makes it
 * refuse, and with `force` a backup ref holds all of it before anything is removed.
 */
import { rm } from 'node:fs/promises'
import { relative, sep } from 'node:path'
import { SignalboxError } from '../domain/errors.ts'
import { keepCommit, keepWorktree } from './backup.ts'
import { branchRef, branchTip, isUnitBranch } from './branch.ts'
import { canonicalPath } from './file-system.ts'
import type { Git } from './git.ts'
import { describeKnown, type UnmergedWork } from './unmerged-work.ts'
import { listWorktrees } from './worktree-list.ts'
import { lookAtWorktree, type UnitWorktree, type WorktreeState } from './worktree-state.ts'

export interface RemovalRequest extends UnitWorktree {
  readonly worktreesDir: string
  readonly baseBranch: string
  readonly force: boolean
}

/**
 * Returns the backup ref, or null where nothing had to be kept. Removing what is gone already is fine. A folder that is
 * no worktree of the repository any more is refused and, with `force`, left where it is. A branch that is checked out in
 * another worktree stays.
 * Throws UNMERGED_WORK, or an Error for a path that is not a unit's. No agent may be running in the worktree.
 */
export async function removeWorktree(git: Git, request: RemovalRequest): Promise<{ backupRef: string | null }> {
  const { repository, branch } = request
  const path = await canonicalPath(request.path)
  const listed = await listWorktrees(git, repository)
  const [main] = listed
  const ours = isBelow(await canonicalPath(request.worktreesDir), path) && path !== main?.path && path !== repository
  if (!ours || !isUnitBranch(branch)) {
    throw new Error(`Refused to remove "${path}" with branch "${branch}": it is no worktree of a unit below "${request.worktreesDir}".`)
  }
  const worktree = { ...request, path }
  const state = await lookAtWorktree(git, worktree)
  const work = await describeKnown(git, worktree, state)
  const foreign = state.stray?.state === 'not-a-worktree'
  const atRisk = foreign || work.uncommitted.length > 0 || work.unmergedCommits > 0
  if (atRisk && !request.force) throw new SignalboxError('UNMERGED_WORK', refusal(worktree, work, foreign))

  const tip = await branchTip(git, repository, branch)
  const backupRef = await keepWork(git, worktree, state, work)
  // The files go first, outside of the queue: there may be very many, and nobody else is to wait for them.
  if (state.gitDirectory !== null) await rm(path, { recursive: true, force: true })
  await git.exclusively(repository, async () => {
    const known = !foreign && listed.some((entry) => entry.path === path)
    if (known) await git.run(repository, ['worktree', 'remove', '--force', '--force', path])
    const inUse = listed.some((entry) => entry.path !== path && entry.ref === branchRef(branch))
    // With the old value, so that a branch that somebody moved in the meantime stays.
    if (tip !== null && !inUse) await git.run(repository, ['update-ref', '-d', branchRef(branch), tip])
  })
  return { backupRef }
}

/** Keeps what `removeWorktree` would lose, and removes nothing. Returns the backup ref, or null where nothing would be lost. */
export async function backupWorktree(git: Git, worktree: UnitWorktree & { readonly baseBranch: string }): Promise<string | null> {
  const state = await lookAtWorktree(git, worktree)
  return keepWork(git, worktree, state, await describeKnown(git, worktree, state))
}

async function keepWork(git: Git, worktree: UnitWorktree, state: WorktreeState, work: UnmergedWork): Promise<string | null> {
  if (work.uncommitted.length === 0 && work.unmergedCommits === 0) return null
  if (state.gitDirectory !== null) return keepWorktree(git, worktree, state.gitDirectory)
  const tip = await branchTip(git, worktree.repository, worktree.branch)
  return tip === null ? null : keepCommit(git, worktree.repository, worktree.branch, tip)
}

function isBelow(folder: string, path: string): boolean {
  const way = relative(folder, path)
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`)
}

function refusal({ path, branch, baseBranch }: RemovalRequest, { uncommitted, unmergedCommits }: UnmergedWork, foreign: boolean): string {
  const found = [
    ...(foreign ? [`"${path}" is no worktree of the repository any more, so nobody can tell what is in it`] : []),
    ...(uncommitted.length > 0 ? [`${uncommitted.length} uncommitted file(s) in "${path}" (${listSome(uncommitted)})`] : []),
    ...(unmergedCommits > 0 ? [`${unmergedCommits} commit(s) of "${branch}" that are not on "${baseBranch}"`] : []),
  ]
  return `Work would be lost: ${found.join(', and ')}. Merge it, or use force: a backup ref then keeps it.`
}

function listSome(paths: readonly string[]): string {
  return paths.length > 5 ? `${paths.slice(0, 5).join(', ')}, …` : paths.join(', ')
}
