/** Connections that never get as far as to say who they are: each is closed by its deadline, and nobody waits for it. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { MAX_BYTES_BEFORE_INIT } from '../../src/server/limits.ts'
import { AUTHORIZED, connected, post, SocketClient } from './clients.ts'
import { startTestServer, TOKEN, type TestServer } from './test-server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

/** Of each kind. Both ends are in this process, and a system may give it no more than 1,024 files. */
const CONNECTIONS = 80

const upgrade = (path: string): string =>
  [
    `GET ${path} HTTP/1.1`,
    `Host: 127.0.0.1:${server.port}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    'Sec-WebSocket-Protocol: graphql-transport-ws',
    '\r\n',
  ].join('\r\n')

const KINDS: Readonly<Record<string, () => string>> = {
  'that send nothing': () => '',
  'that send half a request': () => `POST /graphql HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nAuthor`,
  'whose WebSocket says nothing and does not take part in being closed': () => upgrade('/graphql'),
  'whose upgrade is refused, and who do not close': () => upgrade('/elsewhere'),
}

/** Closes only when it is cut, not when it is asked to. */
async function stubborn(text: string): Promise<Socket> {
  const socket = connect({ port: server.port, host: '127.0.0.1', allowHalfOpen: true })
  await once(socket, 'connect')
  socket.write(text)
  return socket
}

/** Resolves when the server has let go of a connection: to one that it has only ended, more can be written. */
async function isLetGo(socket: Socket): Promise<void> {
  const closed = new Promise<void>((resolve) => socket.on('error', () => {}).on('close', () => resolve()))
  socket.on('end', () => {
    const writer = setInterval(() => socket.write('x'), 20)
    socket.on('close', () => clearInterval(writer))
  })
  socket.resume()
  await closed
}

test.concurrent.each(Object.entries(KINDS))('connections %s are let go; meanwhile the others are served', async (_kind, text) => {
  const sockets = await Promise.all(Array.from({ length: CONNECTIONS }, () => stubborn(text())))
  const letGo = Promise.all(sockets.map(isLetGo))
  const client = await connected(server.port)
  client.send({ id: '1', type: 'subscribe', payload: { query: '{ name }' } })
  expect(await client.next()).toMatchObject({ type: 'next' })
  expect((await post(server.port, { query: 'mutation { add(input: { by: 1 }) }' })).status).toBe(200)
  await letGo
  expect((await post(server.port, { query: '{ name }' })).status).toBe(200)
  client.socket.terminate()
})

test('a socket that is not let in yet can say who it is, and no more', async () => {
  const long = { token: TOKEN, note: 'x'.repeat(1024) }
  const client = new SocketClient(server.port)
  expect(await client.initialize(long)).toEqual({ type: 'connection_ack' })
  client.send({ id: '1', type: 'subscribe', payload: { query: '{ name }', extensions: { note: 'x'.repeat(2 * MAX_BYTES_BEFORE_INIT) } } })
  expect(await client.next()).toMatchObject({ type: 'next' })
  client.socket.terminate()

  const talker = new SocketClient(server.port, AUTHORIZED)
  await once(talker.socket, 'open')
  // One message in parts: none of it can be handled before the last has come.
  talker.socket.send('x'.repeat(2 * MAX_BYTES_BEFORE_INIT), { fin: false })
  expect(await talker.next()).toEqual({ closed: 1006 })
})
