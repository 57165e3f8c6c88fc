import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, inject, it } from 'vitest'
import { postgresqlSchema } from '../../prisma/postgresql-schema.ts'
import { migrationAdapter, type Location } from '../../src/store/clients.ts'
import { migrate, readMigrations } from '../../src/store/migrate.ts'
import { openStore } from '../../src/store/open.ts'
import { NO_FILTERS, withSchemaEngine } from '../../src/store/schema-engine.ts'
import { prioritizeWorkUnit } from '../../src/services/work-unit.ts'
import { createEmptyDatabase, createTestDatabase, openSecondStore, plainShell, queryRows, temporaryFolder } from '../support/database.ts'
import { OPERATOR, testServices } from '../support/units.ts'

const DATABASE = inject('database')
const MODELS = new URL('../../prisma/schema.prisma', import.meta.url)

async function datamodel(): Promise<string> {
  const models = await readFile(MODELS, 'utf8')
  return DATABASE === 'SQLITE' ? models : postgresqlSchema(models)
}

/** The SQL that makes an empty database, or the one that is there, into what the models say. */
async function missingSql(location: Location, from: 'empty' | 'schemaDatasource'): Promise<string> {
  const models = await datamodel()
  const files = [{ path: 'schema.prisma', content: models }]
  const diff = await withSchemaEngine(
    migrationAdapter(location),
    (engine) =>
      engine.diff({
        from: from === 'empty' ? { tag: 'empty' } : { tag: 'schemaDatasource', files, configDir: '' },
        to: { tag: 'schemaDatamodel', files },
        script: true,
        exitCode: null,
        filters: NO_FILTERS,
      }),
    models,
  )
  return diff.stdout ?? ''
}

/** What there is in a PostgreSQL database, one line each; whether a foreign key is deferred is not Prisma's to say. */
const CATALOG = `
  SELECT concat_ws(' ', table_name, column_name, udt_name, is_nullable, column_default) AS line FROM information_schema.columns
    WHERE table_schema = current_schema() AND table_name <> '_prisma_migrations'
  UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = current_schema() AND tablename <> '_prisma_migrations'
  UNION ALL SELECT concat_ws(' ', conrelid::regclass, conname, replace(pg_get_constraintdef(oid), ' DEFERRABLE INITIALLY DEFERRED', ''))
    FROM pg_constraint
    WHERE connamespace = current_schema()::regnamespace AND contype IN ('p', 'u', 'f', 'c') AND conrelid::regclass::text <> '_prisma_migrations'
  UNION ALL SELECT concat_ws(' ', typname, enumlabel, enumsortorder) FROM pg_enum JOIN pg_type ON pg_type.oid = enumtypid
  ORDER BY line`

describe.runIf(DATABASE === 'SQLITE')('the migrations of SQLite', () => {
  const NOTHING = '-- This is an empty migration.\n'

  it('make what the models say; what fails here is the SQL that is missing in prisma/sqlite', async () => {
    expect(await missingSql(await createTestDatabase(), 'schemaDatasource')).toBe(NOTHING)
  })

  it.each([
    ['DROP INDEX "Run_endedAt_idx"', 'CREATE INDEX "Run_endedAt_idx"'],
    ['ALTER TABLE "Token" ADD COLUMN "extra" TEXT', 'new_Token'],
    ['DROP TABLE "Receipt"', 'CREATE TABLE "Receipt"'],
  ])('would be found lacking after %s', async (drift, sql) => {
    const location = await createTestDatabase()
    await plainShell(location, drift)
    expect(await missingSql(location, 'schemaDatasource')).toContain(sql)
  })
})

// The schema engine cannot describe a PostgreSQL through Prisma's adapter (it has no type for "char"): the catalogs are compared.
describe.runIf(DATABASE === 'POSTGRESQL')('the migrations of PostgreSQL', () => {
  it('make what the models say; what fails here is what differs in prisma/postgresql', async () => {
    const migrated = await createTestDatabase()
    const modelled = await createEmptyDatabase()
    await plainShell(modelled, await missingSql(modelled, 'empty'))
    expect(await queryRows(migrated, CATALOG)).toEqual(await queryRows(modelled, CATALOG))
    expect((await queryRows(migrated, CATALOG)).length).toBeGreaterThan(100)
  })
})

it('the two databases have migrations of the same names', async () => {
  const [sqlite, postgresql] = await Promise.all([readMigrations('SQLITE'), readMigrations('POSTGRESQL')])
  const names = sqlite.migrationDirectories.map(({ path }) => path)
  expect(postgresql.migrationDirectories.map(({ path }) => path)).toEqual(names)
  expect(names.length).toBeGreaterThan(0)
})

describe('migrate', () => {
  const APPLIED = 'SELECT migration_name, finished_at FROM "_prisma_migrations" ORDER BY migration_name'

  it('brings an empty database up, and does nothing the second time', async () => {
    const location = await createEmptyDatabase()
    await migrate(DATABASE, migrationAdapter(location))
    const applied = await queryRows(location, APPLIED)
    expect(applied.length).toBeGreaterThan(0)
    await migrate(DATABASE, migrationAdapter(location))
    expect(await queryRows(location, APPLIED)).toEqual(applied)
    expect(await (await openSecondStore(location)).read.project.count()).toBe(0)
  })

  it('brings a database of the first version up, with all that is in it', async () => {
    const location = await createEmptyDatabase()
    const { migrationDirectories, ...list } = await readMigrations(DATABASE)
    await withSchemaEngine(migrationAdapter(location), (engine) =>
      engine.applyMigrations({
        migrationsList: { ...list, migrationDirectories: migrationDirectories.slice(0, 1) },
        filters: NO_FILTERS,
      }),
    )
    const times = `'2026-01-01T12:00:00.000Z', '2026-01-01T12:00:00.000Z'`
    const change = (sequence: number): string =>
      `INSERT INTO "WorkUnitChange" VALUES ('p', ${sequence}, 'u', ${sequence}, 'a', 'UPDATED', '{}', NULL, NULL, '[]', 'me', 'because', '2026-01-01T12:00:00.000Z')`
    const statements = [
      `INSERT INTO "Project" VALUES ('p', 'demo', '/repository', 'main', 4, FALSE, '{}', NULL, '[]', 0, ${times})`,
      change(1),
      `INSERT INTO "WorkUnit" ("id", "projectId", "chunk", "ordinal", "title", "phase", "status", "held", "priority", "revision", "generation", "attempt",
         "reviewRound", "codePaths", "codeReferences", "statusSince", "createdAt", "updatedAt")
       VALUES ('u', 'p', 'a', 1, 'A', 'IMPLEMENT', 'READY', FALSE, 0, 1, 0, 0, 0, '[]', '[]', '2026-01-01T12:00:00.000Z', ${times})`,
      change(2),
      `UPDATE "WorkUnit" SET "revision" = 2`,
    ]
    await plainShell(location, `BEGIN; ${statements.join(';')}; COMMIT`)

    const store = await openSecondStore(location)
    expect(await store.read.project.findFirst()).toMatchObject({ sequence: 2, expiredSequence: 0 })
    await prioritizeWorkUnit(testServices(store), OPERATOR, { project: 'demo', chunk: 'a', priority: 5 })
    await store.trim({ keep: 'AGE', ms: 3_600_000 }, new Date())
    expect(await store.read.workUnitChange.findMany({ select: { sequence: true } })).toEqual([{ sequence: 2 }, { sequence: 3 }])
  })

  it('refuses a database that a newer version has written', async () => {
    const location = await createEmptyDatabase()
    await migrate(DATABASE, migrationAdapter(location))
    await plainShell(
      location,
      `UPDATE "_prisma_migrations" SET "migration_name" = '20991231000000_newer'
       WHERE "migration_name" = (SELECT MAX("migration_name") FROM "_prisma_migrations")`,
    )
    await expect(open(location)).rejects.toThrow(
      'The database was written by a newer signalbox: it has 20991231000000_newer, which this version does not know. Update signalbox.',
    )
  })
})

describe('a database that cannot be used is one sentence that says why', () => {
  describe.runIf(DATABASE === 'SQLITE')('a file', () => {
    it.each([
      ['that is a text', 'file is not a database'],
      ['that is a folder', 'unable to open database file'],
      ['in a folder that does not exist', 'the directory does not exist'],
    ])('%s', async (what, reason) => {
      const folder = await temporaryFolder()
      const file = join(folder, ...(what.includes('does not exist') ? ['nowhere', 'db'] : ['db']))
      const text = 'This is a text. '.repeat(100)
      if (what.includes('text')) await writeFile(file, text)
      if (what === 'that is a folder') await mkdir(file)
      await expect(open({ file })).rejects.toThrow(
        new RegExp(`^The database file ${file} cannot be used: .*${reason}\\. Check the file .*\\.$`),
      )
      if (what.includes('text')) expect(await readFile(file, 'utf8')).toBe(text)
    })
  })

  describe.runIf(DATABASE === 'POSTGRESQL')('a server', () => {
    it.each<[string, (url: URL) => void, string]>([
      ['that does not answer', (url) => (url.port = '1'), 'no server answers there'],
      ['without that database', (url) => (url.pathname = '/nowhere'), 'database "nowhere" does not exist'],
      ['that does not know the password', (url) => (url.password = 'wrong-password'), 'password authentication failed'],
    ])('%s', async (_, change, reason) => {
      const url = new URL(inject('postgresUrl') ?? '')
      change(url)
      const refusal = await open({ url: url.href }).catch(String)
      expect(refusal).toMatch(/^Error: The PostgreSQL database .* cannot be used: .*\. Check the database URL, and that the server runs\.$/)
      expect(refusal).toContain(reason)
      expect(refusal).not.toContain(url.password)
    })
  })
})

function open(location: Location): Promise<string> {
  const options = { location, now: () => new Date(), newId: () => 'id', onError: () => undefined }
  return openStore(options).then(async (store) => {
    await store.close()
    return 'opened'
  })
}
