/** A subscriber as a careful client would be one: it knows where it began, keeps everything that it is sent, and resumes after its last cursor. */
import { Arrivals } from './arrivals.ts'
import type { Document, Event } from './documents.ts'
import { EventStream } from './event-stream.ts'
import type { Account, Start } from './judge.ts'
import type { Fact } from './ledger.ts'
import type { Place } from './server-under-test.ts'
import type { Wire } from './wire.ts'

export interface Subscription {
  readonly project: string
  readonly document: Document
  readonly chunks: readonly string[] | null
  /** Where the first connection begins: null is without a cursor. */
  readonly after: string | null
  readonly start: Start
  /** The id of the operation. Clients choose their own, and two of them may choose the same one. */
  readonly id: string
}

export class Observer implements Account {
  readonly name: string
  readonly events: Event[] = []
  /** Each event as it came, without the id. */
  readonly texts: string[] = []
  /** The errors that ended it, or null. */
  refusal: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[] | null = null
  readonly start: Start
  readonly chunks: readonly string[] | null
  #subscription: Subscription
  readonly #arrivals = new Arrivals()
  #wire: Wire | null = null
  #stream: EventStream | null = null
  #failure: string | null = null
  #isLive = false

  constructor(name: string, subscription: Subscription) {
    this.name = name
    this.#subscription = subscription
    this.start = subscription.start
    this.chunks = subscription.chunks
  }

  /** Whether the server still owes it what comes. */
  get isLive(): boolean {
    return this.#isLive
  }

  get cursor(): string | null {
    return this.events.at(-1)?.cursor ?? this.#subscription.after
  }

  get wire(): Wire {
    if (this.#wire === null) throw new Error(`${this.name} has no WebSocket`)
    return this.#wire
  }

  /** What it asks, as the payload of a `subscribe` message and as the body of a POST. */
  payload(after: string | null): object {
    const { document, project, chunks } = this.#subscription
    const { query, operationName, variables } = document
    return { query, ...(operationName === undefined ? {} : { operationName }), variables: { ...variables, project, after, chunks } }
  }

  /** Subscribes on a connection that others may use too. Without a place to resume from, after what it had. */
  subscribeOn(wire: Wire, id = this.#subscription.id): void {
    this.#wire = wire
    this.#isLive = true
    this.#subscription = { ...this.#subscription, id }
    wire.subscribe(id, this.payload(this.cursor), (frame) => {
      if (frame.type === 'next') this.#take(frame.payload, frame.text.replace(JSON.stringify(id), '"id"'))
      else this.#end(frame.type === 'error' ? frame.payload : null)
    })
  }

  /** Subscribes over server-sent events; a repeat names its last cursor in the header only. */
  async stream(place: Place): Promise<void> {
    const lastEventId = this.events.at(-1)?.cursor ?? null
    this.#isLive = true
    this.#stream = await EventStream.open(place, this.payload(this.#subscription.after), lastEventId, ({ id, event, data }) => {
      if (event !== 'next') return this.#end(null)
      this.#take(JSON.parse(data), data)
      if (id !== this.cursor) this.#failure = `the id of an event is ${id}, its cursor ${this.cursor}`
    })
  }

  /** Cuts the connection without a word, and everybody else on it. */
  cut(): void {
    this.#isLive = false
    this.#wire?.cut()
    this.#stream?.cut()
  }

  /** Ends this subscription and leaves the connection open. */
  async complete(): Promise<void> {
    await this.wire.complete(this.#subscription.id)
    this.#isLive = false
  }

  /** Resolves when that change has come. Throws where the subscription ends before. */
  async has({ chunk, revision }: Fact): Promise<void> {
    await this.#arrivals.until(`${this.name} to hear of ${chunk} at revision ${revision}`, () => {
      if (this.events.some((event) => event.chunk === chunk && event.revision === revision)) return true
      if (this.#failure !== null) throw new Error(`${this.name}: ${this.#failure}`)
      if (this.refusal !== null) throw new Error(`${this.name} was refused: ${JSON.stringify(this.refusal)}`)
      if (!this.#isLive) throw new Error(`${this.name} was ended`)
      return false
    })
  }

  /** Resolves when the server has ended it: with the codes of its errors, or none when it was complete. */
  async ended(): Promise<readonly (string | undefined)[]> {
    await this.#arrivals.until(`${this.name} to be ended`, () => !this.#isLive)
    return (this.refusal ?? []).map(({ extensions }) => extensions?.code)
  }

  /** What is wrong with how it was answered. */
  breaches(): string[] {
    return this.#failure === null ? [] : [`${this.name}: ${this.#failure}`]
  }

  #take(payload: unknown, text: string): void {
    const { data, errors } = payload as { data?: unknown; errors?: unknown }
    // A subscription that could not begin says so in its first message.
    if (errors !== undefined && (data === undefined || data === null) && Array.isArray(errors)) this.refusal = errors
    else if (errors !== undefined) this.#failure = `an event came with errors: ${JSON.stringify(errors)}`
    else {
      this.events.push(this.#subscription.document.read(data))
      this.texts.push(text)
    }
    this.#arrivals.notify()
  }

  #end(errors: unknown): void {
    if (Array.isArray(errors)) this.refusal = errors
    this.#isLive = false
    this.#arrivals.notify()
  }
}
