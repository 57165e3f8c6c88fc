/** Brings an exported project into a database: the file is checked first, to its end; then all of it is written, or nothing. */
import { isDeepStrictEqual } from 'node:util'
import { SignalboxError } from '../../domain/errors.ts'
import type { Project } from '../../domain/project.ts'
import type { Announcer } from '../announcer.ts'
import type { Clients, Transaction } from '../clients.ts'
import { settingsRow } from '../project.ts'
import { isUniqueViolation } from '../receipts.ts'
import { type Checked, checkLines } from './check.ts'
import { readLines, type Source } from './lines.ts'
import type { TransferRecord } from './records.ts'
import { replay } from './replay.ts'

export type { Source }

/** What of a project may be another one in another place. */
export interface Destination {
  readonly key: string
  readonly repositoryPath: string
}

/** A file that was read to its end and found to be a project. */
export interface CheckedFile extends Checked {
  readonly source: Source
}

/**
 * Writes what was checked, in one transaction, and announces it. Throws DUPLICATE_PROJECT where the key is taken, or where the project
 * is here already; VALIDATION_FAILED where the file is not what it was when it was checked.
 */
export type Import = (file: CheckedFile, destination: Destination) => Promise<void>

/** A project of millions of changes takes its hours, and holds up nobody: until it is there, nobody knows of it. */
const TIMEOUT_MS = 24 * 3_600_000

/** Reads a file to its end. Throws VALIDATION_FAILED with the number of the first line that is wrong. */
export async function checkFile(source: Source): Promise<CheckedFile> {
  const lines = checkLines(readLines(source))
  for (;;) {
    const { done, value } = await lines.next()
    if (done) return { ...value, source }
  }
}

export function createImport(clients: Clients, announcer: Announcer): Import {
  return async (file, destination) => {
    const { project } = file
    await clients.write
      .$transaction(
        async (tx) => {
          await createProject(tx, project, destination)
          await replay(tx, file, checkAgain(file))
        },
        { timeout: TIMEOUT_MS },
      )
      .catch((error: unknown) => {
        throw isUniqueViolation(error) ? duplicate(`parts of project '${project.key}' are in this database already`) : error
      })
    announcer.updated(project.id, project.updatedAt)
    await announcer.look()
  }
}

async function createProject(tx: Transaction, project: Project, { key, repositoryPath }: Destination): Promise<void> {
  const there = await tx.project.findFirst({ where: { OR: [{ id: project.id }, { key }] } })
  if (there?.id === project.id) throw duplicate(`this project is in this database already, with the key '${there.key}'`)
  if (there) throw duplicate(`there is another project '${key}' in this database; choose another key for this one with --key`)
  const { id, createdAt, updatedAt } = project
  await tx.project.create({ data: { ...settingsRow({ ...project, repositoryPath }), id, key, createdAt, updatedAt } })
}

/** Somebody may have written to the file between its check and now. */
async function* checkAgain(file: CheckedFile): AsyncGenerator<TransferRecord> {
  const now = yield* checkLines(readLines(file.source))
  if (isDeepStrictEqual([file.project, file.counts], [now.project, now.counts])) return
  throw new SignalboxError('VALIDATION_FAILED', 'The file was changed while it was imported: nothing was written. Try it again.', 'file')
}

function duplicate(what: string): SignalboxError {
  return new SignalboxError('DUPLICATE_PROJECT', `Nothing was imported: ${what}.`, 'key')
}
