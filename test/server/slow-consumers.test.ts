/** Who takes too little of what it is sent, or asks for too much, is closed, costs bounded memory, and nobody else notices. */
import { once } from 'node:events'
import { Socket } from 'node:net'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { MAX_OPERATIONS_PER_SOCKET } from '../../src/server/limits.ts'
import { OUTBOX } from '../../src/server/outbox.ts'
import { AUTHORIZED, connected, type Message, post, SocketClient, streamed } from './clients.ts'
import { Line } from './line.ts'
import { startTestServer, type TestServer } from './test-server.ts'

let server: TestServer
beforeEach(async () => {
  server = await startTestServer()
  server.numbers.countTo(START)
})
afterEach(async () => {
  vi.useRealTimers()
  await server.stop()
  expect(server.slow, 'what is counted is what is logged').toHaveLength(closings())
})

/** Past the one that cannot be resolved. */
const START = 100
const KIB = 1024
const MIB = 1024 * KIB
const COUNTED = 'subscription ($after: String) { counted(after: $after) { number padding } }'
/** What is kept once for all: the newest results, and what the clients of this process are reading. */
const SHARED = 24 * MIB
/** More than the system and the outbox take in for a client that does not read. */
const MORE_THAN_ANY_BUFFER = 64 * MIB

const closings = (): number => server.logged.filter((line) => line.includes('does not take what it is sent')).length

/** Waits for what the server tells no client. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await nextTurn()
}

async function subscribed(client: SocketClient, after: string | null = null, id = '1'): Promise<SocketClient> {
  client.send({ id, type: 'subscribe', payload: { query: COUNTED, variables: { after } } })
  return client
}

interface Received {
  readonly numbers: number[]
  readonly closed: number | null
}

/** The numbers that a client gets, up to `last` or to its end. */
async function received(client: SocketClient, last = Infinity): Promise<Received> {
  const numbers: number[] = []
  while (numbers.at(-1) !== last) {
    const message = await client.next()
    if ('closed' in message) return { numbers, closed: message.closed }
    numbers.push(numberIn(message))
  }
  return { numbers, closed: null }
}

function numberIn({ payload }: Message): number {
  return (payload as { data: { counted: { number: number } } }).data.counted.number
}

const from = (first: number, last: number): number[] => Array.from({ length: last - first + 1 }, (_, index) => first + index)

/** Counts on, one by one, each seen by the client, until `isEnough`. */
async function countOn(client: SocketClient, isEnough: () => boolean): Promise<void> {
  while (!isEnough()) {
    const next = server.numbers.length + 1
    server.numbers.countTo(next)
    expect(numberIn((await client.next()) as Message)).toBe(next)
  }
}

/** What buffers hold after a collection, in bytes. */
function heldByBuffers(): number {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
  return process.memoryUsage().arrayBuffers
}

test('sockets that never read are closed with 4508, cost no more than their bound, and resume without a gap; the others get everything', async () => {
  const SLOW = 8
  server.pad(32 * KIB)
  const slow = await Promise.all(
    Array.from({ length: SLOW }, async (_, index) => subscribed(await connected(server.port), null, `slow ${index}`)),
  )
  const fast = await subscribed(await connected(server.port))
  await server.opened(SLOW + 1)
  for (const client of slow) client.socket.pause()
  const before = heldByBuffers()

  await countOn(fast, () => closings() === SLOW || server.numbers.length * 32 * KIB > MORE_THAN_ANY_BUFFER)
  expect(closings()).toBe(SLOW)
  const more = server.numbers.length + 300
  await countOn(fast, () => server.numbers.length === more)
  expect(heldByBuffers() - before).toBeLessThan(SLOW * (OUTBOX.bytes + 256 * KIB) + SHARED)
  expect(JSON.parse((await post(server.port, { query: 'mutation { add(input: { by: 1 }) }' })).body)).toEqual({ data: { add: 1 } })

  for (const client of slow) {
    client.socket.resume()
    const { numbers, closed } = await received(client)
    expect(closed).toBe(4508)
    expect(numbers).toEqual(from(START + 1, START + numbers.length))
    const last = START + numbers.length
    const head = server.numbers.length
    expect(last).toBeLessThan(head)
    const again = await subscribed(await connected(server.port), String(last))
    expect(await received(again, head)).toEqual({ numbers: from(last + 1, head), closed: null })
  }
})

test.each([
  ['nothing', 0],
  ['a byte a second', 1],
])('a socket that takes %s of a replay is closed with 4508, and the log is not read for it', async (_fact, bytesPerSecond) => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const line = await Line.to(server.port)
  const slow = new SocketClient(line.port, { ...AUTHORIZED, Host: `127.0.0.1:${server.port}` })
  await slow.initialize()
  await line.hold()
  server.pad(16 * KIB)
  const head = START + MORE_THAN_ANY_BUFFER / (16 * KIB)
  server.numbers.countTo(head)
  const timers = vi.getTimerCount()
  await subscribed(slow, String(START))
  await until(() => vi.getTimerCount() > timers)
  const executions = server.executions()
  expect(executions).toBeLessThan(head / 2)

  const fast = await subscribed(await connected(server.port), String(server.numbers.length))
  await server.opened(2)
  for (let seconds = 0; closings() === 0; seconds += 1) {
    expect(seconds).toBeLessThanOrEqual(30)
    await line.take(bytesPerSecond)
    await countOn(fast, () => server.numbers.length === head + seconds)
    await vi.advanceTimersByTimeAsync(1_000)
  }
  // Its client takes the rest now, and does not take part in being closed: nothing more is replayed for it meanwhile.
  await line.mute()
  await line.open()
  await countOn(fast, () => server.numbers.length === head + 200)
  // A live one for each, and the batch that was being made.
  expect(server.executions() - executions).toBeLessThan(200 + 64)

  vi.advanceTimersByTime(30_000)
  const { numbers, closed } = await received(slow)
  expect(closed).toBe(4508)
  expect(numbers).toEqual(from(START + 1, START + numbers.length))
})

test('many replays on one socket come at the pace of its client', async () => {
  const OPERATIONS = 40
  server.pad(KIB)
  server.numbers.countTo(START + 600)
  const client = await connected(server.port)
  for (const id of from(1, OPERATIONS)) await subscribed(client, String(START), String(id))
  const arrived = new Map(from(1, OPERATIONS).map((id) => [String(id), [] as number[]]))
  for (let count = 0; count < OPERATIONS * 600; count += 1) {
    const message = (await client.next()) as Message
    arrived.get(message.id ?? '')?.push(numberIn(message))
  }
  for (const numbers of arrived.values()) expect(numbers).toEqual(from(START + 1, START + 600))
})

const FLOODS: ReadonlyArray<[what: string, send: (client: SocketClient, index: number) => void]> = [
  ['queries', (client, index) => client.send({ id: String(index), type: 'subscribe', payload: { query: '{ padding }' } })],
  ['pings of the protocol', (client) => client.send({ type: 'ping', payload: { text: 'x'.repeat(4 * KIB) } })],
  ['pings of WebSocket', (client) => client.socket.ping('x'.repeat(125))],
]
test.each(FLOODS)('a client that sends %s and never reads is closed, and costs no more than its bound', async (_what, send) => {
  server.pad(32 * KIB)
  server.numbers.countTo(START + 4)
  const client = await connected(server.port)
  client.socket.pause()
  const before = heldByBuffers()
  for (let index = 0; closings() === 0; index += 1) {
    expect(index).toBeLessThan(500_000)
    send(client, index)
    if (client.socket.bufferedAmount > 64 * KIB || index % 100 === 0) await nextTurn()
  }
  expect(heldByBuffers() - before).toBeLessThan(OUTBOX.bytes + SHARED)
  client.socket.terminate()
})

test('replays that are begun, completed and never read are not carried out', async () => {
  server.pad(32 * KIB)
  server.numbers.countTo(START + 500)
  const client = await connected(server.port)
  client.socket.pause()
  const before = heldByBuffers()
  for (const id of from(1, 1_000)) {
    await subscribed(client, String(START), String(id))
    client.send({ id: String(id), type: 'complete' })
  }
  await server.opened(1)
  await post(server.port, { query: '{ name }' })
  expect(heldByBuffers() - before).toBeLessThan(OUTBOX.bytes + SHARED)
  expect(server.executions()).toBeLessThan(500)
  client.socket.terminate()
})

test('a socket gets a hundred operations at a time, completed ones that still run included', async () => {
  const client = await connected(server.port)
  for (const id of from(1, 1_000)) {
    client.send({ id: String(id), type: 'subscribe', payload: { query: '{ stuck }' } })
    client.send({ id: String(id), type: 'complete' })
  }
  client.send({ type: 'ping' })
  // Before it come the refusals of those whose completion was not read with them.
  let message = await client.next()
  while ('type' in message && message.type === 'error') message = await client.next()
  expect(message).toEqual({ type: 'pong' })
  await post(server.port, { query: '{ name }' })
  expect(server.stuck()).toBeGreaterThan(0)
  expect(server.stuck()).toBeLessThanOrEqual(MAX_OPERATIONS_PER_SOCKET)
  server.release()
})

test('of a thousand operations on one socket, those over its limit get LIMIT_EXCEEDED, and the others go on', async () => {
  const client = await connected(server.port)
  for (const id of from(1, 1_000)) await subscribed(client, null, String(id))
  await server.opened(MAX_OPERATIONS_PER_SOCKET)
  const refused: unknown[] = []
  while (refused.length < 1_000 - MAX_OPERATIONS_PER_SOCKET) {
    const message = (await client.next()) as Message
    expect(message).toMatchObject({ type: 'error', payload: [{ extensions: { code: 'LIMIT_EXCEEDED' } }] })
    refused.push(message.id)
  }
  expect(refused).toEqual(from(MAX_OPERATIONS_PER_SOCKET + 1, 1_000).map(String))

  server.numbers.countTo(START + 1)
  const served: unknown[] = []
  while (served.length < MAX_OPERATIONS_PER_SOCKET) served.push(((await client.next()) as Message).id)
  expect(new Set(served).size).toBe(MAX_OPERATIONS_PER_SOCKET)
  client.send({ id: '1', type: 'complete' })
  client.send({ type: 'ping' })
  expect(await client.next()).toEqual({ type: 'pong' })
  client.send({ id: 'one more', type: 'subscribe', payload: { query: '{ name }' } })
  expect(await client.next()).toEqual({ id: 'one more', type: 'next', payload: { data: { name: 'ada' } } })
})

test('an operation that takes long holds up no other one on its socket', async () => {
  const client = await connected(server.port)
  client.send({ id: 'slow', type: 'subscribe', payload: { query: '{ stuck }' } })
  await subscribed(client, null, 'fast')
  await server.opened(1)
  await countOn(client, () => server.numbers.length === START + 20)
  server.release()
  expect(await client.next()).toEqual({ id: 'slow', type: 'next', payload: { data: { stuck: null } } })
})

test('an operation is answered while a replay goes on on its socket', async () => {
  server.pad(KIB)
  server.numbers.countTo(START + 5_000)
  const client = await subscribed(await connected(server.port), String(START), 'long')
  await client.next()
  client.send({ id: 'short', type: 'subscribe', payload: { query: '{ name }' } })
  let place = 1
  while (((await client.next()) as Message).id === 'long') place += 1
  expect(place).toBeLessThan(5_000)
})

const IDS: ReadonlyArray<[what: string, id: string, isTaken: boolean]> = [
  ['of 255 characters', 'x'.repeat(255), true],
  ['that is a name of every object', '__proto__', true],
  ['of 255 control characters, each six in JSON', '\u0001'.repeat(255), true],
  ['with half a character', '\ud83d', true],
  ['of 256 characters', 'x'.repeat(256), false],
  ['of a million characters', 'x'.repeat(1_000_000), false],
  ['that is empty', '', false],
]
test.each(IDS)('an operation id %s', async (_what, id, isTaken) => {
  const client = await subscribed(await connected(server.port), null, id)
  if (!isTaken) return expect(await client.next()).toEqual({ closed: 4400 })
  await server.opened(1)
  server.numbers.countTo(START + 1)
  expect(await client.next()).toMatchObject({ id, type: 'next' })
  client.socket.terminate()
})

describe('a stream of server-sent events', () => {
  test('that is never read is closed, costs no more than its bound, and is resumed without a gap; the others get everything', async () => {
    server.pad(32 * KIB)
    const slow = streamed(server.port, { query: COUNTED })
    const first = slow.next()
    await server.opened(1)
    const fast = await subscribed(await connected(server.port))
    await server.opened(2)
    const before = heldByBuffers()
    await countOn(fast, () => closings() === 1 || server.numbers.length * 32 * KIB > MORE_THAN_ANY_BUFFER)
    expect(closings()).toBe(1)
    expect(heldByBuffers() - before).toBeLessThan(OUTBOX.bytes + SHARED)
    await server.numbers.readers(1)

    const ids = [(await first).value?.id]
    await expect(async () => {
      for await (const { id } of slow) ids.push(id)
    }).rejects.toThrow('aborted')
    expect(ids).toEqual(from(START + 1, START + ids.length).map(String))
    const last = START + ids.length
    const again = streamed(server.port, { query: COUNTED }, { 'Last-Event-ID': String(last) })
    for (let next = last + 1; next <= server.numbers.length; next += 1) expect((await again.next()).value?.id).toBe(String(next))
    await again.return()
  })

  test('that is one of several on a connection is not begun', async () => {
    const body = JSON.stringify({ query: COUNTED })
    const lines = [
      'POST /graphql HTTP/1.1',
      `Host: 127.0.0.1:${server.port}`,
      `Authorization: ${AUTHORIZED.Authorization}`,
      'Content-Type: application/json',
      'Accept: text/event-stream',
      `Content-Length: ${body.length}`,
    ]
    const socket = new Socket().connect(server.port, '127.0.0.1')
    socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`.repeat(200))
    await once(socket.resume(), 'close')
    await server.numbers.readers(0)
    await expect(post(server.port, { query: '{ name }' })).resolves.toMatchObject({ status: 200 })
  })
})
