/** What one token is good for: as long as it is, and no more than its share of the server. */
import { once } from 'node:events'
import { describe, expect, onTestFinished, test } from 'vitest'
import { ALLOWANCE, Bearer, watchBearers, type Allowance, type LiveConnection } from '../../src/server/bearers.ts'
import { AUTHORIZED, connected, post, SocketClient, streamed } from './clients.ts'
import { startTestServer, TOKEN, type TestServer } from './test-server.ts'

const COUNTED = { query: 'subscription { counted { number } }' }
const OTHERS = { Authorization: 'Bearer another-owner' }

/** Where a socket can name its token; the one in `connection_init` goes before the one in the header. */
const NAMED: ReadonlyArray<[where: string, headers: Record<string, string>, payload: object | undefined]> = [
  ['in its header', AUTHORIZED, undefined],
  ['in its connection_init', OTHERS, { token: TOKEN }],
]

async function start(allowance: Partial<Allowance> = {}): Promise<TestServer> {
  const server = await startTestServer({ allowance: { ...ALLOWANCE, ...allowance } })
  onTestFinished(() => server.stop())
  return server
}

async function closeOf(client: SocketClient): Promise<object> {
  let last = await client.next()
  while (!('closed' in last)) last = await client.next()
  return last
}

describe('a token that is revoked', () => {
  test.each(NAMED)(
    'closes each WebSocket that named it %s with 4403, whatever it does, and no other one',
    async (_where, headers, payload) => {
      const server = await start()
      const [idle, subscribed] = [new SocketClient(server.port, headers), new SocketClient(server.port, headers)]
      const other = new SocketClient(server.port, OTHERS)
      await Promise.all([idle.initialize(payload), subscribed.initialize(payload), other.initialize()])
      subscribed.send({ id: '1', type: 'subscribe', payload: COUNTED })
      await server.opened(1)

      server.revoke(TOKEN)
      expect(await closeOf(idle)).toEqual({ closed: 4403 })
      expect(await closeOf(subscribed)).toEqual({ closed: 4403 })
      expect(await other.run({ query: '{ name }' })).toEqual([{ data: { name: 'bob' } }])
      other.socket.terminate()
    },
  )

  test('ends its streams of events, and says why', async () => {
    const server = await start()
    const events = streamed(server.port, COUNTED)
    const first = events.next()
    await server.opened(1)
    server.numbers.countTo(1)
    await first

    server.revoke(TOKEN)
    const { value: last } = await events.next()
    expect(last).toMatchObject({ event: 'next', data: expect.stringContaining('UNAUTHENTICATED') })
    expect((await events.next()).value).toMatchObject({ event: 'complete' })
    expect((await events.next()).done).toBe(true)
  })

  test.each(NAMED)('does nothing more on a socket that named it %s and is still open', async (_where, headers, payload) => {
    const server = await start()
    const client = new SocketClient(server.port, headers)
    await client.initialize(payload)
    server.revoke(TOKEN)
    client.send({ id: '1', type: 'subscribe', payload: { query: 'mutation { add(input: { by: 1 }) }' } })
    expect(await closeOf(client)).toEqual({ closed: 4403 })
    expect(server.total()).toBe(0)
  })
})

describe('a look at the tokens that fails', () => {
  test('expels nobody, is reported, and is followed by another', async () => {
    const connection = new Connection(0)
    const failures: unknown[] = []
    let looks = 0
    const bearers = watchBearers({
      allowance: ALLOWANCE,
      onError: (error) => failures.push(error),
      goodTokens: async () => {
        looks += 1
        if (looks === 1) throw new Error('the database is away')
        return new Set()
      },
    })
    onTestFinished(() => bearers.stop())
    bearers.of(TOKEN).enter(connection)
    expect(await connection.ended).toBe('expelled')
    expect(looks).toBe(2)
    expect(failures).toEqual([new Error('the database is away')])
  })
})

describe('the connections of a token', () => {
  test('are bounded, without a bound for others, and make room when they leave', async () => {
    const server = await start({ connections: 2 })
    const socket = await connected(server.port)
    const events = streamed(server.port, COUNTED)
    const first = events.next()
    await server.opened(1)

    const third = new SocketClient(server.port, AUTHORIZED)
    expect(await third.initialize()).toEqual({ closed: 1013 })
    const refused = await post(server.port, COUNTED, { Accept: 'text/event-stream' })
    expect(refused).toMatchObject({ status: 429, body: expect.stringContaining('LIMIT_EXCEEDED') })
    const other = new SocketClient(server.port, OTHERS)
    expect(await other.initialize()).toEqual({ type: 'connection_ack' })
    other.socket.terminate()

    socket.socket.close()
    await once(socket.socket, 'close')
    const next = new SocketClient(server.port, AUTHORIZED)
    expect(await next.initialize()).toEqual({ type: 'connection_ack' })
    next.socket.terminate()
    server.numbers.countTo(1)
    await first
    await events.return()
  })

  test('are closed where they hold too much together, those that take least first', async () => {
    const bearer = new Bearer({ ...ALLOWANCE, bytes: 100 })
    const connections = [10, 70, 30, 60].map((waiting) => new Connection(waiting))
    for (const connection of connections) bearer.enter(connection)
    bearer.shed()
    expect(connections.map(({ end }) => end)).toEqual([null, 'shed', null, null])
  })
})

describe('the operations of a token', () => {
  const STUCK = { query: '{ stuck }' }

  test('are bounded over all its connections', async () => {
    const server = await start({ operations: 2 })
    const client = await connected(server.port)
    for (const id of ['1', '2']) client.send({ id, type: 'subscribe', payload: STUCK })
    while (server.stuck() < 2) await post(server.port, { query: '{ name }' }, OTHERS)
    expect(await post(server.port, { query: '{ name }' })).toMatchObject({ status: 429, body: expect.stringContaining('LIMIT_EXCEEDED') })
    client.send({ id: '3', type: 'subscribe', payload: { query: '{ name }' } })
    expect(await client.next()).toMatchObject({ type: 'error', payload: [{ extensions: { code: 'LIMIT_EXCEEDED' } }] })
    expect(await post(server.port, { query: '{ name }' }, OTHERS)).toMatchObject({ status: 200 })
    server.release()
    client.socket.close()
    await once(client.socket, 'close')
    expect(await post(server.port, { query: '{ name }' })).toMatchObject({ status: 200 })
  })

  test('are bounded in what they make the server hold, over HTTP and WebSocket alike', async () => {
    const server = await start({ bytes: 10_000 })
    const big = { query: '{ name }', variables: { padding: 'x'.repeat(20_000) } }
    expect(await post(server.port, big)).toMatchObject({ status: 413, body: expect.stringContaining('LIMIT_EXCEEDED') })
    const client = await connected(server.port)
    expect(await client.run(big)).toMatchObject([[{ extensions: { code: 'LIMIT_EXCEEDED' } }]])
    expect(await client.run({ query: '{ name }' })).toEqual([{ data: { name: 'ada' } }])
    expect(await post(server.port, { query: '{ name }' })).toMatchObject({ status: 200 })
    client.socket.terminate()
  })
})

class Connection implements LiveConnection {
  readonly waiting: number
  end: 'expelled' | 'shed' | null = null
  readonly ended: Promise<string>
  #finish: (how: 'expelled' | 'shed') => void = () => undefined

  constructor(waiting: number) {
    this.waiting = waiting
    this.ended = new Promise((resolve) => {
      this.#finish = (how) => {
        this.end = how
        resolve(how)
      }
    })
  }

  expel(): void {
    this.#finish('expelled')
  }

  shed(): void {
    this.#finish('shed')
  }
}
