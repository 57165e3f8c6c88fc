/** Many equal subscribers of one server: opened in batches, counted together. */
import { type BareSocket, type Introduction, openSocket } from './bare-socket.ts'

const AT_ONCE = 50
const PATIENCE_MS = 30_000

export class Audience {
  readonly #introduce: () => Introduction
  readonly #sockets: BareSocket[] = []
  /** Of each socket. */
  readonly #counts: number[] = []
  /** The texts that the first socket got, while they are wanted. */
  #texts: string[] | null = null
  #received = 0
  #bytes = 0
  #expected = Number.POSITIVE_INFINITY
  #arrived: (at: number) => void = () => undefined
  #failed: (error: Error) => void = () => undefined

  /** `introduce` is called for each socket: operations have ids of their own. */
  constructor(introduce: () => Introduction) {
    this.#introduce = introduce
  }

  get size(): number {
    return this.#sockets.length
  }

  /** Bytes of all texts so far, without the frames' headers. */
  get bytes(): number {
    return this.#bytes
  }

  async grow(size: number): Promise<void> {
    while (this.size < size) {
      const batch = Math.min(AT_ONCE, size - this.size)
      const opened = Array.from({ length: batch }, () => this.#open())
      this.#sockets.push(...(await Promise.all(opened)))
    }
  }

  /**
   * Publishes once after the other until every socket has got something: subscribing is not acknowledged in graphql-transport-ws.
   * Resolves with the texts that the first socket got from the last publication.
   */
  async settle(publish: () => Promise<void>, texts: number): Promise<string[]> {
    const deadline = performance.now() + PATIENCE_MS
    for (;;) {
      const before = [...this.#counts]
      this.#texts = []
      await publish()
      const isHere = (): boolean => this.#counts.every((count, index) => count === (before[index] ?? 0) + texts)
      for (let waited = 0; waited < 200 && !isHere(); waited += 1) await new Promise((resolve) => setTimeout(resolve, 5))
      const got = this.#texts
      this.#texts = null
      if (isHere()) return got
      if (performance.now() > deadline)
        throw new Error(`${this.#counts.filter((count) => count === 0).length} of ${this.size} sockets get nothing.`)
    }
  }

  /** Runs `publish`, and resolves when each socket has got `texts` more: with the time of the last one, as performance.now() tells it. */
  async expect(texts: number, publish: () => Promise<void>): Promise<number> {
    const arrived = this.#wait(texts * this.size)
    await publish()
    const at = await arrived
    if (this.#received !== this.#expected) throw new Error(`${this.#received - this.#expected} texts came too many.`)
    return at
  }

  async close(): Promise<void> {
    await Promise.all(this.#sockets.map((socket) => socket.close()))
  }

  #wait(texts: number): Promise<number> {
    this.#expected = this.#received + texts
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${this.#expected - this.#received} of ${texts} texts did not come.`)), PATIENCE_MS)
      this.#arrived = (at) => {
        clearTimeout(timer)
        resolve(at)
      }
      this.#failed = (error) => {
        clearTimeout(timer)
        reject(error)
      }
      if (texts === 0) this.#arrived(performance.now())
    })
  }

  #open(): Promise<BareSocket> {
    const index = this.#counts.push(0) - 1
    return openSocket(
      this.#introduce(),
      (payload) => {
        this.#counts[index] = (this.#counts[index] ?? 0) + 1
        this.#received += 1
        this.#bytes += payload.length
        if (index === 0) this.#texts?.push(String(payload))
        if (this.#received === this.#expected) this.#arrived(performance.now())
      },
      (reason) => this.#failed(new Error(`A socket was lost: ${reason}.`)),
    )
  }
}
