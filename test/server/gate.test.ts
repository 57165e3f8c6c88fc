import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { namesOf, refuse, type Knock } from '../../src/server/gate.ts'
import { AUTHORIZED, post, send, SocketClient } from './clients.ts'
import { startTestServer, TOKEN, type TestServer } from './test-server.ts'

const good: Knock = {
  method: 'POST',
  isUpgrade: false,
  hosts: ['127.0.0.1:7420'],
  origin: undefined,
  fetchSite: undefined,
  fetchMode: undefined,
  fetchDest: undefined,
  tokenFrom: 'header',
}
const ours = 'http://127.0.0.1:7420'

const LET_IN: ReadonlyArray<[fact: string, knock: Partial<Knock>]> = [
  ['a script with its token', {}],
  ['localhost', { hosts: ['localhost:7420'] }],
  ['the name in capitals', { hosts: ['LocalHost:7420'] }],
  ['the loopback address of IPv6', { hosts: ['[::1]:7420'] }],
  ['an allowed name with the port', { hosts: ['box.example:7420'] }],
  ['an allowed name behind a proxy', { hosts: ['box.example'], origin: 'https://box.example' }],
  ['our own page', { tokenFrom: 'cookie', origin: ours, fetchSite: 'same-origin' }],
  [
    'a link to the dashboard on a page of another site',
    { method: 'GET', fetchSite: 'cross-site', fetchMode: 'navigate', fetchDest: 'document' },
  ],
  ['an address that somebody typed', { tokenFrom: 'cookie', method: 'GET', fetchSite: 'none' }],
]

const REFUSED: ReadonlyArray<[fact: string, knock: Partial<Knock>]> = [
  ['no Host', { hosts: [] }],
  ['two Hosts', { hosts: ['127.0.0.1:7420', '127.0.0.1:7420'] }],
  ['a name that was rebound to us', { hosts: ['attacker.example:7420'] }],
  ['another port', { hosts: ['127.0.0.1:7421'] }],
  ['no port', { hosts: ['127.0.0.1'] }],
  ['a trailing dot', { hosts: ['localhost.:7420'] }],
  ['a user in front', { hosts: ['x@127.0.0.1:7420'] }],
  ['another spelling of the loopback address', { hosts: ['127.1:7420'] }],
  ['a foreign Origin', { origin: 'https://attacker.example' }],
  ['the Origin null', { origin: 'null' }],
  ['an Origin that begins like ours', { origin: `${ours}.attacker.example` }],
  ['an Origin on another port', { origin: 'http://127.0.0.1:3000' }],
  ['a foreign Origin on a GET', { method: 'GET', origin: 'https://attacker.example' }],
  ['a foreign Origin on an upgrade', { method: 'GET', isUpgrade: true, origin: 'https://attacker.example' }],
  ['a cookie without Origin', { tokenFrom: 'cookie' }],
  ['a cookie without Origin on an upgrade', { tokenFrom: 'cookie', method: 'GET', isUpgrade: true }],
  ['a page of another site', { fetchSite: 'cross-site' }],
  ['a form of another site', { fetchSite: 'cross-site', fetchMode: 'navigate', fetchDest: 'document' }],
  ['a frame in another site', { method: 'GET', fetchSite: 'cross-site', fetchMode: 'navigate', fetchDest: 'iframe' }],
  ['a script in another site', { method: 'GET', fetchSite: 'cross-site', fetchMode: 'no-cors', fetchDest: 'script' }],
  ['a page of another port, which is the same site', { fetchSite: 'same-site' }],
]

describe('the decision', () => {
  const names = namesOf('127.0.0.1', 7420, ['box.example'])
  test.each(LET_IN)('%s is let in', (_fact, knock) => expect(refuse({ ...good, ...knock }, names)).toBeNull())
  test.each(REFUSED)('%s is refused', (_fact, knock) =>
    expect(refuse({ ...good, ...knock }, names)).toMatchObject({ status: 403, code: 'FORBIDDEN' }),
  )
})

describe('at the door', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer()
  })
  afterAll(() => server.stop())

  const mutation = { query: 'mutation { add(input: { by: 1 }) }' }
  const cookie = (): string => `signalbox-${server.port}=${TOKEN}`
  const own = (): string => `http://localhost:${server.port}`

  const STRANGERS: ReadonlyArray<[fact: string, headers: () => Record<string, string | undefined>, status: number]> = [
    ['a foreign Host', () => ({ Host: 'attacker.example' }), 403],
    ['a foreign Origin', () => ({ Origin: 'https://attacker.example' }), 403],
    ['a cross-site page', () => ({ 'Sec-Fetch-Site': 'cross-site' }), 403],
    ['a cookie without Origin', () => ({ Authorization: undefined, Cookie: cookie() }), 403],
    ['no token', () => ({ Authorization: undefined }), 401],
    ['a wrong token', () => ({ Authorization: 'Bearer wrong' }), 401],
    ['another scheme', () => ({ Authorization: `Basic ${TOKEN}` }), 401],
    ['a bad header beside a good cookie', () => ({ Authorization: 'Bearer wrong', Cookie: cookie(), Origin: own() }), 401],
    ['an oversized token', () => ({ Authorization: `Bearer ${'x'.repeat(5_000)}` }), 401],
    ['a form post', () => ({ 'Content-Type': 'application/x-www-form-urlencoded' }), 415],
    ['a multipart post', () => ({ 'Content-Type': 'multipart/form-data; boundary=x' }), 415],
    ['a text post', () => ({ 'Content-Type': 'text/plain' }), 415],
    ['a text post that mentions JSON', () => ({ 'Content-Type': 'text/plain; application/json' }), 415],
    ['a post of GraphQL text', () => ({ 'Content-Type': 'application/graphql' }), 415],
    ['no content type', () => ({ 'Content-Type': undefined }), 415],
  ]

  test.each(STRANGERS)('%s changes nothing', async (_fact, headers, status) => {
    const before = server.total()
    const reply = await post(server.port, mutation, headers())
    expect(reply.status).toBe(status)
    expect(JSON.parse(reply.body)).toMatchObject({ errors: [{ message: expect.any(String), extensions: { code: expect.any(String) } }] })
    expect(reply.headers['access-control-allow-origin']).toBeUndefined()
    expect(server.total()).toBe(before)
  })

  test('a token in the URL is no token', async () => {
    const headers = { 'Content-Type': 'application/json' }
    const body = JSON.stringify(mutation)
    const reply = await send(server.port, { method: 'POST', path: `/graphql?token=${TOKEN}&access_token=${TOKEN}`, headers, body })
    expect(reply.status).toBe(401)
  })

  test('a GET runs nothing', async () => {
    const before = server.total()
    const path = `/graphql?query=${encodeURIComponent(mutation.query)}`
    expect((await send(server.port, { path, headers: AUTHORIZED })).status).toBe(405)
    expect(server.total()).toBe(before)
  })

  test('a preflight is not answered with permission', async () => {
    const headers = { Origin: own(), 'Access-Control-Request-Method': 'POST', 'Access-Control-Request-Headers': 'authorization' }
    const reply = await send(server.port, { method: 'OPTIONS', path: '/graphql', headers })
    expect(reply.status).toBe(405)
    expect(Object.keys(reply.headers).filter((name) => name.startsWith('access-control-'))).toEqual([])
  })

  const UPGRADES: ReadonlyArray<[fact: string, headers: () => Record<string, string>, status: number]> = [
    ['a token is let in', () => AUTHORIZED, 101],
    ['a token and our Origin are let in', () => ({ ...AUTHORIZED, Origin: own() }), 101],
    ['our cookie and our Origin are let in', () => ({ Cookie: cookie(), Origin: own() }), 101],
    ['a token and a foreign Origin are refused', () => ({ ...AUTHORIZED, Origin: 'https://attacker.example' }), 403],
    ['a cookie without Origin is refused', () => ({ Cookie: cookie() }), 403],
    ['a foreign Origin without token is refused', () => ({ Origin: 'https://attacker.example' }), 403],
    ['a foreign Host is refused', () => ({ ...AUTHORIZED, Host: 'attacker.example' }), 403],
    ['a cross-site page is refused', () => ({ ...AUTHORIZED, 'Sec-Fetch-Site': 'cross-site' }), 403],
  ]

  test.each(UPGRADES)('at the upgrade, %s', async (_fact, headers, status) => {
    const client = new SocketClient(server.port, headers())
    expect(await client.upgradeStatus()).toBe(status)
    client.socket.terminate()
  })

  test('what is refused is logged, without a token', () => {
    expect(server.logged.filter((line) => line.includes('"msg":"refused"')).length).toBeGreaterThan(5)
    expect(server.logged.join('')).not.toContain(TOKEN)
  })
})
