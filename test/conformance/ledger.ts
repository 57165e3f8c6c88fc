/** What the suite has asked a server to change, and what it was told of it: the one account of the truth that the server did not write. */

/** A change that was acknowledged. Each has a priority of its own, so that no event can pass for another. */
export interface Fact {
  readonly chunk: string
  readonly revision: number
  /** Null when it was deleted. */
  readonly priority: number | null
}

export class Ledger {
  readonly #facts = new Map<string, Fact>()
  readonly #revisions = new Map<string, number>()
  /** Asked for, and not answered or not yet: `chunk` and `priority`. They may have happened, once. */
  readonly #open = new Set<string>()
  #acknowledged = 0
  #priority = -1000

  /** A priority that no other change of this case has; there are 2,000 of them. */
  nextPriority(): number {
    this.#priority += 1
    return this.#priority
  }

  /** To be said before the server is asked. */
  asked(chunk: string, priority: number | null): void {
    this.#open.add(`${chunk} ${priority}`)
  }

  acknowledged(fact: Fact): Fact {
    this.#open.delete(`${fact.chunk} ${fact.priority}`)
    this.#facts.set(`${fact.chunk} ${fact.revision}`, fact)
    this.#revisions.set(fact.chunk, Math.max(fact.revision, this.#revisions.get(fact.chunk) ?? 0))
    this.#acknowledged += 1
    return fact
  }

  /** The highest revision of a chunk that was acknowledged; 0 for none. */
  revisionOf(chunk: string): number {
    return this.#revisions.get(chunk) ?? 0
  }

  get count(): { acknowledged: number; unanswered: number } {
    return { acknowledged: this.#acknowledged, unanswered: this.#open.size }
  }

  /** Whether such a change was asked for and can have happened. */
  knows({ chunk, revision, priority }: Fact): boolean {
    const fact = this.#facts.get(`${chunk} ${revision}`)
    return fact === undefined ? this.#open.has(`${chunk} ${priority}`) : fact.priority === priority
  }
}
