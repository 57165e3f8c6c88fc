/** Backup refs: what keeps work that is about to be deleted or undone, uncommitted files included. */
import { copyFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { SignalboxError } from '../domain/errors.ts'
import { branchTip, chunkOfBranch } from './branch.ts'
import { statOrNull } from './file-system.ts'
import { CHECKOUT_DEADLINE_MS, type Git } from './git.ts'
import { identityArguments } from './identity.ts'
import { oneLine } from './parse.ts'
import { stageEverything } from './stage.ts'
import type { UnitWorktree } from './worktree-state.ts'

/** Points a new ref `refs/signalbox/backup/<chunk>-<hash>` at a commit and returns its name. */
export async function keepCommit(git: Git, repository: string, branch: string, commit: string): Promise<string> {
  const ref = `refs/signalbox/backup/${chunkOfBranch(branch)}-${commit.slice(0, 12)}`
  await git.run(repository, ['update-ref', '-m', 'signalbox: backup', ref, commit])
  return ref
}

/**
 * Keeps everything that a worktree holds, whatever state it is in: its HEAD, the unit's branch and the files as they
 * are, without ignored ones. Changes nothing in the worktree, nor its index. Returns the ref.
 * Throws UNMERGED_WORK where a repository inside the worktree cannot be kept.
 */
export async function keepWorktree(git: Git, { repository, path, branch }: UnitWorktree, gitDirectory: string): Promise<string> {
  const [tree, [head = '', headTree = ''], tip] = await Promise.all([
    writeTree(git, path, gitDirectory),
    git.run(path, ['rev-parse', 'HEAD', 'HEAD^{tree}']).then(({ stdout }) => stdout.split('\n')),
    branchTip(git, repository, branch),
  ])
  const parents = [...new Set([head, tip ?? head])]
  const only = parents.length === 1 && tree === headTree ? head : null
  return keepCommit(git, repository, branch, only ?? (await commitTree(git, path, tree, parents)))
}

async function writeTree(git: Git, path: string, gitDirectory: string): Promise<string> {
  const index = join(gitDirectory, 'index')
  const indexFile = join(gitDirectory, 'signalbox-backup-index')
  try {
    // A copy of the index spares git from reading every file again.
    if ((await statOrNull(index)) !== null) await copyFile(index, indexFile)
    const { nested } = await stageEverything(git, path, indexFile)
    if (nested !== null) {
      throw new SignalboxError(
        'UNMERGED_WORK',
        `A git repository of its own lies inside the worktree, and no backup can hold it: ${nested} in ${path}. Move it away first.`,
      )
    }
    return oneLine((await git.run(path, ['write-tree'], { indexFile, deadlineMs: CHECKOUT_DEADLINE_MS })).stdout)
  } finally {
    await rm(indexFile, { force: true })
  }
}

async function commitTree(git: Git, path: string, tree: string, parents: readonly string[]): Promise<string> {
  const identity = await identityArguments(git, path)
  const args = [...identity, 'commit-tree', tree, ...parents.flatMap((parent) => ['-p', parent])]
  return oneLine((await git.run(path, args, { input: 'Backup of uncommitted work\n' })).stdout)
}
