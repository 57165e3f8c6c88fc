/** The results of the newest events, so that those who come back together after a cut are served by one execution. */

/** Bounds what is kept by all who share it: what has been kept the longest is dropped first. */
export class Budget {
  readonly #most: number
  readonly #kept = new Map<() => void, number>()
  #bytes = 0

  /** `most` is in bytes. */
  constructor(most: number) {
    this.#most = most
  }

  /** `drop` is called once, when there is no room for it any more. */
  keep(bytes: number, drop: () => void): void {
    this.#kept.set(drop, bytes)
    this.#bytes += bytes
    for (const [dropOldest, size] of this.#kept) {
      if (this.#bytes <= this.#most) return
      this.#kept.delete(dropOldest)
      this.#bytes -= size
      dropOldest()
    }
  }
}

export class RecentResults {
  readonly #execute: (event: unknown) => Promise<Buffer>
  readonly #budget: Budget
  readonly #results = new Map<number, Promise<Buffer>>()

  constructor(execute: (event: unknown) => Promise<Buffer>, budget: Budget) {
    this.#execute = execute
    this.#budget = budget
  }

  /** The result of the event at a position of the log; one that failed is tried again by the next who asks. */
  of(position: number, event: unknown): Promise<Buffer> {
    const known = this.#results.get(position)
    if (known) return known
    const result = this.#execute(event)
    const drop = (): void => void this.#results.delete(position)
    this.#results.set(position, result)
    result.then(({ length }) => this.#budget.keep(length, drop), drop)
    return result
  }
}
