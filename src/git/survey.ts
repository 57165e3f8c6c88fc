/** Questions about many branches or commits at once, each with one process. */
import { branchRef } from './branch.ts'
import type { Git } from './git.ts'

/** The branches that signalbox has made in a repository. */
export async function unitBranches(git: Git, repository: string): Promise<string[]> {
  const { stdout } = await git.run(repository, ['for-each-ref', '--format=%(refname:lstrip=2)', '--', 'refs/heads/signalbox/'])
  return linesOf(stdout)
}

/** Those of `commits` that are not on the branch, or not in the repository at all. */
export async function commitsMissing(git: Git, repository: string, branch: string, commits: readonly string[]): Promise<string[]> {
  if (commits.length === 0) return []
  const known = await git.run(repository, ['cat-file', '--batch-check=%(objectname) %(objecttype)'], { input: `${commits.join('\n')}\n` })
  const there = new Set(linesOf(known.stdout).flatMap((line) => (line.endsWith(' commit') ? [line.replace(' commit', '')] : [])))
  const asked = [...there, `^${branchRef(branch)}`].join('\n')
  const { stdout } = await git.run(repository, ['rev-list', '--stdin'], { input: `${asked}\n` })
  const beside = new Set(linesOf(stdout))
  return commits.filter((commit) => !there.has(commit) || beside.has(commit))
}

function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line !== '')
}
