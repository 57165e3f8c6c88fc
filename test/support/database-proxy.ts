/** A TCP proxy in front of PostgreSQL, for what happens to connections: it looks at what the clients say, and cuts them. */
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import type { Location } from '../../src/store/clients.ts'

export interface DatabaseProxy {
  /** The same database, by way of the proxy. */
  readonly location: Location
  /** The next statement with this text is done by the database, and its client cut off before it hears of it. */
  swallowAnswerTo(text: string): void
  /** Cuts each connection in which something with this text was said, or is said from now on until `allow`. Answers with how many there were. */
  refuse(text: string): number
  allow(): void
  /** Resolves when a client next says something with this text. */
  said(text: string): Promise<void>
}

interface Connection {
  readonly client: Socket
  said: string
}

/** Closed with the test, when the last connection is: one that is left open lets the test fail. */
export async function openDatabaseProxy(database: Location): Promise<DatabaseProxy> {
  if (!('url' in database)) throw new Error('Only PostgreSQL has connections to cut.')
  const { hostname, port } = new URL(database.url)
  const connections = new Set<Connection>()
  const waiting = new Set<{ text: string; resolve: () => void }>()
  let swallow: string | null = null
  let refused: string | null = null

  const server = createServer((client) => {
    const connection: Connection = { client, said: '' }
    connections.add(connection)
    const upstream = connect(Number(port), hostname)
    let mute = false
    client.on('data', (bytes) => {
      const text = bytes.toString('latin1')
      connection.said += text
      if (swallow !== null && text.includes(swallow)) {
        swallow = null
        mute = true
      }
      if (refused !== null && text.includes(refused)) client.destroy()
      else upstream.write(bytes)
      for (const one of waiting) if (text.includes(one.text) && waiting.delete(one)) one.resolve()
    })
    // The database has answered: so it has done what it was asked to.
    upstream.on('data', (bytes) => (mute ? client.destroy() : client.write(bytes)))
    for (const [side, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      side.on('error', () => side.destroy())
      side.on('close', () => other.destroy())
    }
    client.on('close', () => connections.delete(connection))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The proxy has no port.')
  onTestFinished(async () => {
    server.close()
    await once(server, 'close')
  })
  const url = new URL(database.url)
  url.hostname = '127.0.0.1'
  url.port = String(address.port)

  return {
    location: { url: url.href },
    swallowAnswerTo(text) {
      swallow = text
    },
    refuse(text) {
      refused = text
      const cut = [...connections].filter(({ said }) => said.includes(text))
      for (const { client } of cut) client.destroy()
      return cut.length
    },
    allow() {
      refused = null
    },
    said: (text) => new Promise((resolve) => waiting.add({ text, resolve })),
  }
}
