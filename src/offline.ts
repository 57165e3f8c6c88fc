/** What is done to a data folder or a database without starting a server: moving a project out and in, and looking for what is wrong. */
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { DataPlace } from './config.ts'
import { dataPaths, locationOf, openDataFolder } from './data-folder.ts'
import { examine, type Finding } from './doctor/examine.ts'
import { branchesElsewhere, type OccupiedBranch } from './git/branches-elsewhere.ts'
import { Git } from './git/git.ts'
import { createRepositories } from './git/repositories.ts'
import { importProject, type ImportInput, prepareImport } from './services/transfer.ts'
import type { Location } from './store/clients.ts'
import { openToRead } from './store/open-reader.ts'
import { openStore, type Store } from './store/open.ts'
import { exportProject, type ExportRequest } from './store/transfer/export.ts'
import type { Counts } from './store/transfer/records.ts'

/** Writes a project out, line by line, beside whoever works on the database. Throws an Error with one clear sentence. */
export async function exportFrom(place: DataPlace, request: Omit<ExportRequest, 'program'>): Promise<Counts> {
  const reader = await openToRead(locationOf(place, dataPaths(place.dataDir).database))
  try {
    return await reader.asOfNow((tables) => exportProject(tables, { ...request, program: place.version }))
  } finally {
    await reader.close()
  }
}

export interface Imported {
  readonly key: string
  readonly repositoryPath: string
  readonly counts: Counts
  /** Branches of its units that other worktrees hold. */
  readonly elsewhere: readonly OccupiedBranch[]
}

/**
 * Brings a project in, all of it or nothing. A data folder is made where there is none, and must be no running server's; a PostgreSQL
 * database may be. Throws an Error with one clear sentence.
 */
export async function importInto(place: DataPlace, input: ImportInput): Promise<Imported> {
  const { database, worktrees } = dataPaths(place.dataDir)
  const git = new Git(place.environment)
  const prepared = await prepareImport(createRepositories(git, worktrees).inspect, input)
  const { key, repositoryPath } = prepared
  const folder = place.databaseUrl === null ? await openDataFolder(place.dataDir) : null
  try {
    const unfinished = await withStore(locationOf(place, database), (store) => importProject({ store }, prepared))
    const elsewhere = await branchesElsewhere(git, repositoryPath, join(worktrees, key), unfinished)
    return { key, repositoryPath, counts: prepared.file.counts, elsewhere }
  } finally {
    await folder?.close()
  }
}

/** A store for one piece of work. What other servers cannot be told now, they find by themselves. */
async function withStore<T>(location: Location, work: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore({ location, now: () => new Date(), newId: randomUUID, onError: () => undefined })
  try {
    return await work(store)
  } finally {
    await store.close()
  }
}

/** What is wrong with a server, its data and its repositories. Changes nothing. */
export async function examineAt(place: DataPlace, now = () => new Date()): Promise<Finding[]> {
  const { dataDir, environment, version } = place
  const { database, worktrees, announcement, ownerToken, log } = dataPaths(dataDir)
  const databaseFiles = place.databaseUrl === null ? [database, `${database}-wal`, `${database}-shm`] : []
  return examine({
    dataDir,
    paths: { worktrees, announcement, privateFiles: [ownerToken, announcement, log, ...databaseFiles] },
    location: locationOf(place, database),
    environment,
    version,
    now,
  })
}
