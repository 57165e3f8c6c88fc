/** The subscription against a real socket that speaks the real protocol, and breaks. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import { buildSchema, GraphQLError } from 'graphql'
import { makeServer } from 'graphql-ws'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocketServer, type WebSocket } from 'ws'
import { followChanges } from '../../src/cli/follow-changes.ts'
import { subscribe } from '../../src/cli/subscribe.ts'

const schema = buildSchema(`
  scalar Cursor
  type Query { ok: Boolean }
  type Subscription { workUnitUpdated(project: String!, after: Cursor, chunks: [String!]): Update }
  type Update {
    cursor: Cursor sequence: Int revision: Int kind: String workUnitId: ID chunk: String workUnit: Unit previousStatus: String
    previousPhase: String changedFields: [String!] actor: String reason: String at: String
  }
  type Unit { status: String phase: String attentionReason: String }
`)

/** Sends numbers behind `after`, and then does what `then` says: how often it was connected counts from 1. */
async function startServer(then: (socket: WebSocket, connection: number) => 'end' | 'stay' | void, token = 'token') {
  const http = createServer()
  const sockets = new WebSocketServer({ noServer: true })
  const afters: unknown[] = []
  let connections = 0
  http.on('upgrade', (request, socket, head) => {
    if (request.headers.authorization !== `Bearer ${token}`) return socket.end('HTTP/1.1 401 Unauthorized\r\nconnection: close\r\n\r\n')
    sockets.handleUpgrade(request, socket, head, (webSocket) => sockets.emit('connection', webSocket))
  })
  sockets.on('connection', (socket: WebSocket) => {
    const connection = ++connections
    const rootValue = {
      async *workUnitUpdated({ after }: { after: string }) {
        afters.push(after)
        if (after === 'expired') throw new GraphQLError('Too old.', { extensions: { code: 'CURSOR_EXPIRED' } })
        const first = Number(after) + 1
        for (const sequence of [first, first + 1]) yield { workUnitUpdated: { cursor: String(sequence), sequence } }
        if (then(socket, connection) === 'end') return
        await once(socket, 'close')
      },
    }
    const protocol = makeServer({ schema, roots: { subscription: rootValue } })
    const closed = protocol.opened(
      {
        protocol: socket.protocol,
        send: (data) => new Promise<void>((resolve) => socket.send(data, () => resolve())),
        close: (code, reason) => socket.close(code, reason),
        onMessage: (receive) => socket.on('message', (data) => void receive(String(data))),
      },
      {},
    )
    socket.once('close', (code, reason) => void closed(code, String(reason)))
  })
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  onTestFinished(() => {
    for (const socket of sockets.clients) socket.terminate()
    http.close()
  })
  const address = http.address()
  if (typeof address !== 'object' || address === null) throw new Error('The server listens nowhere.')
  const told: string[] = []
  const stop = new AbortController()
  const url = `http://127.0.0.1:${address.port}/graphql`
  const link = { connect: async () => ({ url, token: 'token' }), tell: (state: string) => void told.push(state), signal: stop.signal }
  return { link, afters, told, stop }
}

async function take(changes: AsyncIterable<{ sequence: number }>, count: number): Promise<number[]> {
  const sequences: number[] = []
  for await (const { sequence } of changes) if (sequences.push(sequence) === count) break
  return sequences
}

const WANTED = { project: 'a', after: '0', chunks: null }

test.each([
  ['cut', (socket: WebSocket) => socket.terminate()],
  ['closed by a server that goes away', (socket: WebSocket) => socket.close(1001, 'The server is going away')],
  ['closed as a slow consumer', (socket: WebSocket) => socket.close(4508, 'slow consumer')],
  ['completed by the server', () => 'end' as const],
])('changes go on behind the last one when the connection is %s', async (_, then) => {
  const { link, afters, told } = await startServer((socket, connection) => (connection < 3 ? then(socket) : 'stay'))
  expect(await take(followChanges(link, WANTED), 6)).toEqual([1, 2, 3, 4, 5, 6])
  expect(afters).toEqual(['0', '2', '4'])
  expect(told.map((state) => state.split(':')[0]?.split(' ')[0])).toEqual([
    'connected',
    'disconnected',
    'connected',
    'disconnected',
    'connected',
  ])
})

test('a refusal by code ends it', async () => {
  const { link } = await startServer(() => 'stay')
  await expect(take(followChanges(link, { ...WANTED, after: 'expired' }), 1)).rejects.toMatchObject({
    name: 'RefusedError',
    code: 'CURSOR_EXPIRED',
  })
})

test.each([
  [4403, 'UNAUTHENTICATED'],
  [4401, 'UNAUTHENTICATED'],
])('close code %i is no cut but a refusal', async (closeCode, code) => {
  const { link } = await startServer((socket) => socket.close(closeCode, 'Forbidden'))
  await expect(take(followChanges(link, WANTED), 3)).rejects.toMatchObject({ name: 'RefusedError', code })
})

test('a token that is refused at the upgrade is a refusal', async () => {
  const { link } = await startServer(() => 'stay', 'another token')
  await expect(take(followChanges(link, WANTED), 1)).rejects.toMatchObject({ name: 'RefusedError', code: 'UNAUTHENTICATED' })
})

test('without a first connection there is no server', async () => {
  const { link } = await startServer(() => 'stay')
  const away = { ...link, connect: async () => ({ url: 'http://127.0.0.1:1/graphql', token: 'token' }) }
  await expect(take(followChanges(away, WANTED), 1)).rejects.toMatchObject({ name: 'NoServerError' })
})

test('a subscription that cannot be resumed says so when it is cut', async () => {
  const { link } = await startServer((socket) => socket.terminate())
  const query = 'subscription { workUnitUpdated(project: "a", after: "0") { sequence } }'
  const events: unknown[] = []
  const all = (async () => {
    for await (const data of subscribe(link, { query, variables: () => ({}), resumes: false })) events.push(data)
  })()
  await expect(all).rejects.toThrow('cannot be resumed')
  expect(events).toHaveLength(2)
})

test('a subscription that cannot be resumed ends when the server says so', async () => {
  const { link } = await startServer(() => 'end')
  const query = 'subscription { workUnitUpdated(project: "a", after: "0") { sequence } }'
  const events: unknown[] = []
  for await (const data of subscribe(link, { query, variables: () => ({}), resumes: false })) events.push(data)
  expect(events).toHaveLength(2)
})

test('it ends when it is told to while it is still connecting', async () => {
  const { link } = await startServer(() => 'stay')
  for (const abortAt of ['before', 'during'] as const) {
    const late = new AbortController()
    const connect = async () => {
      if (abortAt === 'before') late.abort()
      else queueMicrotask(() => queueMicrotask(() => late.abort()))
      return link.connect()
    }
    expect(await take(followChanges({ ...link, connect, signal: late.signal }, WANTED), 1)).toEqual([])
  }
})

test('it ends when it is told to', async () => {
  const { link, stop } = await startServer(() => 'stay')
  const sequences: number[] = []
  for await (const { sequence } of followChanges(link, WANTED)) {
    sequences.push(sequence)
    if (sequence === 2) stop.abort()
  }
  expect(sequences).toEqual([1, 2])
})
