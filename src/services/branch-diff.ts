/** What a unit's branch changes, as of now. */
import type { BranchDiff } from '../domain/branch-diff.ts'
import { SignalboxError } from '../domain/errors.ts'
import { invalid } from '../domain/validate.ts'
import { findProject } from '../store/project-row.ts'
import type { Services } from './context.ts'

const MAX_PATHS = 100
const MAX_PATH_LENGTH = 4_096

export interface BranchDiffInput {
  readonly project: string
  readonly chunk: string
  /** Files and folders; everything when absent. */
  readonly paths?: readonly string[] | null | undefined
}

/** Null where there is nothing to show yet. Throws VALIDATION_FAILED, NOT_FOUND and LIMIT_EXCEEDED; what git cannot read is an Error. */
export async function readBranchDiff({ store, repositories }: Services, input: BranchDiffInput): Promise<BranchDiff | null> {
  const paths = input.paths ?? null
  if (paths !== null) validPaths(paths)
  const project = await findProject(store.read, input.project)
  const { chunk } = input
  const where = { projectId_chunk: { projectId: project.id, chunk } }
  const look = () => store.read.workUnit.findUnique({ where, select: { chunk: true, mergedCommit: true } })
  const unit = await look()
  if (!unit) throw new SignalboxError('NOT_FOUND', `There is no chunk '${chunk}' in project '${project.key}'.`, 'chunk')
  const diff = await repositories.branchDiff(project, unit, paths)
  if (diff !== null || unit.mergedCommit !== null) return diff
  // It may have been merged, and its branch removed, between the two looks.
  const now = await look()
  return now && now.mergedCommit !== null ? repositories.branchDiff(project, now, paths) : null
}

function validPaths(paths: readonly string[]): void {
  if (paths.length === 0 || paths.length > MAX_PATHS) {
    throw new SignalboxError(
      'VALIDATION_FAILED',
      `paths must have 1 to ${MAX_PATHS} files or folders; found ${paths.length}. Leave it out for all of them.`,
      'paths',
    )
  }
  for (const [index, path] of paths.entries()) {
    if (path === '' || path.length > MAX_PATH_LENGTH || path.startsWith('/') || path.split('/').includes('..')) {
      throw invalid(`paths[${index}]`, 'a file or folder as seen from the top of the repository, such as src/a.ts', path)
    }
  }
}
