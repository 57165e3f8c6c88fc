/** The longest lag of about the last minute: of each ten seconds the longest one, for six of them and the one that goes on. */
const SLOT_MS = 10_000
const SLOTS = 7

export class RecentLag {
  readonly #now: () => Date
  /** The newest last. */
  #slots: { readonly number: number; longest: number }[] = []

  constructor(now: () => Date) {
    this.#now = now
  }

  add(seconds: number): void {
    const number = this.#slotNumber()
    const newest = this.#slots.at(-1)
    if (newest?.number === number) newest.longest = Math.max(newest.longest, seconds)
    else this.#slots = [...this.#recent(), { number, longest: seconds }]
  }

  /** In seconds; null where there was none in that time. */
  longest(): number | null {
    const recent = this.#recent()
    return recent.length === 0 ? null : Math.max(...recent.map(({ longest }) => longest))
  }

  /** A clock that was set back leaves nothing of a time that is to come. */
  #recent(): { readonly number: number; longest: number }[] {
    const current = this.#slotNumber()
    return this.#slots.filter(({ number }) => number <= current && number > current - SLOTS)
  }

  #slotNumber(): number {
    return Math.floor(this.#now().getTime() / SLOT_MS)
  }
}
