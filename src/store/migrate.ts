/** Brings a database up to the models of this version, with the migrations that lie in prisma/. */
import { readdir, readFile } from 'node:fs/promises'
import type { SchemaEngine } from '@prisma/schema-engine-wasm'
import type { Database } from './clients.ts'
import { NO_FILTERS, type SqlMigrationAwareDriverAdapterFactory, withSchemaEngine } from './schema-engine.ts'

const FOLDERS: Readonly<Record<Database, URL>> = {
  SQLITE: new URL('../../prisma/sqlite/', import.meta.url),
  POSTGRESQL: new URL('../../prisma/postgresql/', import.meta.url),
}

/** How each database is asked whether Prisma's table of migrations is there. */
const HAS_TABLE: Readonly<Record<Database, string>> = {
  SQLITE: `SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = '_prisma_migrations'`,
  POSTGRESQL: `SELECT 1 FROM pg_tables WHERE tablename = '_prisma_migrations' AND schemaname = current_schema()`,
}

const APPLIED = `SELECT migration_name FROM "_prisma_migrations" WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`

type MigrationList = Parameters<SchemaEngine['applyMigrations']>[0]['migrationsList']

/** The migrations of a database, oldest first, in the form that the schema engine takes. */
export async function readMigrations(database: Database): Promise<MigrationList> {
  const folder = FOLDERS[database]
  const entries = await readdir(folder, { withFileTypes: true })
  const names = entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .toSorted()
  const migrationDirectories = await Promise.all(
    names.map(async (name) => ({
      path: name,
      migrationFile: {
        path: 'migration.sql',
        content: { tag: 'ok' as const, value: await readFile(new URL(`${name}/migration.sql`, folder), 'utf8') },
      },
    })),
  )
  const content = await readFile(new URL('migration_lock.toml', folder), 'utf8')
  return { baseDir: folder.pathname, lockfile: { path: 'migration_lock.toml', content }, migrationDirectories, shadowDbInitScript: '' }
}

export class NewerDatabaseError extends Error {}

/** Names of migrations that a database does not have yet, oldest first. Throws a NewerDatabaseError, or what the driver throws. */
export async function pendingMigrations(database: Database, adapter: SqlMigrationAwareDriverAdapterFactory): Promise<string[]> {
  const names = (await readMigrations(database)).migrationDirectories.map(({ path }) => path)
  const applied = await appliedMigrations(database, adapter)
  const unknown = applied.filter((name) => !names.includes(name))
  if (unknown.length > 0) {
    throw new NewerDatabaseError(
      `The database was written by a newer signalbox: it has ${unknown.join(', ')}, which this version does not know. Update signalbox.`,
    )
  }
  return names.filter((name) => !applied.includes(name))
}

/** Applies what is pending, before anybody else has the database open. Throws as `pendingMigrations` does. */
export async function migrate(database: Database, adapter: SqlMigrationAwareDriverAdapterFactory): Promise<void> {
  if ((await pendingMigrations(database, adapter)).length === 0) return
  const migrationsList = await readMigrations(database)
  await withSchemaEngine(adapter, (engine) => engine.applyMigrations({ migrationsList, filters: NO_FILTERS }))
}

async function appliedMigrations(database: Database, adapter: SqlMigrationAwareDriverAdapterFactory): Promise<string[]> {
  const connection = await adapter.connect()
  const query = async (sql: string): Promise<unknown[][]> => (await connection.queryRaw({ sql, args: [], argTypes: [] })).rows
  try {
    if ((await query(HAS_TABLE[database])).length === 0) return []
    return (await query(APPLIED)).map(([name]) => String(name))
  } finally {
    await connection.dispose()
  }
}
