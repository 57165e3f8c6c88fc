/** Evidence of conflicts between branches, from git itself. Nothing is checked out and no branch is touched. */
import { branchTips, isAncestor } from './branch.ts'
import { GitError } from './git-error.ts'
import type { Git } from './git.ts'
import { splitNul } from './parse.ts'

interface BranchPair {
  readonly repository: string
  readonly baseBranch: string
  readonly branchA: string
  readonly branchB: string
}

/**
 * The files that would conflict if both branches were merged: [] is "they merge cleanly". Null is "not known": one of
 * them does not exist, or has nothing yet that the base branch has not. A look that failed is a GitError, never [].
 */
export async function predictConflict(git: Git, { repository, baseBranch, branchA, branchB }: BranchPair): Promise<string[] | null> {
  const tips = await branchTips(git, repository, [baseBranch, branchA, branchB])
  const base = tips.get(baseBranch)
  const a = tips.get(branchA)
  const b = tips.get(branchB)
  if (base === undefined || a === undefined || b === undefined) return null
  const merged = await Promise.all([isAncestor(git, repository, a, base), isAncestor(git, repository, b, base)])
  if (merged.includes(true)) return null
  const args = ['merge-tree', '--write-tree', '--name-only', '--no-messages', '-z', '--end-of-options', a, b]
  const { exitCode, stdout, stderr } = await git.run(repository, args, { answers: [1] })
  const [tree, ...files] = splitNul(stdout)
  // Exit code 1 is also what git says about objects that it could not read: then there is no tree, or a complaint beside it.
  if (tree === undefined || /^(?:error|fatal): /m.test(stderr)) throw new GitError(repository, args, exitCode, stderr)
  return exitCode === 0 ? [] : [...new Set(files)]
}
