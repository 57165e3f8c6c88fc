import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { MAX_REQUEST_BYTES } from '../../src/server/limits.ts'
import { AUTHORIZED, connected, post, send, SocketClient } from './clients.ts'
import { startTestServer, TOKEN, type TestServer } from './test-server.ts'

describe('a WebSocket', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer()
  })
  afterAll(() => server.stop())

  const CREDENTIALS: ReadonlyArray<[fact: string, headers: Record<string, string>, payload: object | undefined, answer: object]> = [
    ['with its token in the header is let in', AUTHORIZED, undefined, { type: 'connection_ack' }],
    ['with its token in connection_init is let in', {}, { token: TOKEN }, { type: 'connection_ack' }],
    ['without a token is closed with 4403', {}, undefined, { closed: 4403 }],
    ['with a wrong token in the header is closed with 4403', { Authorization: 'Bearer wrong' }, undefined, { closed: 4403 }],
    ['with a wrong token in connection_init is closed with 4403', AUTHORIZED, { token: 'wrong' }, { closed: 4403 }],
    ['with a token that is no string is closed with 4403', AUTHORIZED, { token: { $ne: '' } }, { closed: 4403 }],
  ]
  test.each(CREDENTIALS)('%s', async (_fact, headers, payload, answer) => {
    const client = new SocketClient(server.port, headers)
    expect(await client.initialize(payload)).toEqual(answer)
    client.socket.terminate()
  })

  const MISBEHAVIOUR: ReadonlyArray<[fact: string, messages: Array<object | string>, code: number]> = [
    ['subscribing before it is let in', [{ id: '1', type: 'subscribe', payload: { query: 'mutation { add(input: { by: 1 }) }' } }], 4401],
    ['a second connection_init', [{ type: 'connection_init' }, { type: 'connection_init' }], 4429],
    ['a message that is no JSON', ['{'], 4400],
    ['a message of no known type', [{ type: 'start' }], 4400],
    ['nothing at all for three seconds', [], 4408],
  ]
  test.each(MISBEHAVIOUR)('%s closes the connection', async (_fact, messages, code) => {
    const before = server.total()
    const client = new SocketClient(server.port, AUTHORIZED)
    await once(client.socket, 'open')
    for (const message of messages) client.send(message)
    let last = await client.next()
    while (!('closed' in last)) last = await client.next()
    expect(last).toEqual({ closed: code })
    expect(server.total()).toBe(before)
  })

  test('one id for two operations closes the connection', async () => {
    const client = await connected(server.port)
    for (let n = 0; n < 2; n += 1) client.send({ id: '1', type: 'subscribe', payload: { query: 'subscription { counted { number } }' } })
    expect(await client.next()).toEqual({ closed: 4409 })
  })

  test('another subprotocol is not spoken', async () => {
    const client = new SocketClient(server.port, AUTHORIZED, { protocol: 'graphql-ws' })
    expect(await client.next()).toMatchObject({ closed: expect.any(Number) })
  })

  test('a message that is too big closes the connection', async () => {
    const client = await connected(server.port)
    client.send('x'.repeat(MAX_REQUEST_BYTES + 1))
    expect(await client.next()).toEqual({ closed: 1009 })
  })

  test('messages are not compressed', async () => {
    const client = await connected(server.port)
    expect(client.socket.extensions).toBe('')
    client.socket.terminate()
  })

  test('no other path takes an upgrade', async () => {
    const socket = connect(server.port, '127.0.0.1')
    socket.write(`GET /other HTTP/1.1\r\nHost: localhost:${server.port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n`)
    const [data] = await once(socket, 'data')
    expect(String(data)).toMatch(/^HTTP\/1.1 404 /)
    socket.destroy()
  })
})

test.each(['websocket', 'sse'])('a client over %s that goes away ends its subscription at the source', async (transport) => {
  const server = await startTestServer()
  const query = 'subscription { counted { number } }'
  if (transport === 'sse') {
    const abort = new AbortController()
    const headers = { ...AUTHORIZED, 'Content-Type': 'application/json', Accept: 'text/event-stream' }
    await fetch(`${server.url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }), signal: abort.signal })
    await server.numbers.readers(1)
    abort.abort()
  } else {
    const client = await connected(server.port)
    client.send({ id: '1', type: 'subscribe', payload: { query } })
    await server.numbers.readers(1)
    client.socket.terminate()
  }
  await server.numbers.readers(0)
  await server.stop()
})

test('a server that stops tells its sockets, ends its streams and frees its port', async () => {
  const server = await startTestServer()
  const query = 'subscription { counted { number } }'
  const client = await connected(server.port)
  client.send({ id: '1', type: 'subscribe', payload: { query } })
  const headers = { ...AUTHORIZED, 'Content-Type': 'application/json', Accept: 'text/event-stream' }
  const stream = await fetch(`${server.url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) })
  const silent = connect(server.port, '127.0.0.1')
  silent.on('error', () => {})
  await once(silent, 'connect')

  await server.stop()
  expect(await client.next()).toEqual({ closed: 1001 })
  await expect(stream.text()).rejects.toThrow()
  await expect(post(server.port, { query: '{ name }' })).rejects.toThrow('ECONNREFUSED')
})

test('a server that was told to stop does not wait for a socket that never closes', async () => {
  const server = await startTestServer()
  const client = await connected(server.port)
  client.socket.pause()
  await expect(server.stop()).resolves.toBeUndefined()
})

describe('pages', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer()
  })
  afterAll(() => server.stop())

  const html = { Accept: 'text/html,*/*' }
  const PATHS: ReadonlyArray<[path: string, headers: Record<string, string>, status: number, body: string | RegExp]> = [
    ['/', html, 200, '<title>the dashboard</title>'],
    ['/', { Accept: '*/*' }, 200, '<title>the dashboard</title>'],
    ['/index.html', {}, 200, '<title>the dashboard</title>'],
    ['/units/some-chunk', html, 200, '<title>the dashboard</title>'],
    ['/assets/main-abc123.js', {}, 200, 'the script'],
    ['/assets/none.js', {}, 404, /NOT_FOUND/],
    ['/healthz', {}, 200, 'ok\n'],
    ['/readyz', {}, 200, 'ready\n'],
    ['/graphql', html, 401, /Sign in first/],
    ['/graphql', { ...html, ...AUTHORIZED }, 200, /nonce="/],
  ]
  test.each(PATHS)('%s', async (path, headers, status, body) => {
    const reply = await send(server.port, { path, headers })
    expect(reply.status).toBe(status)
    expect(reply.body).toMatch(body)
    expect(reply.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
    })
  })

  test('GraphiQL loads nothing from elsewhere and subscribes over WebSocket', async () => {
    const { body, headers } = await send(server.port, { path: '/graphql', headers: { ...html, ...AUTHORIZED } })
    expect(body).toContain('"subscriptionsProtocol":"WS"')
    expect(body).not.toMatch(/<(script|link)[^>]+(src|href)="https?:/)
    expect(headers['content-security-policy']).not.toMatch(/unsafe-eval|https:|script-src[^;]*unsafe-inline/)
  })

  test('the dashboard runs under a policy without inline code', async () => {
    const { headers } = await send(server.port, { headers: html })
    expect(headers['content-security-policy']).toContain(`default-src 'self'; connect-src 'self' ws://127.0.0.1:${server.port}`)
    expect(headers['content-security-policy']).not.toContain('unsafe')
    expect(headers['cache-control']).toBe('no-cache')
  })

  test('what is named by its content is kept for ever', async () => {
    const { headers } = await send(server.port, { path: '/assets/main-abc123.js' })
    expect(headers['cache-control']).toContain('immutable')
    expect(headers['content-type']).toContain('text/javascript')
  })

  test('a HEAD has headers and no body', async () => {
    expect(await send(server.port, { method: 'HEAD', headers: html })).toMatchObject({ status: 200, body: '' })
  })

  test('readyz tells when the server is not ready', async () => {
    server.setReady(false)
    expect((await send(server.port, { path: '/readyz' })).status).toBe(503)
    server.setReady(true)
  })
})
