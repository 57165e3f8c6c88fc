/** Equal subscriptions are executed once, and everybody gets what is theirs, under their own id. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { AUTHORIZED, connected, type Message, post, SocketClient, streamed } from './clients.ts'
import { SLOWLY, startTestServer, TOKEN, type TestServer, UNLUCKY } from './test-server.ts'

let server: TestServer
beforeEach(async () => {
  server = await startTestServer()
})
afterEach(() => server.stop())

const COUNTED = 'subscription ($after: String) { counted(after: $after) { number viewer role } }'

async function subscriber(token: string, id: string, payload: object): Promise<SocketClient> {
  const client = new SocketClient(server.port, { Authorization: `Bearer ${token}` })
  await client.initialize()
  client.send({ id, type: 'subscribe', payload })
  return client
}

/** The next messages of a client. */
async function messages(client: SocketClient, count: number): Promise<Message[]> {
  const received: Message[] = []
  while (received.length < count) {
    const message = await client.next()
    if ('closed' in message) throw new Error(`The connection was closed with ${message.closed}.`)
    received.push(message)
  }
  return received
}

async function payloads(client: SocketClient, count: number): Promise<unknown[]> {
  return (await messages(client, count)).map(({ payload }) => payload)
}

const numbers = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, index) => from + index)
const counted = (number: number, role = 'OWNER') => ({ data: { counted: { number, viewer: '', role } } })

test('an event is executed once for all equal subscriptions, and each gets it under its own id', async () => {
  const ids = ['1', 'a "quoted" id', 'ünï', '6f9619ff-8b86-d011-b42d-00cf4fc964ff', '2', '\u0000']
  const clients = await Promise.all(ids.map((id) => subscriber(TOKEN, id, { query: COUNTED })))
  await server.opened(ids.length)
  server.numbers.countTo(3)
  for (const [index, client] of clients.entries()) {
    const id = ids[index]
    expect(await messages(client, 3)).toEqual(numbers(1, 3).map((number) => ({ id, type: 'next', payload: counted(number) })))
  }
  expect(server.executions()).toBe(3)
})

const EQUAL: ReadonlyArray<[fact: string, payload: object]> = [
  ['another place to begin', { query: COUNTED, variables: { after: '0' } }],
  ['a place in the document', { query: 'subscription { counted(after: "0") { number viewer role } }' }],
  ['other white space and a comment', { query: `# mine\n${COUNTED.replaceAll(' ', '\n  ')}` }],
  ['a variable that nobody uses', { query: COUNTED, variables: { after: '0', other: 1 } }],
  [
    'another operation beside it',
    { query: `query Other { name } ${COUNTED.replace('subscription', 'subscription This')}`, operationName: 'This' },
  ],
]
test.each(EQUAL)('%s makes no other subscription of it', async (_fact, payload) => {
  const named = 'operationName' in payload ? { query: COUNTED.replace('subscription', 'subscription This') } : { query: COUNTED }
  const clients = [await subscriber(TOKEN, '1', named), await subscriber(TOKEN, '1', payload)]
  await server.opened(2)
  server.numbers.countTo(2)
  for (const client of clients) expect(await payloads(client, 2)).toEqual([counted(1), counted(2)])
  expect(server.executions()).toBe(2)
})

const PARITY = 'subscription ($odd: Boolean) { counted { parity(odd: $odd) } }'
const FRAGMENTS = 'fragment F on Counted { number } subscription A { counted { ...F } } subscription B { counted { ...F text } }'
const INCLUDE = 'subscription ($with: Boolean!) { counted { number text @include(if: $with) } }'
const OTHER: ReadonlyArray<[fact: string, payload: object, first: unknown]> = [
  ['a variable that is absent', { query: PARITY }, { counted: { parity: 'true' } }],
  ['a variable that is null', { query: PARITY, variables: { odd: null } }, { counted: { parity: 'null' } }],
  ['other fields', { query: 'subscription { counted { text } }' }, { counted: { text: 'number 1' } }],
  ['an alias', { query: 'subscription { it: counted { n: number } }' }, { it: { n: 1 } }],
  ['@include', { query: INCLUDE, variables: { with: true } }, { counted: { number: 1, text: 'number 1' } }],
  ['@include the other way', { query: INCLUDE, variables: { with: false } }, { counted: { number: 1 } }],
  ['an operation of a document', { query: FRAGMENTS, operationName: 'A' }, { counted: { number: 1 } }],
  ['the other operation of that document', { query: FRAGMENTS, operationName: 'B' }, { counted: { number: 1, text: 'number 1' } }],
  [
    'another filter',
    { query: 'subscription ($odd: Boolean) { counted(odd: $odd) { number } }', variables: { odd: true } },
    { counted: { number: 1 } },
  ],
]
test('subscriptions that ask for something else get that', async () => {
  const clients = await Promise.all(OTHER.map(([, payload]) => subscriber(TOKEN, '1', payload)))
  await server.opened(clients.length)
  server.numbers.countTo(1)
  for (const [index, client] of clients.entries()) expect(await payloads(client, 1)).toEqual([{ data: OTHER[index]?.[2] }])
  expect(server.executions()).toBe(clients.length)
})

test('viewers of different rights never share a frame, viewers of the same rights do, and no frame names its viewer', async () => {
  const tokens = [TOKEN, 'a-viewer', 'another-owner']
  const clients = await Promise.all(tokens.map((token) => subscriber(token, '1', { query: COUNTED })))
  await server.opened(3)
  server.numbers.countTo(2)
  const roles = ['OWNER', 'VIEWER', 'OWNER']
  for (const [index, client] of clients.entries()) {
    expect(await payloads(client, 2)).toEqual([counted(1, roles[index]), counted(2, roles[index])])
  }
  expect(server.executions()).toBe(4)
})

test('who comes later gets what is behind its position and goes on with the others', async () => {
  const early = await subscriber(TOKEN, 'early', { query: COUNTED })
  await server.opened(1)
  server.numbers.countTo(700)
  expect(await payloads(early, 700)).toEqual(numbers(1, 700).map((number) => (number === UNLUCKY ? expect.anything() : counted(number))))
  const late = await subscriber(TOKEN, 'late', { query: COUNTED, variables: { after: '650' } })
  expect(await payloads(late, 50)).toEqual(numbers(651, 700).map((number) => counted(number)))
  server.numbers.countTo(702)
  for (const client of [early, late]) expect(await payloads(client, 2)).toEqual([counted(701), counted(702)])
  expect(server.executions()).toBe(702)
})

test('a subscription begins at the head as of its subscribe', async () => {
  server.numbers.countTo(5)
  const client = await subscriber(TOKEN, '1', { query: COUNTED })
  await server.opened(1)
  server.numbers.countTo(6)
  expect(await payloads(client, 1)).toEqual([counted(6)])
})

test('a field that fails fails in its own event, masked, and the next one comes', async () => {
  const client = await subscriber(TOKEN, '1', { query: COUNTED, variables: { after: String(UNLUCKY - 1) } })
  server.numbers.countTo(UNLUCKY + 1)
  const [failed, next] = await payloads(client, 2)
  expect(failed).toMatchObject({ data: { counted: null }, errors: [{ path: ['counted'], extensions: { code: 'INTERNAL_SERVER_ERROR' } }] })
  expect(JSON.stringify(failed)).not.toContain('hunter2')
  expect(next).toEqual(counted(UNLUCKY + 1))
})

test('two operations on one socket are two, and one may end without the other', async () => {
  const client = await subscriber(TOKEN, 'a', { query: COUNTED })
  client.send({ id: 'b', type: 'subscribe', payload: { query: COUNTED } })
  await server.opened(2)
  server.numbers.countTo(1)
  expect(new Set((await messages(client, 2)).map(({ id }) => id))).toEqual(new Set(['a', 'b']))
  client.send({ id: 'a', type: 'complete' })
  client.send({ type: 'ping' })
  expect(await messages(client, 1)).toEqual([{ type: 'pong' }])
  server.numbers.countTo(2)
  expect(await messages(client, 1)).toMatchObject([{ id: 'b', payload: counted(2) }])
  client.send({ id: 'a', type: 'subscribe', payload: { query: COUNTED } })
  await server.opened(3)
  server.numbers.countTo(3)
  expect(new Set((await messages(client, 2)).map(({ id }) => id))).toEqual(new Set(['a', 'b']))
})

test('a log that cannot be read ends its subscriptions with an error that shows nothing, and the connection goes on', async () => {
  const client = await subscriber(TOKEN, '1', { query: COUNTED })
  await server.opened(1)
  server.numbers.failure = new Error('the password is hunter2')
  server.numbers.countTo(1)
  const [failure] = await messages(client, 1)
  expect(failure).toMatchObject({ id: '1', type: 'error', payload: [{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }] })
  expect(JSON.stringify(failure)).not.toContain('hunter2')
  server.numbers.failure = null
  client.send({ id: '1', type: 'subscribe', payload: { query: COUNTED, variables: { after: '0' } } })
  expect(await payloads(client, 1)).toEqual([counted(1)])
})

test('who is behind and finds less in the log than the others have read waits for it to grow', async () => {
  server.numbers.countTo(5)
  const early = await subscriber(TOKEN, '1', { query: COUNTED, variables: { after: '4' } })
  expect(await payloads(early, 1)).toEqual([counted(5)])
  // As when the database has a change of another server that has not rung yet.
  server.numbers.length = 3
  const late = await subscriber(TOKEN, '1', { query: COUNTED, variables: { after: '3' } })
  await server.numbers.readers(2)
  server.numbers.countTo(6)
  expect(await payloads(late, 3)).toEqual([counted(4), counted(5), counted(6)])
  expect(await payloads(early, 1)).toEqual([counted(6)])
})

test('messages of any size are whole', async () => {
  server.numbers.countTo(UNLUCKY)
  const client = await subscriber(TOKEN, '1', { query: 'subscription { counted { number padding } }' })
  await server.opened(1)
  for (const size of [0, 1, 40, 60, 61, 62, 63, 125, 126, 65_400, 65_450, 65_500, 65_535, 65_536, 200_000]) {
    server.pad(size)
    server.numbers.countTo(server.numbers.length + 1)
    expect(await payloads(client, 1)).toEqual([{ data: { counted: { number: server.numbers.length, padding: 'x'.repeat(size) } } }])
  }
})

describe('server-sent events', () => {
  test('go on behind the last id that the client hands back, in place of where the document begins', async () => {
    server.numbers.countTo(3)
    const body = { query: COUNTED, variables: { after: '0' } }
    let lastId = ''
    for await (const { id = '', event, data = '' } of streamed(server.port, body)) {
      expect({ event, data: JSON.parse(data) }).toEqual({ event: 'next', data: counted(Number(id)) })
      lastId = id
      if (id === '2') break
    }
    server.numbers.countTo(4)
    const seen: unknown[] = []
    for await (const { data = '' } of streamed(server.port, body, { 'Last-Event-ID': lastId })) {
      seen.push(JSON.parse(data))
      if (seen.length === 2) break
    }
    expect(seen).toEqual([counted(3), counted(4)])
  })

  test('are not begun for a client that has left while its subscription was opened', async () => {
    const leaving = new AbortController()
    const headers = { ...AUTHORIZED, 'Content-Type': 'application/json', Accept: 'text/event-stream' }
    const body = JSON.stringify({ query: COUNTED, variables: { after: SLOWLY } })
    const refused = fetch(`${server.url}/graphql`, { method: 'POST', headers, body, signal: leaving.signal }).catch(() => null)
    while (server.stuck() === 0) await post(server.port, { query: '{ name }' })
    leaving.abort()
    expect(await refused).toBeNull()
    await post(server.port, { query: '{ name }' })
    server.release()
    await post(server.port, { query: '{ name }' })
    await server.numbers.readers(0)
  })

  test('share their executions with sockets', async () => {
    const client = await connected(server.port)
    client.send({ id: '1', type: 'subscribe', payload: { query: COUNTED } })
    const events = streamed(server.port, { query: COUNTED })
    const first = events.next()
    await server.opened(2)
    server.numbers.countTo(1)
    expect(JSON.parse((await first).value?.data ?? '')).toEqual(counted(1))
    expect(await payloads(client, 1)).toEqual([counted(1)])
    expect(server.executions()).toBe(1)
    await events.return()
  })

  test('end with an error that shows nothing when the log cannot be read', async () => {
    const events = streamed(server.port, { query: COUNTED })
    const first = events.next()
    await server.opened(1)
    server.numbers.failure = new Error('the password is hunter2')
    server.numbers.countTo(1)
    const failure = (await first).value
    const end = (await events.next()).value
    expect(JSON.parse(failure?.data ?? '')).toMatchObject({ errors: [{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }] })
    expect(failure?.data).not.toContain('hunter2')
    expect(end).toEqual({ event: 'complete', data: '' })
  })
})
