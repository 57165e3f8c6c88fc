/** What a work unit's branch changes against its base, as of now: read from git, and no part of the unit's state. */

export const FILE_CHANGES = ['ADDED', 'MODIFIED', 'DELETED', 'RENAMED'] as const
export type FileChange = (typeof FILE_CHANGES)[number]

export interface FileDiff {
  readonly path: string
  /** Where a renamed file was before. */
  readonly previousPath: string | null
  readonly change: FileChange
  readonly binary: boolean
  /** Lines; null for a binary file. */
  readonly additions: number | null
  readonly deletions: number | null
  /** Null for a binary file, and where it was left out because it is too big. */
  readonly patch: string | null
}

export interface BranchDiff {
  /** The commits that are compared. */
  readonly base: string
  readonly head: string
  /** True where the work is on the base branch. */
  readonly merged: boolean
  readonly files: readonly FileDiff[]
  /** Of all files, also of those that are left out. */
  readonly additions: number
  readonly deletions: number
  /** True where something is left out because it is too much. */
  readonly truncated: boolean
  /** Paths in the unit's worktree that no commit has yet. */
  readonly uncommitted: readonly string[]
}
