import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { packageVersion, readConfig, readProjectKey, readServerPlace, UsageError, type ServeOptions } from '../src/config.ts'

const CWD = resolve('/somewhere')

test('without options and variables, the server is for this machine alone', () => {
  expect(readConfig({}, {}, CWD)).toEqual({
    dataDir: resolve(CWD, '.signalbox'),
    host: '127.0.0.1',
    port: 7420,
    allowedHosts: [],
    databaseUrl: null,
    retainChanges: { keep: 'ALL' },
    allowedWebhooks: [],
    logLevel: 'info',
    open: false,
    environment: {},
    version: packageVersion(),
  })
})

const VARIABLES = {
  SIGNALBOX_DATA_DIR: 'data',
  SIGNALBOX_HOST: '0.0.0.0',
  SIGNALBOX_PORT: '7000',
  SIGNALBOX_ALLOWED_HOST: 'a.example, b.example',
  SIGNALBOX_DATABASE_URL: 'postgres://u:p@db:5432/signalbox',
  SIGNALBOX_RETAIN_CHANGES: '100000',
  SIGNALBOX_ALLOW_WEBHOOK: 'hooks.example.com:8443, other.example',
  SIGNALBOX_LOG_LEVEL: 'debug',
  SIGNALBOX_OPEN: 'true',
}

test('every option can be set in the environment', () => {
  expect(readConfig({}, VARIABLES, CWD)).toMatchObject({
    dataDir: resolve(CWD, 'data'),
    host: '0.0.0.0',
    port: 7000,
    allowedHosts: ['a.example', 'b.example'],
    databaseUrl: 'postgres://u:p@db:5432/signalbox',
    retainChanges: { keep: 'NUMBER', changes: 100_000 },
    allowedWebhooks: ['hooks.example.com:8443', 'other.example:80', 'other.example:443'],
    logLevel: 'debug',
    open: true,
    environment: VARIABLES,
  })
})

test('an option goes before its variable', () => {
  const options: Required<ServeOptions> = {
    dataDir: '/data',
    host: '127.0.0.2',
    port: '0',
    allowedHost: ['c.example'],
    databaseUrl: 'postgresql://other/db',
    retainChanges: '30d',
    allowWebhook: ['[::1]:9000'],
    logLevel: 'error',
    open: false,
  }
  expect(readConfig(options, VARIABLES, CWD)).toMatchObject({
    dataDir: resolve('/data'),
    host: '127.0.0.2',
    port: 0,
    allowedHosts: ['c.example'],
    databaseUrl: 'postgresql://other/db',
    retainChanges: { keep: 'AGE', ms: 30 * 24 * 3_600_000 },
    allowedWebhooks: ['[::1]:9000'],
    logLevel: 'error',
    open: false,
  })
})

test.each([
  ['all', { keep: 'ALL' }],
  ['1000', { keep: 'NUMBER', changes: 1_000 }],
  ['1h', { keep: 'AGE', ms: 3_600_000 }],
  ['2d', { keep: 'AGE', ms: 48 * 3_600_000 }],
])('--retain-changes %s is kept to', (retainChanges, policy) => {
  expect(readConfig({ retainChanges }, {}, CWD).retainChanges).toEqual(policy)
})

test('a variable that is empty is not set', () => {
  expect(readConfig({}, { SIGNALBOX_PORT: '', SIGNALBOX_DATABASE_URL: '' }, CWD)).toMatchObject({ port: 7420, databaseUrl: null })
})

test('the configuration cannot be changed', () => {
  const config = readConfig({}, {}, CWD)
  expect([config, config.allowedHosts, config.allowedWebhooks, config.retainChanges].every(Object.isFrozen)).toBe(true)
})

test.each<[ServeOptions, Record<string, string>, string]>([
  [{ port: 'abc' }, {}, '--port must be a number from 0 to 65535'],
  [{ port: '65536' }, {}, '--port must be'],
  [{ port: '-1' }, {}, '--port must be'],
  [{ port: '1e3' }, {}, '--port must be'],
  [{}, { SIGNALBOX_PORT: '80x' }, 'SIGNALBOX_PORT must be a number'],
  [{ logLevel: 'loud' }, {}, '--log-level (SIGNALBOX_LOG_LEVEL) must be one of fatal'],
  [{ databaseUrl: 'mysql://user:secret@host/db' }, {}, '--database-url (SIGNALBOX_DATABASE_URL) must be'],
  ...['999', '0', '-1', '1e5', '100000.5', '59m', '0h', '0d', 'ALL', '30 d', 'd', '1000000000000', '3600s'].map(
    (retainChanges): [ServeOptions, Record<string, string>, string] => [
      { retainChanges },
      {},
      '--retain-changes (SIGNALBOX_RETAIN_CHANGES) must be all, a number of changes per project from 1000 on, or an age from 1h on',
    ],
  ),
  [{}, { SIGNALBOX_RETAIN_CHANGES: '10' }, "as 12h or 30d; found '10'"],
  [{ allowWebhook: ['https://hooks.example.com'] }, {}, '--allow-webhook (SIGNALBOX_ALLOW_WEBHOOK) must be a host'],
  [{}, { SIGNALBOX_ALLOW_WEBHOOK: '*.example.com' }, "found '*.example.com'"],
  [{ host: '0.0.0.0' }, {}, '--allowed-host'],
  [{ host: '127.example.com' }, {}, '--allowed-host'],
  ...['', ' ', '.', 'http://box', 'a b', 'box:port', '*', 'box/path', 'user@box', '[::1'].map(
    (name): [ServeOptions, Record<string, string>, string] => [
      { host: '0.0.0.0', allowedHost: [name] },
      {},
      '--allowed-host (SIGNALBOX_ALLOWED_HOST) must be a host name',
    ],
  ),
  [{ host: '0.0.0.0' }, { SIGNALBOX_ALLOWED_HOST: ',' }, '--allowed-host'],
  [{}, { SIGNALBOX_OPEN: 'perhaps' }, 'SIGNALBOX_OPEN must be true or false'],
])('%j with %j is wrong usage', (options, environment, sentence) => {
  const read = (): unknown => readConfig(options, environment, CWD)
  expect(read).toThrow(UsageError)
  expect(read).toThrow(sentence)
  expect(read).not.toThrow('secret')
})

test.each([
  ['nothing', undefined, {}, { dataDir: resolve(CWD, '.signalbox') }],
  ['a folder', 'mine', {}, { dataDir: resolve(CWD, 'mine') }],
  ['a folder in the environment', undefined, { SIGNALBOX_DATA_DIR: 'mine' }, { dataDir: resolve(CWD, 'mine') }],
  [
    'an address before a folder in the environment',
    undefined,
    { SIGNALBOX_URL: 'http://h:1/graphql', SIGNALBOX_TOKEN: 't', SIGNALBOX_DATA_DIR: 'mine' },
    { url: 'http://h:1/graphql', token: 't' },
  ],
  ['a folder that is typed before an address', 'mine', { SIGNALBOX_URL: 'http://h:1' }, { dataDir: resolve(CWD, 'mine') }],
])('a command finds its server by %s', (_, dataDir, environment, place) => {
  expect(readServerPlace(dataDir, environment, CWD)).toEqual(place)
})

test.each([
  [{ SIGNALBOX_URL: 'http://h:1' }, 'SIGNALBOX_TOKEN is not'],
  [{ SIGNALBOX_URL: 'localhost:7420', SIGNALBOX_TOKEN: 't' }, 'must be an address'],
])('%j is no way to a server', (environment, sentence) => {
  expect(() => readServerPlace(undefined, environment, CWD)).toThrow(sentence)
})

test('a project that is typed goes before the one of the environment', () => {
  expect(readProjectKey('a', { SIGNALBOX_PROJECT: 'b' })).toBe('a')
  expect(readProjectKey(undefined, { SIGNALBOX_PROJECT: 'b' })).toBe('b')
  expect(readProjectKey(undefined, {})).toBeNull()
})
