/** Branches of units that a worktree of somebody else holds: git lets a branch be checked out once only. */
import { join } from 'node:path'
import { branchRef, unitBranch } from './branch.ts'
import { canonicalPath } from './file-system.ts'
import type { Git } from './git.ts'
import { listWorktrees } from './worktree-list.ts'

export interface OccupiedBranch {
  readonly chunk: string
  readonly branch: string
  /** The worktree that holds it. */
  readonly path: string
}

/** Those of `chunks` whose branch is checked out, but not where this server would have it: in `folder`, the project's folder of worktrees. */
export async function branchesElsewhere(
  git: Git,
  repository: string,
  folder: string,
  chunks: readonly string[],
): Promise<OccupiedBranch[]> {
  const own = await canonicalPath(folder)
  const holders = new Map((await listWorktrees(git, repository)).map(({ ref, path }) => [ref, path]))
  return chunks.flatMap((chunk) => {
    const branch = unitBranch(chunk)
    const path = holders.get(branchRef(branch))
    return path === undefined || path === join(own, chunk) ? [] : [{ chunk, branch, path }]
  })
}
