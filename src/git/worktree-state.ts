/**
 * What state a unit's worktree is in. signalbox writes in it only where its branch is checked out and nothing is half
 * done: everything else is *stray*, is left as it is, and goes to a person.
 */
import { dirname, join, resolve } from 'node:path'
import { branchRef } from './branch.ts'
import { canonicalPath, readOrNull, statOrNull } from './file-system.ts'
import type { Git } from './git.ts'
import { oneLine } from './parse.ts'
import { commonDirectory } from './repository.ts'

/** The worktree of one work unit. `repository` is the project's top level. */
export interface UnitWorktree {
  readonly repository: string
  readonly path: string
  readonly branch: string
}

/** The ways to be stray, with what an operator reads about each. */
const STRAY_STATES = {
  missing: 'The worktree folder is gone. Retry the unit: it gets a new one on its branch.',
  'not-a-worktree':
    'The folder is no worktree of the repository any more (its .git file is gone or points elsewhere). Move it away and retry.',
  rebase: 'A rebase is half done in the worktree. Finish it (git rebase --continue) or abort it (git rebase --abort), then retry.',
  merge: 'A merge is half done in the worktree. Commit it or abort it (git merge --abort), then retry.',
  'cherry-pick': 'A cherry-pick is half done in the worktree. Finish it or abort it (git cherry-pick --abort), then retry.',
  revert: 'A revert is half done in the worktree. Finish it or abort it (git revert --abort), then retry.',
  'detached-head':
    'No branch is checked out in the worktree (detached HEAD). Put its commits on the unit’s branch, switch to that branch, then retry.',
  'other-branch':
    'Another branch than the unit’s own is checked out in the worktree. Bring the work to the unit’s branch, switch to it, then retry.',
  'nested-repository':
    'A git repository of its own lies inside the worktree, and git cannot commit its files. Move it away or ignore it, then retry.',
  'branch-gone': 'The unit’s branch was deleted while its worktree is there. Make it again from the worktree’s HEAD or reflog, then retry.',
  'branch-in-use': 'The unit’s branch is checked out in another worktree. Switch that one to another branch, then retry.',
} as const satisfies Record<string, string>

type StrayState = keyof typeof STRAY_STATES

export interface Stray {
  readonly outcome: 'stray'
  readonly state: StrayState
  /** Sentences for people: what was found, where, and what to do. */
  readonly detail: string
}

export function stray(state: StrayState, where: string): Stray {
  return { outcome: 'stray', state, detail: `${STRAY_STATES[state]} Found: ${where}` }
}

export interface WorktreeState {
  /** git's private folder of this worktree; null where the path is no worktree of the repository. */
  readonly gitDirectory: string | null
  readonly stray: Stray | null
}

const OPERATIONS: readonly (readonly [marker: string, state: StrayState])[] = [
  ['rebase-merge', 'rebase'],
  ['rebase-apply', 'rebase'],
  ['MERGE_HEAD', 'merge'],
  ['CHERRY_PICK_HEAD', 'cherry-pick'],
  ['REVERT_HEAD', 'revert'],
]

export async function lookAtWorktree(git: Git, { repository, path, branch }: UnitWorktree): Promise<WorktreeState> {
  if ((await statOrNull(path)) === null) return { gitDirectory: null, stray: stray('missing', path) }
  const gitDirectory = await privateDirectory(repository, path)
  if (gitDirectory === null) return { gitDirectory, stray: stray('not-a-worktree', path) }
  for (const [marker, state] of OPERATIONS) {
    if ((await statOrNull(join(gitDirectory, marker))) !== null) return { gitDirectory, stray: stray(state, path) }
  }
  const ref = oneLine((await git.run(path, ['symbolic-ref', '--quiet', 'HEAD'], { answers: [1] })).stdout)
  if (ref === branchRef(branch)) return { gitDirectory, stray: null }
  return { gitDirectory, stray: ref === '' ? stray('detached-head', path) : stray('other-branch', `${ref} in ${path}`) }
}

/**
 * Reads the worktree's `.git` file (gitrepository-layout(5)) and checks that it leads into this repository. An agent can
 * delete it or make a repository of its own there, and git would then commit into whatever it finds.
 */
export async function privateDirectory(repository: string, path: string): Promise<string | null> {
  const pointer = join(path, '.git')
  if (!(await statOrNull(pointer))?.isFile()) return null
  const target = /^gitdir: ([^]+)$/.exec(oneLine((await readOrNull(pointer)) ?? ''))?.[1]
  if (target === undefined) return null
  const gitDirectory = await canonicalPath(resolve(path, target))
  const worktrees = join(await canonicalPath(await commonDirectory(repository)), 'worktrees')
  if (dirname(gitDirectory) !== worktrees || (await statOrNull(gitDirectory)) === null) return null
  return gitDirectory
}
