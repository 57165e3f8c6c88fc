/** Runs pieces of work of one key one after the other, and those of different keys side by side. */
export class KeyedQueue {
  readonly #tails = new Map<string, Promise<void>>()

  /** Runs `work` when everything that was queued before under `key` has ended, well or badly. Not reentrant: work never queues under its own key. */
  async run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#tails.get(key) ?? Promise.resolve()
    const result = before.then(work)
    const tail = result.then(
      () => undefined,
      () => undefined,
    )
    this.#tails.set(key, tail)
    try {
      return await result
    } finally {
      if (this.#tails.get(key) === tail) this.#tails.delete(key)
    }
  }
}
