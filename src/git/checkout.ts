/**
 * Operators' checkouts of the base branch, when it moves. What an operator has not committed there is never touched: a
 * checkout either follows with all of it in place, or stays exactly as it is and says what is in the way.
 */
import { dirname, join } from 'node:path'
import { branchRef } from './branch.ts'
import { readOrNull, statOrNull } from './file-system.ts'
import { GitError } from './git-error.ts'
import { CHECKOUT_DEADLINE_MS, type Git } from './git.ts'
import { oneLine, splitNul } from './parse.ts'
import { commonDirectory } from './repository.ts'
import { changedFiles } from './unmerged-work.ts'
import { listWorktrees, type ListedWorktree } from './worktree-list.ts'
import { privateDirectory } from './worktree-state.ts'

export interface Obstacle {
  /** The top folder of the checkout that cannot follow. */
  readonly checkout: string
  /** The files in the way, relative to it; empty where it is no single file, as with a rebase that the operator is in. */
  readonly files: readonly string[]
  /** A sentence. */
  readonly reason: string
}

/** The commits that a checkout goes from and to. */
export interface Step {
  readonly from: string
  readonly to: string
}

interface ChangedPath {
  readonly status: string
  readonly path: string
}

/** How git refuses to touch what is not committed. */
const REFUSAL = /not uptodate\. Cannot|would be overwritten|would be removed|would lose untracked|resolve your current index/

/** Takes all checkouts of a branch along, or none of them. Returns null when they have followed. */
export async function followBranch(git: Git, repository: string, branch: string, step: Step): Promise<Obstacle | null> {
  const checkouts: string[] = []
  for (const listed of await listWorktrees(git, repository)) {
    if (listed.bare || (await statOrNull(listed.path)) === null) continue
    if (listed.ref === branchRef(branch)) checkouts.push(listed.path)
    else if (await isRebasing(repository, listed, branch)) {
      return { checkout: listed.path, files: [], reason: `A rebase of "${branch}" is half done in "${listed.path}".` }
    }
  }
  const followed: string[] = []
  for (const checkout of checkouts) {
    const obstacle = await follow(git, checkout, step)
    if (obstacle !== null) {
      for (const done of followed) await readTree(git, done, { from: step.to, to: step.from })
      return obstacle
    }
    followed.push(checkout)
  }
  return null
}

async function follow(git: Git, checkout: string, step: Step): Promise<Obstacle | null> {
  const { stdout } = await git.run(checkout, ['diff-tree', '-r', '--name-status', '--no-renames', '-z', step.from, step.to, '--'])
  const changed = pairs(splitNul(stdout))
  const [ignored, deleted] = await Promise.all([ignoredInTheWay(git, checkout, changed), deletedInTheWay(git, checkout, changed)])
  const unseen = [...ignored, ...deleted]
  if (unseen.length > 0) {
    return { checkout, files: unseen, reason: `Files that only exist in "${checkout}", or were deleted there, would be overwritten.` }
  }
  try {
    await readTree(git, checkout, step)
    return null
  } catch (error) {
    if (!(error instanceof GitError) || !REFUSAL.test(error.stderr)) throw error
  }
  // A file that was only touched looks edited to an index that has not been refreshed.
  await git.run(checkout, ['update-index', '-q', '--refresh'], { answers: [1], deadlineMs: CHECKOUT_DEADLINE_MS })
  try {
    await readTree(git, checkout, step)
    return null
  } catch (error) {
    if (!(error instanceof GitError) || !REFUSAL.test(error.stderr)) throw error
    return { checkout, files: overlap(changed, await changedFiles(git, checkout)), reason: error.reason }
  }
}

/** Two-way merge of the index and the files: everything or, where an uncommitted change is in the way, nothing. */
async function readTree(git: Git, checkout: string, { from, to }: Step): Promise<void> {
  await git.run(checkout, ['read-tree', '-m', '-u', from, to], { deadlineMs: CHECKOUT_DEADLINE_MS })
}

/** New files of the step whose place an ignored file takes: git would overwrite those without a word. */
async function ignoredInTheWay(git: Git, checkout: string, changed: readonly ChangedPath[]): Promise<string[]> {
  const taken = await Promise.all(changed.filter(({ status }) => status === 'A').map(({ path }) => occupant(checkout, path)))
  const paths = [...new Set(taken.filter((path) => path !== null))]
  if (paths.length === 0) return []
  return splitNul((await git.run(checkout, ['--literal-pathspecs', 'ls-files', '--others', '-z', '--', ...paths])).stdout)
}

/** What lies at a path or, where a file lies in the place of one of its folders, that file. Null where the place is free. */
async function occupant(checkout: string, path: string): Promise<string | null> {
  for (let at = path; at !== '.'; at = dirname(at)) {
    const found = await statOrNull(join(checkout, at))
    if (found !== null) return at === path || !found.isDirectory() ? at : null
  }
  return null
}

/** Files that the operator deleted without staging that: git would bring them back. */
async function deletedInTheWay(git: Git, checkout: string, changed: readonly ChangedPath[]): Promise<string[]> {
  const deleted = new Set(splitNul((await git.run(checkout, ['diff-files', '--name-only', '--diff-filter=D', '-z', '--'])).stdout))
  return changed.filter(({ status, path }) => status !== 'D' && deleted.has(path)).map(({ path }) => path)
}

/** True where this checkout's HEAD is detached because the branch is being rebased in it: git moves the branch at its end. */
async function isRebasing(repository: string, { path, ref }: ListedWorktree, branch: string): Promise<boolean> {
  if (ref !== null) return false
  const gitDirectory = path === repository ? await commonDirectory(repository) : await privateDirectory(repository, path)
  if (gitDirectory === null) return false
  const names = ['rebase-merge', 'rebase-apply'].map((folder) => readOrNull(join(gitDirectory, folder, 'head-name')))
  return (await Promise.all(names)).some((name) => name !== null && oneLine(name) === branchRef(branch))
}

function overlap(changed: readonly ChangedPath[], uncommitted: readonly string[]): string[] {
  return uncommitted.filter((file) =>
    changed.some(({ path }) => path === file || path.startsWith(`${file}/`) || file.startsWith(`${path}/`)),
  )
}

function pairs(fields: readonly string[]): ChangedPath[] {
  const found: ChangedPath[] = []
  for (let index = 0; index + 1 < fields.length; index += 2) found.push({ status: fields[index] ?? '', path: fields[index + 1] ?? '' })
  return found
}
