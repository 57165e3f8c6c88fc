/** The whole examination, in the order in which it is told. It works beside a running server, and without one. */
import { access } from 'node:fs/promises'
import { Git } from '../git/git.ts'
import { inspectDatabase, inspectFile } from '../store/inspect.ts'
import type { Location } from '../store/clients.ts'
import { openToRead } from '../store/open-reader.ts'
import { type Check, confirmed, type Finding, findings, once } from './check.ts'
import { databaseChecks } from './database-checks.ts'
import { folderChecks } from './folder-checks.ts'
import { machineChecks } from './machine-checks.ts'
import { repositoryChecks } from './repository-checks.ts'

export type { Finding }

export interface Patient {
  readonly dataDir: string
  /** The paths in the data folder. */
  readonly paths: { readonly worktrees: string; readonly announcement: string; readonly privateFiles: readonly string[] }
  readonly location: Location
  readonly environment: Readonly<Record<string, string>>
  readonly version: string
  readonly now: () => Date
}

/** What is found. What is wrong is so at two looks, one after the other: see `confirmed`. */
export async function examine(patient: Patient): Promise<Finding[]> {
  const first = await findings(checksOf(patient))
  return first.some(({ state }) => state === 'WRONG') ? confirmed(first, await findings(checksOf(patient))) : first
}

function checksOf({ dataDir, paths, location, environment, version, now }: Patient): Check[] {
  const git = new Git(environment)
  const database = once(async () => {
    const reader = await openToRead(location)
    try {
      return await reader.asOfNow(inspectDatabase)
    } finally {
      await reader.close()
    }
  })
  return [
    ...machineChecks(git, dataDir),
    ...folderChecks({ path: dataDir, files: paths.privateFiles, announcement: paths.announcement, version }),
    ...('file' in location ? [fileCheck(location.file)] : []),
    ...databaseChecks(database, now),
    ...repositoryChecks(database, { git, worktrees: paths.worktrees, searchPath: environment['PATH'] ?? '' }),
  ]
}

function fileCheck(file: string): Check {
  return {
    name: 'database-file',
    fact: 'SQLite finds its file whole',
    remedy: 'Stop the server and take the file from a backup; what can still be read comes out with: sqlite3 FILE .recover',
    look: async () => {
      await access(file)
      return inspectFile(file)
    },
  }
}
