/** Opens a database to look at it, beside whoever works on it: nothing is made, migrated or written. */
import { access } from 'node:fs/promises'
import { databaseOf, type Location, migrationAdapter, openReader, type Reader } from './clients.ts'
import { NewerDatabaseError, pendingMigrations } from './migrate.ts'
import { cannotBeUsed } from './open-error.ts'

/** Throws an Error with one sentence where there is no database, or one of another version. */
export async function openToRead(location: Location): Promise<Reader> {
  if ('file' in location) {
    await access(location.file).catch((error: unknown) => {
      throw cannotBeUsed(location, error)
    })
  }
  const pending = await pendingMigrations(databaseOf(location), migrationAdapter(location)).catch((error: unknown) => {
    throw error instanceof NewerDatabaseError ? error : cannotBeUsed(location, error)
  })
  if (pending.length > 0) {
    throw new Error(
      `The database is of an older signalbox: it lacks ${pending.join(', ')}. Start 'signalbox serve' of this version on it once, which brings it up to date.`,
    )
  }
  return openReader(location)
}
