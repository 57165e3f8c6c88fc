/** What a unit's branch changes against its base. Reads only, takes no lock, and is no matter to an agent at work in the worktree. */
import type { BranchDiff, FileDiff } from '../domain/branch-diff.ts'
import { comparedCommits, type UnitBranch } from './compared-commits.ts'
import { type ChangedFile, changedFiles } from './diff-files.ts'
import { readSections } from './diff-patches.ts'
import { CHECKOUT_DEADLINE_MS, type Git } from './git.ts'
import { collectNames } from './names.ts'
import { privateDirectory } from './worktree-state.ts'

/** Files of one answer, and as many uncommitted paths. */
export const MAX_FILES = 300

export interface DiffRequest extends UnitBranch {
  /** The folder of the unit's worktree, whether there is one or not. */
  readonly path: string
  /** Files and folders, as they stand: no pattern. Null is everything. */
  readonly paths: readonly string[] | null
}

/** Null where there is nothing to show yet: neither a branch nor a merged commit. Throws NOT_FOUND, LIMIT_EXCEEDED and GitError. */
export async function branchDiff(git: Git, request: DiffRequest): Promise<BranchDiff | null> {
  const commits = await comparedCommits(git, request)
  if (commits === null) return null
  const comparison = { repository: request.repository, base: commits.base, head: commits.head, paths: request.paths }
  const [all, uncommitted] = await Promise.all([changedFiles(git, comparison), uncommittedPaths(git, request)])
  const listed = all.slice(0, MAX_FILES)
  const count = listed.reduce((sum, { sections }) => sum + sections, 0)
  const sections = count > 0 ? await readSections(git, comparison, count) : []
  const files = listed.map((file) => toFileDiff(file, sections.splice(0, file.sections)))
  return {
    ...commits,
    files,
    additions: all.reduce((sum, { additions }) => sum + (additions ?? 0), 0),
    deletions: all.reduce((sum, { deletions }) => sum + (deletions ?? 0), 0),
    truncated: all.length > files.length || uncommitted.more || files.some(({ binary, patch }) => !binary && patch === null),
    uncommitted: uncommitted.names,
  }
}

function toFileDiff({ sections: _, ...file }: ChangedFile, parts: readonly (string | null)[]): FileDiff {
  return { ...file, patch: file.binary || parts.includes(null) ? null : parts.join('') }
}

/** As `git status` names them, new files one by one, but without a look into submodules. */
async function uncommittedPaths(git: Git, { repository, path }: DiffRequest): Promise<{ names: string[]; more: boolean }> {
  if ((await privateDirectory(repository, path)) === null) return { names: [], more: false }
  const args = ['status', '--porcelain=v1', '-z', '--no-renames', '--untracked-files=all', '--ignore-submodules=dirty']
  const { names, more } = await collectNames(git, path, args, MAX_FILES, { deadlineMs: CHECKOUT_DEADLINE_MS })
  return { names: names.map((line) => line.slice('XY '.length)), more }
}
