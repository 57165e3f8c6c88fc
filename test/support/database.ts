/**
 * A fresh database for a test, of the kind that its vitest project is about: a copy of a migrated template, thrown away with the test.
 *
 * SQLite's template is a file of the worker's own. PostgreSQL's is a database on the server, named after the migrations in
 * it, so that whoever comes first makes it and all others clone it; a clone is emptied and used again.
 */
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3'
import { isDriverAdapterError } from '@prisma/driver-adapter-utils'
import { createHash, randomUUID } from 'node:crypto'
import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { expect, inject, onTestFinished } from 'vitest'
import { migrationAdapter, type Location } from '../../src/store/clients.ts'
import { migrate, readMigrations } from '../../src/store/migrate.ts'
import { openStore, type Store, type StoreOptions } from '../../src/store/open.ts'

export interface TestStore extends Store {
  readonly location: Location
}

type Options = Partial<Omit<StoreOptions, 'location'>>

/** A store on a fresh database. An error that a subscriber throws fails the test, unless `onError` is given. */
export async function openTestStore(options: Options = {}): Promise<TestStore> {
  return openSecondStore(await createTestDatabase(), options)
}

/** One more store on a database that has one, as another server would have it. */
export async function openSecondStore(location: Location, options: Options = {}): Promise<TestStore> {
  const errors: unknown[] = []
  const store = await openStore({
    location,
    now: options.now ?? (() => new Date()),
    newId: options.newId ?? randomUUID,
    onError: options.onError ?? ((error) => errors.push(error)),
    onQuery: options.onQuery,
    observe: options.observe,
    pollMs: options.pollMs,
  })
  onTestFinished(async () => {
    await store.close()
    expect(errors, 'what subscribers threw').toEqual([])
  })
  return { ...store, location }
}

/** A database with all migrations and no rows, gone when the test is. */
export async function createTestDatabase(): Promise<Location> {
  return inject('database') === 'SQLITE' ? copyTemplateFile() : cloneTemplateDatabase()
}

/** A database without anything in it, gone when the test is. */
export async function createEmptyDatabase(): Promise<Location> {
  if (inject('database') === 'SQLITE') return { file: join(await temporaryFolder(), 'signalbox.db') }
  const name = databaseName()
  await onServer((client) => client.query(`CREATE DATABASE ${name}`))
  dropWhenFinished(name)
  return { url: urlOf(name) }
}

/** Runs SQL from outside: as SQLite's own shell does, which does not enforce foreign keys, or as psql does. */
export async function plainShell(location: Location, sql: string): Promise<void> {
  if ('url' in location) return withClient(location.url, async (client) => void (await client.query(sql)))
  const connection = await new PrismaBetterSqlite3({ url: location.file }).connect()
  try {
    await connection.executeScript('PRAGMA foreign_keys = OFF')
    await connection.executeScript(sql)
  } catch (error) {
    // The adapter has names of its own for errors; a shell shows what SQLite says.
    throw isDriverAdapterError(error) ? new Error(error.cause.originalMessage, { cause: error }) : error
  } finally {
    await connection.dispose()
  }
}

/** Rows as arrays, past Prisma's models. */
export async function queryRows(location: Location, sql: string): Promise<unknown[][]> {
  if ('url' in location)
    return withClient(location.url, async (client) => (await client.query<unknown[]>({ text: sql, rowMode: 'array' })).rows)
  const connection = await new PrismaBetterSqlite3({ url: location.file }).connect()
  try {
    return (await connection.queryRaw({ sql, args: [], argTypes: [] })).rows
  } finally {
    await connection.dispose()
  }
}

/** A folder that is gone when the test is. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-test-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

let template: Promise<string> | undefined

async function makeTemplateFile(): Promise<string> {
  const file = join(inject('scratch'), `${randomUUID()}.db`)
  await migrate('SQLITE', migrationAdapter({ file }))
  return file
}

async function copyTemplateFile(): Promise<Location> {
  const file = join(await temporaryFolder(), 'signalbox.db')
  template ??= makeTemplateFile()
  await copyFile(await template, file)
  return { file }
}

/** Databases of this worker that a test has left, emptied: on a server that goes with the run, where cloning costs the most. */
const emptied: string[] = []

async function cloneTemplateDatabase(): Promise<Location> {
  const name = emptied.pop() ?? (await makeClone())
  if (process.env['TEST_DATABASE_URL'] === undefined) {
    onTestFinished(async () => {
      await emptyDatabase(name)
      emptied.push(name)
    })
  } else dropWhenFinished(name)
  return { url: urlOf(name) }
}

async function makeClone(): Promise<string> {
  const name = databaseName()
  const migrations = await readMigrations('POSTGRESQL')
  const templateName = `signalbox_template_${createHash('sha256').update(JSON.stringify(migrations)).digest('hex').slice(0, 16)}`
  await onServer(async (client) => {
    // PostgreSQL refuses to clone a database that somebody else is looking at; and only one may make the template.
    await client.query(`SELECT pg_advisory_lock(hashtext('signalbox template'))`)
    await makeTemplateDatabase(client, templateName)
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${templateName}`)
  })
  return name
}

/** As the template is: in any order, and without the triggers, which would refuse it. */
async function emptyDatabase(name: string): Promise<void> {
  await onServer(
    async (client) => void (await client.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [name])),
  )
  await withClient(urlOf(name), async (client) => {
    const { rows } = await client.query<{ tablename: string }>(
      "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> '_prisma_migrations'",
    )
    const tables = rows.map(({ tablename }) => `"${tablename}"`)
    const triggers = (verb: string): string => tables.map((table) => `ALTER TABLE ${table} ${verb} TRIGGER ALL;`).join('')
    await client.query(
      `BEGIN; ${triggers('DISABLE')} ${tables.map((table) => `DELETE FROM ${table};`).join('')} ${triggers('ENABLE')} COMMIT`,
    )
  })
}

/** It gets its name only when it is complete. */
async function makeTemplateDatabase(client: pg.Client, name: string): Promise<void> {
  const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name])
  if (rowCount === 1) return
  const draft = databaseName()
  await client.query(`CREATE DATABASE ${draft}`)
  await migrate('POSTGRESQL', migrationAdapter({ url: urlOf(draft) }))
  await client.query(`ALTER DATABASE ${draft} RENAME TO ${name}`)
}

function dropWhenFinished(name: string): void {
  onTestFinished(() => onServer(async (client) => void (await client.query(`DROP DATABASE ${name} WITH (FORCE)`))))
}

function databaseName(): string {
  return `signalbox_test_${randomUUID().replaceAll('-', '')}`
}

function urlOf(name: string): string {
  const url = new URL(serverUrl())
  url.pathname = name
  return url.href
}

function serverUrl(): string {
  const url = inject('postgresUrl')
  if (url === null) throw new Error('Only the vitest project postgresql has a PostgreSQL server.')
  return url
}

function onServer<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  return withClient(serverUrl(), work)
}

async function withClient<T>(connectionString: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
