/** Branches: their names, their tips, and how they stand to each other. A branch that does not exist is null, never an error. */
import type { Git } from './git.ts'
import { splitNul } from './parse.ts'

const UNIT_BRANCH_PREFIX = 'signalbox/'

export function unitBranch(chunk: string): string {
  return `${UNIT_BRANCH_PREFIX}${chunk}`
}

/** Only branches that signalbox made may ever be deleted by it. */
export function isUnitBranch(branch: string): boolean {
  return branch.startsWith(UNIT_BRANCH_PREFIX)
}

/** The chunk of a unit's branch. */
export function chunkOfBranch(branch: string): string {
  return branch.slice(UNIT_BRANCH_PREFIX.length)
}

/** The full ref name: git can take it for nothing else, whatever the branch is called. */
export function branchRef(branch: string): string {
  return `refs/heads/${branch}`
}

/** The tips of several branches with one process; a branch that does not exist is not in the map. */
export async function branchTips(git: Git, repository: string, branches: readonly string[]): Promise<Map<string, string>> {
  const refs = new Map(branches.map((branch) => [branchRef(branch), branch]))
  const { stdout } = await git.run(repository, ['for-each-ref', '--format=%(refname)%00%(objectname)%00', '--', ...refs.keys()])
  const fields = splitNul(stdout.replaceAll('\0\n', '\0'))
  const tips = new Map<string, string>()
  for (let index = 0; index + 1 < fields.length; index += 2) {
    // A pattern also matches the refs below it, as in `main` and `main/old`: only the exact name counts.
    const branch = refs.get(fields[index] ?? '')
    const tip = fields[index + 1]
    if (branch !== undefined && tip !== undefined) tips.set(branch, tip)
  }
  return tips
}

/** The commit that a branch points to, or null where there is no such branch. */
export async function branchTip(git: Git, repository: string, branch: string): Promise<string | null> {
  return (await branchTips(git, repository, [branch])).get(branch) ?? null
}

/** True where everything in `ancestor` is in `descendant` too. Both are commit hashes. */
export async function isAncestor(git: Git, repository: string, ancestor: string, descendant: string): Promise<boolean> {
  if (ancestor === descendant) return true
  const args = ['merge-base', '--is-ancestor', '--end-of-options', ancestor, descendant]
  return (await git.run(repository, args, { answers: [1] })).exitCode === 0
}

/** True where the branch exists and has commits that its base branch has not. */
export async function hasCommitsOverBase(git: Git, repository: string, baseBranch: string, branch: string): Promise<boolean> {
  const tips = await branchTips(git, repository, [baseBranch, branch])
  const base = tips.get(baseBranch)
  const tip = tips.get(branch)
  return base !== undefined && tip !== undefined && !(await isAncestor(git, repository, tip, base))
}
