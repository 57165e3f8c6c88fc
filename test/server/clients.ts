/** Clients that can misbehave: HTTP with any header, and a WebSocket that shows every message and its close code. */
import { once } from 'node:events'
import { request, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http'
import { text } from 'node:stream/consumers'
import { WebSocket } from 'ws'
import { TOKEN } from './test-server.ts'

export interface Reply {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export async function send(
  port: number,
  {
    method = 'GET',
    path = '/',
    headers = {},
    body = '',
  }: { method?: string; path?: string; headers?: OutgoingHttpHeaders; body?: string | Buffer },
): Promise<Reply> {
  // The connection is kept, so that a server that answers early need not cut off the rest of the body.
  const outgoing = request({ host: '127.0.0.1', port, method, path, headers: { Connection: 'keep-alive', ...headers }, agent: false })
  const answered = once(outgoing, 'response')
  outgoing.end(body)
  const [response] = await answered
  const reply = { status: response.statusCode, headers: response.headers, body: await text(response) }
  outgoing.destroy()
  return reply
}

export const AUTHORIZED = { Authorization: `Bearer ${TOKEN}` }
const JSON_HEADERS = { ...AUTHORIZED, 'Content-Type': 'application/json' }

/** Posts an operation; `headers` add to the good ones, or take one away with undefined. */
export async function post(port: number, body: object | string, headers: Record<string, string | undefined> = {}): Promise<Reply> {
  const all = Object.entries({ ...JSON_HEADERS, ...headers }).filter(([, value]) => value !== undefined)
  const bytes = typeof body === 'string' ? body : JSON.stringify(body)
  return send(port, { method: 'POST', path: '/graphql', headers: Object.fromEntries(all), body: bytes })
}

export interface Message {
  readonly type: string
  readonly id?: string
  readonly payload?: unknown
}

/** A WebSocket whose messages, and at last its close, are taken one by one. */
export class SocketClient {
  readonly socket: WebSocket
  readonly #queue: Array<Message | { closed: number }> = []
  #wake = (): void => {}

  /** Without `autoPong` it answers no pings. */
  constructor(port: number, headers: OutgoingHttpHeaders = {}, { protocol = 'graphql-transport-ws', autoPong = true } = {}) {
    this.socket = new WebSocket(`ws://127.0.0.1:${port}/graphql`, protocol, { headers, autoPong })
    this.socket.on('message', (data) => this.#push(JSON.parse(String(data))))
    this.socket.on('close', (code) => this.#push({ closed: code }))
    this.socket.on('error', () => {})
  }

  #push(entry: Message | { closed: number }): void {
    this.#queue.push(entry)
    this.#wake()
  }

  async next(): Promise<Message | { closed: number }> {
    for (;;) {
      const entry = this.#queue.shift()
      if (entry !== undefined) return entry
      await new Promise<void>((resolve) => (this.#wake = resolve))
    }
  }

  /** The HTTP status that refused the upgrade, or 101. */
  async upgradeStatus(): Promise<number> {
    return new Promise((resolve) => {
      this.socket.once('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0))
      this.socket.once('open', () => resolve(101))
    })
  }

  send(message: object | string): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message))
  }

  async initialize(payload?: object): Promise<Message | { closed: number }> {
    if (this.socket.readyState !== WebSocket.OPEN) await once(this.socket, 'open')
    this.send({ type: 'connection_init', payload })
    return this.next()
  }

  /** Runs an operation and returns the payloads of its messages until it is complete. */
  async run(payload: object): Promise<unknown[]> {
    this.send({ id: '1', type: 'subscribe', payload })
    const payloads = []
    for (;;) {
      const message = await this.next()
      if ('closed' in message || message.type === 'complete') return payloads
      payloads.push(message.payload)
      if (message.type === 'error') return payloads
    }
  }
}

export async function connected(port: number): Promise<SocketClient> {
  const client = new SocketClient(port, AUTHORIZED)
  await client.initialize()
  return client
}

/** One event of a stream of server-sent events, as it was sent. */
export interface StreamedEvent {
  readonly id?: string
  readonly event?: string
  readonly data?: string
}

/** Posts a subscription and yields its events as they come. Ends the request when it is left. */
export async function* streamed(
  port: number,
  body: object,
  headers: Record<string, string> = {},
): AsyncGenerator<StreamedEvent, void, void> {
  const all = { ...JSON_HEADERS, Accept: 'text/event-stream', ...headers }
  const outgoing = request({ host: '127.0.0.1', port, method: 'POST', path: '/graphql', headers: all, agent: false })
  outgoing.end(JSON.stringify(body))
  try {
    const [response] = await once(outgoing, 'response')
    let rest = ''
    for await (const chunk of response) {
      const parts = `${rest}${String(chunk)}`.split('\n\n')
      rest = parts.pop() ?? ''
      for (const part of parts) yield Object.fromEntries(part.split('\n').map((line) => line.split(/: ?(.*)/s, 2)))
    }
  } finally {
    outgoing.destroy()
  }
}
