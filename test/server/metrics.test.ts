import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connected, post, send, SocketClient, streamed } from './clients.ts'
import { startTestServer, TOKEN, type TestServer } from './test-server.ts'

let server: TestServer
beforeAll(async () => void (server = await startTestServer()))
afterAll(() => server.stop())

const bearer = (token: string): Record<string, string> => ({ Authorization: `Bearer ${token}` })

describe('/metrics', () => {
  const KNOCKS: ReadonlyArray<[fact: string, request: Parameters<typeof send>[1], status: number]> = [
    ['an owner reads it', { headers: bearer(TOKEN) }, 200],
    ['a viewer reads it', { headers: bearer('a-viewer') }, 200],
    ['nobody reads it without a token', {}, 401],
    ['nobody reads it with a bad token', { headers: bearer('nobody') }, 401],
    ['an agent does not read it', { headers: bearer('an-agent') }, 403],
    ['a token in its URL is none', { path: `/metrics?token=${TOKEN}` }, 401],
    ['it is no place to write to', { method: 'POST', headers: bearer(TOKEN) }, 405],
    ['it is behind the gate', { headers: { ...bearer(TOKEN), Host: 'attacker.example' } }, 403],
  ]

  test.each(KNOCKS)('%s', async (_fact, request, status) => {
    expect((await send(server.port, { path: '/metrics', ...request })).status).toBe(status)
  })

  test('a HEAD says what it is, and nothing of it', async () => {
    const { status, headers, body } = await send(server.port, { method: 'HEAD', path: '/metrics', headers: bearer(TOKEN) })
    expect({ status, type: headers['content-type'], body }).toEqual({
      status: 200,
      type: 'text/plain; version=0.0.4; charset=utf-8',
      body: '',
    })
    expect(headers['cache-control']).toBe('no-store')
  })

  test('it is told what is open', async () => {
    const client = await connected(server.port)
    const alike = await connected(server.port)
    const query = 'subscription { counted { number } }'
    for (const one of [client, alike]) one.send({ id: '1', type: 'subscribe', payload: { query } })
    const stream = streamed(server.port, { query: 'subscription { counted { text } }' })
    const first = stream.next()
    await server.opened(3)
    await server.numbers.readers(2)
    const load = JSON.parse((await send(server.port, { path: '/metrics', headers: bearer(TOKEN) })).body)
    expect(load).toEqual({ sockets: 2, streams: 1, subscriptions: 3, groups: 2 })
    server.numbers.countTo(1)
    await first
    await stream.return(undefined)
    for (const one of [client, alike]) one.socket.terminate()
    const nothing = { sockets: 0, streams: 0, subscriptions: 0, groups: 0 }
    await expect.poll(async () => JSON.parse((await send(server.port, { path: '/metrics', headers: bearer(TOKEN) })).body)).toEqual(nothing)
  })
})

const TOO_COSTLY = '{ page(first: 500) { children(first: 500) { chunk children(first: 500) { chunk } } } }'

test('what is refused is counted by transport and code, and is not counted as executed', async () => {
  const [refused, executed] = [server.refusals.length, server.executed.length]
  await post(server.port, { query: '{ nothing }' })
  await post(server.port, { query: TOO_COSTLY })
  await post(server.port, { query: '{ name }' }, bearer('nobody'))
  const client = await connected(server.port)
  await client.run({ query: TOO_COSTLY })
  const stranger = new SocketClient(server.port)
  await stranger.initialize({ token: 'nobody' })
  for await (const _event of streamed(server.port, { query: 'subscription { counted(after: "foreign") { number } }' })) continue
  expect(server.refusals.slice(refused)).toEqual([
    'http VALIDATION_FAILED',
    'http LIMIT_EXCEEDED',
    'http UNAUTHENTICATED',
    'websocket LIMIT_EXCEEDED',
    'websocket UNAUTHENTICATED',
    'sse CURSOR_INVALID',
  ])
  // That the cursor is foreign is found out by running it.
  expect(server.executed.slice(executed)).toEqual(['subscription'])

  await post(server.port, { query: 'mutation { add(input: { by: 1 }) }' })
  await client.run({ query: '{ name }' })
  expect(server.executed.slice(executed)).toEqual(['subscription', 'mutation', 'query'])
  client.socket.terminate()
})
