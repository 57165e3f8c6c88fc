/** A WebSocket of which every message can be sent and seen, and its end. */
import type { OutgoingHttpHeaders } from 'node:http'
import { WebSocket } from 'ws'
import { codesIn, type Headers, type Operation } from './attacker.ts'

export interface SocketOptions {
  readonly headers: Headers
  readonly protocol?: string | readonly string[]
}

export interface Message {
  readonly type: string
  readonly id?: string
  readonly payload?: unknown
}

/** A message, or how the connection ended: the status that refused its upgrade, or its close code. */
export type Event = Message | { readonly end: string }

export class Socket {
  readonly ws: WebSocket
  onReceived: (text: string) => void = () => {}
  readonly #queue: Event[] = []
  #wake = (): void => {}
  #operations = 0

  constructor(url: string, { headers, protocol = 'graphql-transport-ws' }: SocketOptions) {
    const given = Object.entries(headers).filter(([, value]) => value !== undefined)
    const isNamed = 'Host' in headers
    const options = { headers: Object.fromEntries(given) as OutgoingHttpHeaders, setHost: !isNamed, perMessageDeflate: false }
    this.ws = new WebSocket(url, [protocol].flat(), options)
    this.ws.on('message', (data) => {
      this.onReceived(String(data))
      this.#push(JSON.parse(String(data)))
    })
    this.ws.on('unexpected-response', (_request, response) => {
      this.#push({ end: String(response.statusCode) })
      response.destroy()
    })
    this.ws.on('close', (code, reason) => {
      this.onReceived(String(reason))
      this.#push({ end: `closed ${code}` })
    })
    // It is closed right after, and that is looked at.
    this.ws.on('error', () => this.#push({ end: 'closed 1006' }))
  }

  #push(event: Event): void {
    this.#queue.push(event)
    this.#wake()
  }

  async next(): Promise<Event> {
    for (;;) {
      const event = this.#queue.shift()
      if (event !== undefined) return event
      await new Promise<void>((resolve) => (this.#wake = resolve))
    }
  }

  /** Skips what comes before the end of the connection. */
  async end(): Promise<string> {
    for (;;) {
      const event = await this.next()
      if ('end' in event) return event.end
    }
  }

  /** Resolves with null when it is open. */
  async opened(): Promise<string | null> {
    if (this.ws.readyState === WebSocket.OPEN) return null
    return Promise.race([new Promise<null>((resolve) => this.ws.once('open', () => resolve(null))), this.end()])
  }

  send(message: object | string | Buffer): void {
    this.ws.send(typeof message === 'string' || Buffer.isBuffer(message) ? message : JSON.stringify(message))
  }

  /** `ok`, or how it ended. */
  async initialize(payload?: object): Promise<string> {
    const refused = await this.opened()
    if (refused !== null) return refused
    this.send({ type: 'connection_init', ...(payload && { payload }) })
    const answer = await this.next()
    return 'end' in answer ? answer.end : 'ok'
  }

  /** Runs an operation up to its first result: `ok`, the codes of its errors, or how the connection ended. */
  async run(operation: Operation): Promise<string> {
    this.#operations += 1
    const id = String(this.#operations)
    this.send({ id, type: 'subscribe', payload: operation })
    for (;;) {
      const event = await this.next()
      if ('end' in event) return event.end
      if (event.id === id && event.type !== 'complete') return codesIn(JSON.stringify(event.payload)) ?? 'ok'
    }
  }

  cut(): void {
    this.ws.terminate()
  }
}
