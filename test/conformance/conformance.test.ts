/** The suite against signalbox, as a program: on PostgreSQL one race and what needs a second server, all else on SQLite. */
import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { startSignalbox } from './adapters/signalbox.ts'
import { runCase } from './case.ts'
import { CASES } from './cases.ts'
import { RACES } from './cases/races.ts'
import type { ServerUnderTest } from './server-under-test.ts'

const ofTwoServers = CASES.filter(({ needs }) => needs?.includes('secondServer'))
const cases =
  inject('database') === 'POSTGRESQL' ? [...RACES.slice(0, 1), ...ofTwoServers] : CASES.filter((one) => !ofTwoServers.includes(one))
const together = cases.filter(({ isAlone }) => isAlone !== true)
const alone = cases.filter(({ isAlone }) => isAlone === true)

/** Longer than a half-open connection is looked at. */
const TIMEOUT_MS = 60_000

let server: ServerUnderTest
let dropDatabase = async (): Promise<void> => {}

beforeAll(async () => {
  let databaseUrl: string | null = null
  const postgresUrl = inject('postgresUrl')
  if (postgresUrl !== null) {
    const name = `signalbox_conformance_${randomUUID().replaceAll('-', '')}`
    await onPostgres(postgresUrl, `CREATE DATABASE ${name}`)
    dropDatabase = () => onPostgres(postgresUrl, `DROP DATABASE ${name} WITH (FORCE)`)
    databaseUrl = Object.assign(new URL(postgresUrl), { pathname: name }).href
  }
  server = await startSignalbox(databaseUrl)
})

afterAll(async () => {
  await server.stop()
  await dropDatabase()
})

describe('signalbox', { timeout: TIMEOUT_MS }, () => {
  test.concurrent.each(together)('$name', async (one) => {
    expect(await runCase(server, one)).toEqual({ breaches: [] })
  })

  test.each(alone)('$name', async (one) => {
    expect(await runCase(server, one)).toEqual({ breaches: [] })
  })
})

async function onPostgres(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
