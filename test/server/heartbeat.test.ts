/** The server notices clients that are gone, whoever tells it; and lets those be that are only slow. */
import { once } from 'node:events'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { BEAT_MS } from '../../src/server/heartbeat.ts'
import { AUTHORIZED, connected, post, SocketClient, streamed } from './clients.ts'
import { Line } from './line.ts'
import { startTestServer, type TestServer } from './test-server.ts'

const COUNTED = 'subscription { counted { number padding } }'

let server: TestServer
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  server = await startTestServer()
})
afterEach(async () => {
  vi.useRealTimers()
  await server.stop()
})

/** A client with a subscription, over a line. */
async function subscribedOver(line: Line): Promise<SocketClient> {
  const client = new SocketClient(line.port, { ...AUTHORIZED, Host: `127.0.0.1:${server.port}` })
  await client.initialize()
  client.send({ id: '1', type: 'subscribe', payload: { query: COUNTED } })
  await server.numbers.readers(1)
  return client
}

/** The server has got the pongs that were sent: it answers a ping after them. */
async function answered({ socket }: SocketClient): Promise<void> {
  socket.ping()
  await once(socket, 'pong')
}

test('the server pings at least every 15 s, and notices silence within 30 s', async () => {
  expect(BEAT_MS).toBeLessThan(15_000)
  expect(2 * BEAT_MS).toBeLessThan(30_000)
  const client = await connected(server.port)
  for (let beat = 0; beat < 3; beat += 1) {
    const pinged = once(client.socket, 'ping')
    vi.advanceTimersByTime(BEAT_MS)
    await pinged
    await answered(client)
  }
})

test('a client that vanishes without a word is given up by the second beat, and its subscription ends at the source', async () => {
  const line = await Line.to(server.port)
  const client = await subscribedOver(line)
  await line.silence()
  vi.advanceTimersByTime(BEAT_MS)
  server.numbers.countTo(3)
  vi.advanceTimersByTime(BEAT_MS)
  await server.numbers.readers(0)
  client.socket.terminate()
})

test('a client that does not answer pings, and sends something between two beats, is not given up', async () => {
  const client = new SocketClient(server.port, AUTHORIZED, { autoPong: false })
  await client.initialize()
  for (let beat = 0; beat < 4; beat += 1) {
    vi.advanceTimersByTime(BEAT_MS)
    client.send({ type: 'ping' })
    expect(await client.next()).toEqual({ type: 'pong' })
  }
  vi.advanceTimersByTime(BEAT_MS)
  vi.advanceTimersByTime(BEAT_MS)
  expect(await client.next()).toEqual({ closed: 1006 })
})

test('a client that only answers pings, each just before the next beat, is not given up', async () => {
  const client = new SocketClient(server.port, AUTHORIZED, { autoPong: false })
  await client.initialize()
  client.send({ id: '1', type: 'subscribe', payload: { query: COUNTED } })
  await server.opened(1)
  for (let beat = 0; beat < 4; beat += 1) {
    const pinged = once(client.socket, 'ping')
    vi.advanceTimersByTime(BEAT_MS)
    await pinged
    client.socket.pong()
    await answered(client)
  }
  server.numbers.countTo(1)
  expect(await client.next()).toMatchObject({ type: 'next' })
})

test('a client that is silent while it has something to take is closed as slow, and reads why', async () => {
  const line = await Line.to(server.port)
  const client = await subscribedOver(line)
  await line.hold()
  // One result that no buffer of the system takes.
  server.pad(32 * 1024 * 1024)
  server.numbers.countTo(1)
  while (server.executions() === 0) await nextTurn()
  await post(server.port, { query: '{ name }' })
  // Two beats to be found silent, and two more in which it still takes nothing.
  vi.advanceTimersByTime(4 * BEAT_MS)
  await line.open()
  expect(await client.next()).toMatchObject({ type: 'next' })
  expect(await client.next()).toEqual({ closed: 4508 })
})

test('a stream of server-sent events without events carries comments, which clients skip', async () => {
  const stream = streamed(server.port, { query: COUNTED })
  const first = stream.next()
  await server.numbers.readers(1)
  for (let beat = 0; beat < 2; beat += 1) vi.advanceTimersByTime(BEAT_MS)
  server.numbers.countTo(1)
  expect([(await first).value, (await stream.next()).value, (await stream.next()).value]).toEqual([
    { '': '' },
    { '': '' },
    expect.objectContaining({ id: '1', event: 'next' }),
  ])
  await stream.return()
})

test('a socket that is not let in yet is watched too', async () => {
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}/graphql`, 'graphql-transport-ws', { autoPong: false })
  await once(socket, 'open')
  const closed = once(socket, 'close')
  vi.advanceTimersByTime(2 * BEAT_MS)
  expect((await closed)[0]).toBe(1006)
})
