/** Brings in a project from another database. How one is written out stands in the store: nothing is decided there. */
import { SignalboxError } from '../domain/errors.ts'
import { validProjectKey } from '../domain/validate.ts'
import { checkFile, type CheckedFile, type Destination, type Source } from '../store/transfer/import.ts'
import type { Repositories, Services } from './context.ts'

export interface ImportInput {
  readonly source: Source
  /** The key that it gets here; its own, where none is given. */
  readonly key?: string | undefined
  /** Absolute: where its repository is, from here. Where it was, when none is given. */
  readonly repositoryPath?: string | undefined
}

export interface PreparedImport extends Destination {
  readonly file: CheckedFile
}

/**
 * Looks at all that can be wrong before a database is opened. Throws VALIDATION_FAILED for a file that is no whole project, and for a
 * repository that is not there or has no such base branch.
 */
export async function prepareImport(inspect: Repositories['inspect'], input: ImportInput): Promise<PreparedImport> {
  if (input.key !== undefined) validProjectKey(input.key)
  const file = await checkFile(input.source)
  const { project } = file
  const { topLevel } = await inspect(input.repositoryPath ?? project.repositoryPath, project.baseBranch).catch((error: unknown) => {
    throw error instanceof SignalboxError && input.repositoryPath === undefined ? notHere(error) : error
  })
  return { file, key: input.key ?? project.key, repositoryPath: topLevel }
}

/** Writes all of it, or nothing. Throws DUPLICATE_PROJECT. Answers with the chunks that are not DONE. */
export async function importProject({ store }: Pick<Services, 'store'>, { file, ...destination }: PreparedImport): Promise<string[]> {
  await store.importProject(file, destination)
  const unfinished = await store.read.workUnit.findMany({
    where: { projectId: file.project.id, status: { not: 'DONE' } },
    orderBy: { ordinal: 'asc' },
    select: { chunk: true },
  })
  return unfinished.map(({ chunk }) => chunk)
}

function notHere({ code, message, field }: SignalboxError): SignalboxError {
  return new SignalboxError(code, `${message} If the repository is somewhere else here, name its path with --repository.`, field)
}
