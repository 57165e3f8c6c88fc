/** One who has subscribed: how far it has come, and where its results go. */
import { type Batch, behind } from './batch.ts'

/** Where results go: one operation of a WebSocket, or one stream of server-sent events. */
export interface Sink {
  /** Sends a batch. Never waits: a connection that takes too little is closed, and resumes from its cursor. False when it is closed. */
  send(batch: Batch): boolean
  /** Null when it can take more; else resolves when it can, or is closed. */
  ready(): Promise<void> | null
}

export class Subscriber {
  readonly #sink: Sink
  #position: number
  #end: (() => void) | null = null
  #isOver = false
  #failure: { readonly error: unknown } | null = null

  constructor(sink: Sink, position: number) {
    this.#sink = sink
    this.#position = position
  }

  /** Everything up to here it has got. */
  get position(): number {
    return this.#position
  }

  get isOver(): boolean {
    return this.#isOver
  }

  /** Gets what it has not got yet of a batch that reaches up to `position`: so nothing comes twice, whoever brings it. */
  take(batch: Batch, position: number): void {
    if (this.#isOver || position <= this.#position) return
    const news = behind(batch, this.#position)
    this.#position = position
    if (news.length > 0 && !this.#sink.send(news)) this.end(null)
  }

  ready(): Promise<void> | null {
    return this.#sink.ready()
  }

  /** Ends it, with an error that its client is told, or because its client has left. */
  end(failure: { readonly error: unknown } | null): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#failure = failure
    this.#end?.()
  }

  /** Resolves when it is woken, or over. `listen` returns the way to stop. */
  async waitFor(listen: (wake: () => void) => () => void): Promise<void> {
    if (this.#isOver) return
    let stop = (): void => undefined
    await new Promise<void>((resolve) => {
      this.#end = resolve
      stop = listen(resolve)
    })
    this.#end = null
    stop()
  }

  /** Resolves when it has left; rejects with the error that ended it. */
  async ended(): Promise<void> {
    if (!this.#isOver) await new Promise<void>((resolve) => (this.#end = resolve))
    if (this.#failure !== null) throw this.#failure.error
  }
}
