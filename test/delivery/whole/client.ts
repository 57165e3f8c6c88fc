/** What every client of the whole has: a picture of the project, cuts, and somebody who waits until it is complete. */
import { EventEmitter, once } from 'node:events'
import type { WebSocket } from 'ws'
import type { Place } from '../../system/world.ts'
import type { Picture } from './picture.ts'

/** For a client that will never come to where it is waited for. */
const PATIENCE_MS = 30_000

export interface ClientOptions {
  readonly name: string
  readonly project: string
  /** Where to connect to, asked anew for each connection. */
  readonly place: () => Place
}

export abstract class Client {
  readonly complaints: string[] = []
  picture: Picture | null = null
  protected readonly options: ClientOptions
  protected socket: WebSocket | null = null
  readonly #progress = new EventEmitter<{ progress: [] }>().setMaxListeners(0)
  #cutAfter = Infinity
  #comesBack: Promise<void> = Promise.resolve()
  #comeBack = (): void => undefined

  constructor(options: ClientOptions) {
    this.options = options
  }

  /** Its connection is cut when it has got so many updates more; 0 is now. */
  cut(after: number): void {
    this.#cutAfter = after
    if (after === 0) this.#sever()
  }

  /** From its next connection on it waits until it comes back. */
  goAway(): void {
    this.comeBack()
    this.#comesBack = new Promise((resolve) => (this.#comeBack = resolve))
  }

  comeBack(): void {
    this.#comeBack()
  }

  /** Resolves when it has everything up to the sequence. */
  async reached(sequence: number): Promise<void> {
    const deadline = AbortSignal.timeout(PATIENCE_MS)
    while (!this.isAt(sequence)) {
      await once(this.#progress, 'progress', { signal: deadline }).catch((cause: unknown) => {
        throw new Error(`${this.options.name} is at ${this.picture?.sequence ?? 'nothing'} and never comes to ${sequence}.`, { cause })
      })
    }
  }

  protected isAt(sequence: number): boolean {
    return (this.picture?.sequence ?? -1) >= sequence
  }

  protected back(): Promise<void> {
    return this.#comesBack
  }

  protected moved(): void {
    this.#progress.emit('progress')
  }

  /** Counts an update that has been applied. */
  protected got(): void {
    this.#cutAfter -= 1
    this.moved()
    if (this.#cutAfter === 0) this.#sever()
  }

  #sever(): void {
    this.#cutAfter = Infinity
    this.socket?.terminate()
  }
}
