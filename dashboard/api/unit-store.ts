/**
 * The work units of one project as the feed has them: what every page shows of a unit's state comes from here.
 *
 * It stands beside the cache of queries and not in it: a cache reads a whole list again for every change of one of its units, which with
 * 10,000 units and 200 changes a second is all that a page would do. Here a change costs one entry of a map, and those who look are told once
 * a beat, however many changes came in it.
 */
import type { Card, Status } from './board.ts'

export interface StoredChange {
  readonly workUnitId: string
  /** Null where the unit was deleted. */
  readonly workUnit: Card | null
}

export class UnitStore {
  readonly #nextBeat: (tell: () => void) => void
  readonly #listeners = new Set<() => void>()
  #units = new Map<string, Card>()
  #ids = new Map<string, string>()
  #all: readonly Card[] | null = []
  #counts: ReadonlyMap<Status, number> = new Map()
  #sequence: number | null = null
  #isReady = false
  #isTelling = false

  /** `nextBeat` calls back when those who look shall be told. */
  constructor(nextBeat: (tell: () => void) => void) {
    this.#nextBeat = nextBeat
  }

  /** Whether there was a snapshot. */
  get isReady(): boolean {
    return this.#isReady
  }

  /** The change up to which all is true, as far as it was told; null before it is known. */
  sequence = (): number | null => this.#sequence

  /** How many units stand at each signal. The same map until one of them is another number. */
  counts = (): ReadonlyMap<Status, number> => this.#counts

  /** All changes up to that one have been applied. */
  reach(sequence: number): void {
    if (sequence === this.#sequence) return
    this.#sequence = sequence
    this.#changed()
  }

  /** Takes a snapshot in place of all that was there. */
  replace(cards: readonly Card[]): void {
    const counts = new Map<Status, number>()
    for (const { status } of cards) counts.set(status, (counts.get(status) ?? 0) + 1)
    this.#counts = counts
    this.#units = new Map(cards.map((card) => [card.id, card]))
    this.#ids = new Map(cards.map((card) => [card.chunk, card.id]))
    this.#isReady = true
    this.#all = null
    this.#changed()
  }

  apply({ workUnitId, workUnit }: StoredChange): void {
    const before = this.#units.get(workUnitId)
    this.#recount(before?.status, workUnit?.status)
    if (workUnit === null) {
      this.#units.delete(workUnitId)
      if (before && this.#ids.get(before.chunk) === workUnitId) this.#ids.delete(before.chunk)
    } else {
      this.#units.set(workUnitId, workUnit)
      this.#ids.set(workUnit.chunk, workUnitId)
    }
    this.#all = null
    this.#changed()
  }

  /** In the order of their creation. The same array until something changes. */
  all = (): readonly Card[] => (this.#all ??= [...this.#units.values()])

  byId(id: string): Card | undefined {
    return this.#units.get(id)
  }

  byChunk(chunk: string): Card | undefined {
    const id = this.#ids.get(chunk)
    return id === undefined ? undefined : this.#units.get(id)
  }

  /** Returns the way to end it. */
  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #recount(before: Status | undefined, after: Status | undefined): void {
    if (before === after) return
    const counts = new Map(this.#counts)
    if (before) counts.set(before, (counts.get(before) ?? 0) - 1)
    if (after) counts.set(after, (counts.get(after) ?? 0) + 1)
    this.#counts = counts
  }

  #changed(): void {
    if (this.#isTelling) return
    this.#isTelling = true
    this.#nextBeat(() => {
      this.#isTelling = false
      for (const listener of this.#listeners) listener()
    })
  }
}

/** With the next frame; a page in the background gets no frames, and its title tells all the same. */
export function nextFrame(tell: () => void): void {
  if (document.hidden) setTimeout(tell, 250)
  else requestAnimationFrame(tell)
}
