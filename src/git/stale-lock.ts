/** Lock files that a killed git process left in a unit's worktree. */
import { rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { GitError } from './git-error.ts'

/**
 * Runs `work`; where a lock of this very worktree is still in the way after the retries of `Git.run`, removes it and
 * runs `work` once more. Only for a worktree in which no agent runs any more: then nobody is left who could hold it.
 */
export async function breakingStaleLock<T>(gitDirectory: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof GitError) || error.lockFile === null || dirname(error.lockFile) !== gitDirectory) throw error
    await rm(error.lockFile, { force: true })
    return work()
  }
}
