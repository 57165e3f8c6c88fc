/**
 * Generates the Prisma clients for SQLite and PostgreSQL from the one set of models, where they are missing or older than it.
 *
 * A provider is a literal in a Prisma schema, so the schema for PostgreSQL is derived here. Nothing is downloaded: `prisma generate`
 * asks for a schema engine that it never starts, and is content with any file that exists.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { postgresqlSchema } from './postgresql-schema.ts'

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url))
const modifiedAt = (file: string): number => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0

const MODELS = path('schema.prisma')
const TWIN = path('../src/generated/postgresql.prisma')
const INPUTS = [MODELS, path('generate.ts'), path('postgresql-schema.ts'), path('../package-lock.json')]
const OUTPUTS = [
  path('../src/generated/sqlite/client.ts'),
  path('../src/generated/pothos.ts'),
  path('../src/generated/postgresql/client.ts'),
]

function generate(schema: string): void {
  const prisma = createRequire(import.meta.url).resolve('prisma/build/index.js')
  const { status, stdout, stderr } = spawnSync(process.execPath, [prisma, 'generate', '--schema', schema], {
    encoding: 'utf8',
    env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, PRISMA_HIDE_UPDATE_MESSAGE: '1', CHECKPOINT_DISABLE: '1' },
  })
  if (status !== 0) {
    process.stderr.write(`${stdout}${stderr}`)
    process.exit(1)
  }
}

if (Math.min(...OUTPUTS.map(modifiedAt)) < Math.max(...INPUTS.map(modifiedAt))) {
  mkdirSync(path('../src/generated'), { recursive: true })
  writeFileSync(TWIN, postgresqlSchema(readFileSync(MODELS, 'utf8')))
  generate(MODELS)
  generate(TWIN)
}
