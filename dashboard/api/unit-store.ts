/**
 * The work units of one project as the feed has them: what every page shows of a unit's state comes from here.
 *
 * It stands beside the cache of queries and not in it: a cache reads a whole list again for every change of one of its units, which with
 * 10,000 units and 200 changes a second is all that a page would do. Here a change costs one entry of a map, and those who look are told once
 * a beat, however many changes came in it.
 */
import type { Card } from './board.ts'

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

  /** Takes a snapshot in place of all that was there. */
  replace(cards: readonly Card[]): void {
    this.#units = new Map(cards.map((card) => [card.id, card]))
    this.#ids = new Map(cards.map((card) => [card.chunk, card.id]))
    this.#isReady = true
    this.#changed()
  }

  apply({ workUnitId, workUnit }: StoredChange): void {
    const before = this.#units.get(workUnitId)
    if (workUnit === null) {
      this.#units.delete(workUnitId)
      if (before && this.#ids.get(before.chunk) === workUnitId) this.#ids.delete(before.chunk)
    } else {
      this.#units.set(workUnitId, workUnit)
      this.#ids.set(workUnit.chunk, workUnitId)
    }
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

  #changed(): void {
    this.#all = null
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
