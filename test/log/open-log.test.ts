import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, stat, truncate } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openLog } from '../../src/log/open-log.ts'

const OWNER_TOKEN = 'the-owner-made-this-one-up'
const RANDOM = 'Zk3v_0JrT-pXq1WcM8bNf5sLhY2aGdEuR7oIiK9tCxQ'
const DATABASE = 'postgres://signalbox:hunter2@db.example:5432/signalbox'

let folder: string

beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'signalbox-log-'))))
afterAll(() => rm(folder, { recursive: true, force: true }))

function fail(error: Error): never {
  throw error
}

function open(name: string) {
  const file = join(folder, name)
  return { file, ...openLog({ file, level: 'info', secrets: [OWNER_TOKEN, DATABASE, ''], onError: fail }) }
}

test('a line is JSON with the time in ISO 8601 and the level by name, in a file that only its owner reads', async () => {
  const { file, log, close } = open('plain.log')
  log.warn({ project: 'demo' }, 'refused')
  await close()
  const line = JSON.parse(await readFile(file, 'utf8'))
  expect(line).toMatchObject({ level: 'warn', time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/), project: 'demo', msg: 'refused' })
  expect((await stat(file)).mode & 0o777).toBe(0o600)
})

describe('a secret does not reach the file', () => {
  const CASES: ReadonlyArray<[what: string, secret: string, line: object]> = [
    ['the owner token', OWNER_TOKEN, { reason: `said ${OWNER_TOKEN}` }],
    ['the owner token as part of a URL', OWNER_TOKEN, { path: `/x/${OWNER_TOKEN}/y` }],
    ['a token of 32 random bytes', RANDOM, { reason: `FEEDBACK: try ${RANDOM}, it works` }],
    ['a created token', `sbx_${RANDOM}`, { chunk: `sbx_${RANDOM}` }],
    ['the password of a connection string in an error', 'hunter2', { err: new Error(`connect ECONNREFUSED ${DATABASE}`) }],
    ['the password of another connection string', 'swordfish', { err: new Error('no answer of mysql://root:sword@swordfish@host/x') }],
    ['a header in a message', 'dXNlcjpodW50ZXIy', { reason: 'found Authorization: Basic dXNlcjpodW50ZXIy' }],
    ['the session cookie', 'short-token', { reason: 'Cookie: a=b; signalbox-7420=short-token; c=d' }],
    ['the secret of a webhook', 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', { reason: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' }],
    ['a field that is named as a secret', 'hunter2', { token: 'hunter2', password: 'hunter2' }],
  ]

  test.each(CASES)('%s', async (what, secret, line) => {
    const { file, log, close } = open(`${what}.log`)
    log.info(line, 'changed')
    await close()
    const written = await readFile(file, 'utf8')
    expect(JSON.parse(written)).toMatchObject({ msg: 'changed' })
    expect(written.toLowerCase()).toContain('[redacted]')
    expect(written).not.toContain(secret)
  })
})

test('what identifies things stays readable', async () => {
  const { file, log, close } = open('readable.log')
  const line = {
    project: 'demo',
    chunk: 'a-chunk-whose-slug-has-forty-three-letters1',
    run: '0b0f6a4e-9a51-4d8e-8f9c-2f0e6f1c9d57',
    reason:
      'merged as 0123456789ab of 0123456789abcdef0123456789abcdef01234567, see https://example.org/a@b and http://127.0.0.1:7420/graphql',
  }
  expect(line.chunk).toHaveLength(43)
  log.info(line, 'changed')
  await close()
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject(line)
})

test('a file that is copied and truncated goes on from its beginning', async () => {
  const { file, log, close } = open('rotated.log')
  log.info('before')
  await expect.poll(() => readFile(file, 'utf8')).toContain('before')
  await truncate(file)
  log.info('after')
  await close()
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ msg: 'after' })
})

test.skipIf(!existsSync('/dev/full'))('a disk that is full is told of once, and keeps nobody from going on or from closing', async () => {
  const errors: string[] = []
  const { log, close } = openLog({ file: '/dev/full', level: 'info', secrets: [], onError: ({ message }) => void errors.push(message) })
  log.info('one')
  await expect.poll(() => errors.length).toBe(1)
  log.info('two')
  log.info('three')
  await close()
  expect(errors).toEqual([expect.stringContaining('ENOSPC')])
})
