/** What the client half of delivery promises, over every way in which a connection can break. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type LittleServer, type Moment, startLittleServer } from './little-server.ts'
import { openReader, type Reader, type ReaderOptions } from './reader.ts'
import { startSilentNetwork } from './silent-network.ts'

let server: LittleServer
let reader: Reader

beforeEach(async () => {
  server = await startLittleServer()
  for (const chunk of ['a', 'b', 'c']) server.model.create(chunk)
})
afterEach(async () => {
  vi.useRealTimers()
  reader.close()
  await server.stop()
})

async function openLive(options: Partial<ReaderOptions> = {}) {
  reader = openReader({ at: () => server, ...options })
  await reader.until(reader.live)
}

/** What the server has: a client that has caught up shows exactly this. */
const truth = () =>
  Object.fromEntries([...server.model.units.values()].map((unit) => [unit.chunk, `${String(unit['status'])} ${unit.revision}`]))

const from = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, index) => first + index)

describe('a connection that is cut', () => {
  test.each<{ moment: Moment; what: string }>([
    { moment: 'connect', what: 'before the server lets it in' },
    { moment: 'subscribe', what: 'before the server takes the subscription' },
    { moment: 'change', what: 'between two changes' },
  ])('$what is resumed without a loss, as often as it happens', async ({ moment }) => {
    await openLive()
    server.cutAt(moment, 5)
    server.cut()
    for (let index = 0; index < 10; index += 1) server.model.update('a', { status: index % 2 ? 'READY' : 'RUNNING' })
    await reader.until(() => reader.live() && reader.applied.length === 10)
    expect(reader.applied).toEqual(from(4, 13))
    expect(reader.picture()).toEqual(truth())
  })

  test('in the middle of a snapshot gets a whole one the next time', async () => {
    server.cutAt('page', 2)
    await openLive()
    expect(reader.picture()).toEqual(truth())
    expect(reader.states.map(({ kind }) => kind)).toEqual(['disconnected', 'disconnected', 'live'])
  })

  test('does not lose a deletion that happens meanwhile', async () => {
    await openLive()
    server.accept(false)
    server.cut()
    server.model.update('b', { status: 'RUNNING' })
    server.model.delete('b')
    server.model.create('d')
    server.accept(true)
    await reader.until(() => reader.live() && reader.applied.length === 3)
    expect(reader.picture()).toEqual({ a: 'READY 1', c: 'READY 1', d: 'READY 1' })
  })

  test('is made again to where the server listens by then, however often it was refused before', async () => {
    await openLive()
    const { model } = server
    await server.stop()
    await reader.until(() => reader.states.filter(({ kind }) => kind === 'disconnected').length > 20)
    model.update('a', { status: 'DONE' })
    server = await startLittleServer({ model })
    await reader.until(() => reader.live() && reader.applied.length === 1)
    expect(reader.picture()).toEqual(truth())
  })

  test('is made again at once where the server says that the client was too slow', async () => {
    await openLive()
    server.model.update('a', { status: 'RUNNING' })
    await reader.until(() => reader.applied.length === 1)
    server.closeWith(4508)
    await reader.until(() => !reader.live())
    expect(reader.states.at(-1)).toMatchObject({ kind: 'stale', reason: expect.stringContaining('did not read fast enough') as string })
    server.model.update('a', { status: 'DONE' })
    await reader.until(() => reader.live() && reader.applied.length === 2)
    expect(reader.picture()).toEqual(truth())
    expect(reader.pauses).toEqual([])
    expect(server.model.resumedAfter).toEqual(['c3', 'c4'])
  })

  test('is made again after pauses that grow while nothing goes well, and only then', async () => {
    await openLive()
    for (let index = 0; index < 3; index += 1) {
      server.model.update('a', { priority: index })
      await reader.until(() => reader.applied.length === index + 1)
      server.cut()
      await reader.until(() => !reader.live())
      await reader.until(reader.live)
    }
    expect(reader.pauses).toEqual([1, 1, 1])
    server.model.update('a', { priority: 3 })
    await reader.until(() => reader.applied.length === 4)
    server.cutAt('subscribe', 4)
    server.cut()
    await reader.until(() => reader.live() && reader.pauses.length >= 8)
    expect(reader.pauses.slice(3)).toEqual([1, 2, 3, 4, 5])
  })
})

describe('a network that falls silent', () => {
  test('is noticed, also where it is silent to the next attempts, and the client comes back by itself', async () => {
    const patience = { pingEvery: 20, answerWithin: 60, connectWithin: 400 }
    const network = await startSilentNetwork(Number(new URL(server.url).port))
    try {
      await openLive({ at: () => ({ url: server.url, webSocketUrl: `ws://127.0.0.1:${network.port}/graphql` }), patience })
      network.silence(true)
      await reader.until(() => !reader.live())
      expect(reader.states.at(-1)).toMatchObject({ kind: 'stale', reason: 'the server stopped answering' })
      await reader.until(() => reader.states.filter(({ kind }) => kind === 'disconnected').length >= 2)
      server.model.update('a', { status: 'DONE' })
      network.silence(false)
      await reader.until(() => reader.live() && reader.applied.length === 1)
      expect(reader.picture()).toEqual(truth())
    } finally {
      await network.stop()
    }
  })

  test('is not taken for one while the server answers', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    await openLive()
    for (let ping = 1; ping <= 12; ping += 1) {
      const before = reader.socket.heardAt()
      vi.advanceTimersByTime(5_000)
      while (reader.socket.heardAt() === before) await new Promise(setImmediate)
    }
    expect(new Set(reader.states.map(({ kind }) => kind))).toEqual(new Set(['live']))
  })
})

describe('what the server sends', () => {
  test('is applied once, though it comes again, late, or after a snapshot that has it', async () => {
    await openLive()
    server.model.update('a', { status: 'RUNNING' })
    server.model.update('b', { status: 'RUNNING' })
    server.model.repeat(1)
    server.model.repeat(5)
    server.model.repeat(4)
    server.model.update('c', { status: 'DONE' })
    await reader.until(() => reader.applied.length === 3)
    expect(reader.applied).toEqual([4, 5, 6])
    expect(reader.picture()).toEqual(truth())
    server.model.update('c', { status: 'READY' })
    server.model.repeat(2)
    await reader.until(() => reader.applied.length === 4)
    server.cut()
    await server.subscribed(2)
    expect(server.model.resumedAfter).toEqual(['c3', 'c7'])
  })

  test('is not applied where the rows of the snapshot are newer than its cursor', async () => {
    server.model.lag = 3
    await openLive()
    server.model.update('a', { status: 'DONE' })
    await reader.until(() => reader.applied.length === 1)
    expect(reader.applied).toEqual([4])
    expect(reader.picture()).toEqual(truth())
  })

  test('comes again where the client could not apply it', async () => {
    let failures = 0
    const onChange = ({ sequence }: { sequence: number }) => {
      if (sequence === 5 && failures++ < 2) throw new Error('the screen is full')
    }
    await openLive({ onChange })
    for (const chunk of ['a', 'b', 'c']) server.model.update(chunk, { status: 'DONE' })
    await reader.until(() => reader.live() && reader.applied.length === 3)
    expect(reader.applied).toEqual([4, 5, 6])
    expect(reader.states).toContainEqual(expect.objectContaining({ reason: 'the screen is full' }))
  })

  test('is read anew when a cursor has expired, and followed from there', async () => {
    await openLive()
    server.accept(false)
    server.cut()
    server.model.delete('b')
    server.model.update('a', { status: 'RUNNING' })
    server.model.create('d')
    server.model.forgotten = 5
    await reader.until(() => !reader.live())
    server.accept(true)
    await reader.until(reader.live)
    expect(reader.refusals).toEqual(['That cursor has expired.'])
    expect(reader.applied).toEqual([])
    expect(reader.picture()).toEqual(truth())
    server.model.update('d', { status: 'DONE' })
    await reader.until(() => reader.applied.length === 1)
    expect(reader.picture()).toEqual(truth())
  })

  test.each([4401, 4403])('close code %i, that the token is refused, is the end', async (code) => {
    await openLive()
    server.closeWith(code)
    await reader.following
    expect(reader.states.at(-1)).toEqual({ kind: 'signed-out' })
  })
})
