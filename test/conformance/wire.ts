/**
 * One WebSocket that speaks graphql-transport-ws and forgets nothing that it was sent. It is written from the text of the protocol and shares
 * no code with the servers and clients that it observes; it does not reconnect, retry or repair.
 */
import { WebSocket } from 'ws'
import { Arrivals } from './arrivals.ts'
import type { Place } from './server-under-test.ts'

export interface Frame {
  readonly type: string
  readonly id: string
  readonly payload: unknown
  /** As it came. */
  readonly text: string
}

/** Takes what the server sends for one operation: `next`, `error` or `complete`. */
export type Take = (frame: Frame) => void

export class Wire {
  /** What the server did that it may not do on any connection. */
  readonly breaches: string[] = []
  readonly #socket: WebSocket
  readonly #operations = new Map<string, Take>()
  readonly #arrivals = new Arrivals()
  #isAcknowledged = false
  #closed: { code: number; reason: string } | null = null
  #roundTrips = 0

  private constructor(socket: WebSocket) {
    this.#socket = socket
    socket.on('message', (data) => this.#receive(String(data)))
    socket.on('close', (code, reason) => {
      this.#closed = { code, reason: String(reason) }
      this.#arrivals.notify()
    })
    // A connection that was refused or broken is closed right after; that is what is looked at.
    socket.on('error', () => {})
  }

  /** A connection that the server has let in; `through` is the address of a proxy that leads to it. */
  static async open({ url, token }: Place, through = url): Promise<Wire> {
    // The server is to be called by its own name, also through a proxy.
    const headers = { host: new URL(url).host }
    const address = `${through.replace('http', 'ws')}/graphql`
    const wire = new Wire(new WebSocket(address, 'graphql-transport-ws', { perMessageDeflate: false, headers }))
    wire.#socket.on('open', () => wire.#send({ type: 'connection_init', ...(token === null ? {} : { payload: { token } }) }))
    await wire.#arrivals.until('connection_ack', () => {
      if (wire.#closed !== null) throw new Error(`the connection was closed with ${wire.#closed.code} ${wire.#closed.reason}`)
      return wire.#isAcknowledged
    })
    return wire
  }

  subscribe(id: string, payload: object, take: Take): void {
    this.#operations.set(id, take)
    this.#send({ id, type: 'subscribe', payload })
  }

  /** Ends an operation from this side. When this resolves the server has heard of it, and the id is free. */
  async complete(id: string): Promise<void> {
    this.#send({ id, type: 'complete' })
    // What was on its way still arrives; what comes after the answer to a later message was sent after the end.
    await this.ask('{ __typename }')
    this.#operations.delete(id)
  }

  /** A query or mutation on this socket: its result. */
  async ask(query: string, variables: object = {}): Promise<unknown> {
    this.#roundTrips += 1
    const id = `round trip ${this.#roundTrips}`
    let answer: Frame | null = null
    this.subscribe(id, { query, variables }, (frame) => (answer ??= frame))
    return this.#arrivals.until('the answer to a query', () => {
      if (this.#closed !== null) throw new Error(`closed with ${this.#closed.code} before the answer to a query`)
      return answer?.payload
    })
  }

  /** Ends the connection without a word, as a network does. */
  cut(): void {
    this.#socket.terminate()
  }

  /** From now on nothing is taken off the connection, so that the server's buffers fill. */
  stopReading(): void {
    this.#socket.pause()
  }

  readOn(): void {
    this.#socket.resume()
  }

  /** How it was closed, now or when it is. */
  closed(): Promise<{ code: number; reason: string }> {
    return this.#arrivals.until('the close of the connection', () => this.#closed)
  }

  #send(message: object): void {
    this.#socket.send(JSON.stringify(message))
  }

  #receive(text: string): void {
    const message = JSON.parse(text) as { type: string; id?: string; payload?: unknown }
    if (message.type === 'ping') this.#send({ type: 'pong' })
    else if (message.type === 'connection_ack') this.#isAcknowledged = true
    else if (message.type !== 'pong') this.#take({ type: message.type, id: message.id ?? '', payload: message.payload, text })
    this.#arrivals.notify()
  }

  #take(frame: Frame): void {
    const take = this.#operations.get(frame.id)
    if (take === undefined)
      this.breaches.push(`a frame for '${frame.id}', which is no operation of this connection: ${frame.text.slice(0, 120)}`)
    if (frame.type !== 'next') this.#operations.delete(frame.id)
    take?.(frame)
  }
}
