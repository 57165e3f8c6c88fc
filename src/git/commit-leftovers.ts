/** Commits what an agent left uncommitted, at the end of a phase. */
import { chunkOfBranch } from './branch.ts'
import type { Git } from './git.ts'
import { identityArguments } from './identity.ts'
import { oneLine } from './parse.ts'
import { stageEverything } from './stage.ts'
import { breakingStaleLock } from './stale-lock.ts'
import { lookAtWorktree, stray, type Stray, type UnitWorktree } from './worktree-state.ts'

export interface CommitMessage {
  /** One line; line breaks and control characters in it become spaces. */
  readonly subject: string
  /** `Name: value` lines at the message's end, for programs that read the history. */
  readonly trailers: Readonly<Record<string, string>>
}

/** `commit` is null where there was nothing to commit. */
export type CommitResult = { readonly outcome: 'committed'; readonly commit: string | null } | Stray

/**
 * Stages everything that is not ignored and commits it on the unit's branch. A worktree that is not simply on its
 * branch is answered with its state and left as it is, so that no work is lost. No agent may be running in it.
 */
export async function commitLeftovers(git: Git, worktree: UnitWorktree, message: CommitMessage): Promise<CommitResult> {
  const state = await lookAtWorktree(git, worktree)
  if (state.stray !== null) return state.stray
  return breakingStaleLock(state.gitDirectory ?? worktree.path, () => commitEverything(git, worktree, message))
}

async function commitEverything(git: Git, { path, branch }: UnitWorktree, message: CommitMessage): Promise<CommitResult> {
  const staged = await stageEverything(git, path)
  if (staged.nested !== null) return stray('nested-repository', staged.nested)
  if (!staged.changed) return { outcome: 'committed', commit: null }
  const identity = await identityArguments(git, path)
  await git.run(path, [...identity, 'commit', '--quiet', '--no-status', '--cleanup=whitespace', '--file=-'], {
    input: formatMessage(message, `Work on ${chunkOfBranch(branch)}`),
  })
  return { outcome: 'committed', commit: oneLine((await git.run(path, ['rev-parse', '--verify', 'HEAD'])).stdout) }
}

function formatMessage({ subject, trailers }: CommitMessage, otherwise: string): string {
  const lines = Object.entries(trailers).map(([name, value]) => `${name}: ${singleLine(value)}`)
  return `${singleLine(subject) || otherwise}\n${lines.length > 0 ? `\n${lines.join('\n')}\n` : ''}`
}

function singleLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029\s]+/gu, ' ').trim()
}
