/** One pass at a time per project; a wake during a pass causes one more, however many wakes there were. */

export class Passes {
  readonly #pass: (projectId: string) => Promise<void>
  /** True where another pass is wanted after the one that goes on. */
  readonly #going = new Map<string, boolean>()
  readonly #ended = new Set<() => void>()
  #closed = false

  /** `pass` never rejects. */
  constructor(pass: (projectId: string) => Promise<void>) {
    this.#pass = pass
  }

  wake(projectId: string): void {
    if (this.#closed) return
    if (this.#going.has(projectId)) this.#going.set(projectId, true)
    else void this.#go(projectId)
  }

  /** No pass begins from now on. Resolves when those that go on have ended. */
  async close(): Promise<void> {
    this.#closed = true
    while (this.#going.size > 0) await new Promise<void>((resolve) => this.#ended.add(resolve))
  }

  async #go(projectId: string): Promise<void> {
    let again = true
    while (again && !this.#closed) {
      this.#going.set(projectId, false)
      await this.#pass(projectId)
      again = this.#going.get(projectId) ?? false
    }
    this.#going.delete(projectId)
    for (const resolve of this.#ended) resolve()
    this.#ended.clear()
  }
}
