/** Moves a project from one database to another. */
import { SignalboxError } from '../domain/errors.ts'
import { validProjectKey } from '../domain/validate.ts'
import type { Checked, Source } from '../store/transfer/import.ts'
import type { Services } from './context.ts'

export interface ImportInput {
  readonly source: Source
  /** The key that it gets here; its own, where none is given. */
  readonly key?: string | undefined
  /** Absolute: where its repository is, from here. Where it was, when none is given. */
  readonly repositoryPath?: string | undefined
}

export interface Imported {
  readonly key: string
  readonly repositoryPath: string
  readonly counts: Checked['counts']
}

/**
 * Imports all of a file, or nothing. Throws VALIDATION_FAILED for a file that is no whole project, and for a repository that is not there
 * or has no such base branch; DUPLICATE_PROJECT.
 */
export async function importProject(
  { store, inspect }: { readonly store: Services['store']; readonly inspect: Services['repositories']['inspect'] },
  { source, key: newKey, repositoryPath }: ImportInput,
): Promise<Imported> {
  if (newKey !== undefined) validProjectKey(newKey)
  const checked = await store.importer.check(source)
  const { project, counts } = checked
  const key = newKey ?? project.key
  const { topLevel } = await inspect(repositoryPath ?? project.repositoryPath, project.baseBranch).catch((error: unknown) => {
    throw error instanceof SignalboxError && repositoryPath === undefined ? notHere(error) : error
  })
  await store.importer.write(source, checked, { key, repositoryPath: topLevel })
  return { key, repositoryPath: topLevel, counts }
}

function notHere({ code, message, field }: SignalboxError): SignalboxError {
  return new SignalboxError(code, `${message} If the repository is somewhere else here, name its path with --repository.`, field)
}
