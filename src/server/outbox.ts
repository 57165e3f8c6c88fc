/**
 * What a connection has still to send, within a bound. Whoever takes too little of it is closed and resumes from its cursor: it costs
 * bounded memory, and nobody else notices. Everything that goes to a client goes through here, answers and pongs included.
 */
import type { Writable } from 'node:stream'

/** Past one of these the connection is closed: bytes that the system has not taken yet, and messages since it last had taken all. */
export const OUTBOX = { bytes: 1024 * 1024, messages: 2_000 }

/** Whoever waits for the client to take something waits no longer than this. */
const TAKE_WITHIN_MS = 30_000

interface OutboxOptions {
  readonly stream: Writable
  readonly isOpen: () => boolean
  /** Closes the connection, whose client takes too little. Called again if it is still open then. */
  readonly onOverflow: () => void
}

export class Outbox {
  readonly #stream: Writable
  readonly #isOpen: () => boolean
  readonly #onOverflow: () => void
  #messages = 0
  #taken: Promise<void> | null = null

  constructor({ stream, isOpen, onOverflow }: OutboxOptions) {
    this.#stream = stream
    this.#isOpen = isOpen
    this.#onOverflow = onOverflow
  }

  /** Whether so many messages more may be written. Where they may not, the connection is closed or being closed. */
  admits(messages: number): boolean {
    if (!this.#isOpen()) return false
    if (!this.isPending) this.#messages = 0
    else if (this.#stream.writableLength > OUTBOX.bytes || this.#messages >= OUTBOX.messages) {
      this.#onOverflow()
      return false
    }
    this.#messages += messages
    return true
  }

  /** Whether the client has something left to take. */
  get isPending(): boolean {
    return this.#stream.writableLength > 0
  }

  /** Null when the client takes what it is sent; else resolves when it has taken all, or when the connection is closed. */
  ready(): Promise<void> | null {
    if (!this.#isOpen() || !this.#stream.writableNeedDrain) return null
    return (this.#taken ??= this.#untilTaken())
  }

  #untilTaken(): Promise<void> {
    return new Promise((resolve) => {
      const deadline = setTimeout(this.#onOverflow, TAKE_WITHIN_MS)
      const done = (): void => {
        clearTimeout(deadline)
        this.#stream.off('drain', done).off('close', done)
        this.#taken = null
        resolve()
      }
      this.#stream.on('drain', done).on('close', done)
    })
  }
}
