/** Which two commits show what a unit changes: before its merge and after it. */
import { SignalboxError } from '../domain/errors.ts'
import { baseTip } from './base-tip.ts'
import { branchRef, branchTip, isAncestor } from './branch.ts'
import type { Git } from './git.ts'
import { MERGE_REASON } from './merge.ts'
import { oneLine, splitNul } from './parse.ts'

export interface UnitBranch {
  readonly repository: string
  readonly baseBranch: string
  readonly branch: string
  /** The commit that brought the unit into the base branch, or is about to; null where there is none. */
  readonly mergedCommit: string | null
}

export interface ComparedCommits {
  readonly base: string
  readonly head: string
  /** True where `head` is on the base branch. */
  readonly merged: boolean
}

/** Null where the unit has neither a branch nor a merged commit. Throws NOT_FOUND where what it has is not in the repository. */
export async function comparedCommits(git: Git, unit: UnitBranch): Promise<ComparedCommits | null> {
  const { repository, baseBranch, branch, mergedCommit } = unit
  const base = await baseTip(git, repository, baseBranch)
  const tip = await branchTip(git, repository, branch)
  // A branch that is merged is there until it is tidied up: against the base it has nothing any more.
  const isOver = mergedCommit !== null && (tip === null || (await isAncestor(git, repository, tip, base)))
  if (tip !== null && !isOver) return { base: await mergeBase(git, unit, base, tip), head: tip, merged: false }
  if (mergedCommit === null) return null
  if (!(await isThere(git, repository, mergedCommit))) {
    throw new SignalboxError(
      'NOT_FOUND',
      `The merged commit ${mergedCommit} is not in the repository at "${repository}" any more.`,
      'chunk',
    )
  }
  const before = (await baseBeforeMerge(git, unit, mergedCommit)) ?? (await firstParent(git, repository, mergedCommit))
  return { base: before, head: mergedCommit, merged: await isAncestor(git, repository, mergedCommit, base) }
}

async function mergeBase(git: Git, { repository, baseBranch, branch }: UnitBranch, base: string, tip: string): Promise<string> {
  const { exitCode, stdout } = await git.run(repository, ['merge-base', '--end-of-options', base, tip], { answers: [1] })
  if (exitCode === 0) return oneLine(stdout)
  throw new SignalboxError('NOT_FOUND', `"${baseBranch}" and "${branch}" have no commit in common in "${repository}".`, 'chunk')
}

async function isThere(git: Git, repository: string, commit: string): Promise<boolean> {
  const { stdout } = await git.run(repository, ['cat-file', '--batch-check=%(objecttype)'], { input: `${commit}\n` })
  return oneLine(stdout) === 'commit'
}

/**
 * Where the base branch was when signalbox moved it to `commit`: the merge is a fast-forward and may bring several commits.
 * Only the base branch's reflog knows; null where it does not, because it was trimmed, or the repository keeps none.
 */
async function baseBeforeMerge(git: Git, { repository, baseBranch }: UnitBranch, commit: string): Promise<string | null> {
  const args = [
    '-c',
    'log.showSignature=false',
    'log',
    '--walk-reflogs',
    '-z',
    '--format=%H %gs',
    '--end-of-options',
    branchRef(baseBranch),
    '--',
  ]
  const entries = splitNul((await git.run(repository, args, { answers: [128] })).stdout)
  const merge = entries.indexOf(`${commit} ${MERGE_REASON}`)
  const before = merge === -1 ? undefined : entries[merge + 1]?.split(' ')[0]
  if (before === undefined || before === commit || !(await isAncestor(git, repository, before, commit))) return null
  return before
}

async function firstParent(git: Git, repository: string, commit: string): Promise<string> {
  const { stdout } = await git.run(repository, ['rev-list', '--parents', '--max-count=1', '--end-of-options', commit, '--'])
  const parent = oneLine(stdout).split(' ')[1]
  if (parent !== undefined) return parent
  throw new SignalboxError('NOT_FOUND', `The merged commit ${commit} has no parent in "${repository}" to be compared with.`, 'chunk')
}
