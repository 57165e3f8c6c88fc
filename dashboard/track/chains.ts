/** Dependency chains: units that are connected by what they wait for, each behind the ones that it depends on. Pure. */
import type { Card } from '../api/board.ts'

export interface Chain {
  readonly cards: readonly Card[]
  /** How many units, one behind the other, come before each of them. */
  readonly depths: readonly number[]
}

/** The groups of connected units in the order of their first unit, each from the first to be done to the last. A unit on its own is a group of one. */
export function chainsOf(cards: readonly Card[]): Chain[] {
  const places = new Map(cards.map((card, place) => [card.id, place]))
  const before = cards.map((card) => card.dependsOn.flatMap(({ id }) => places.get(id) ?? []))
  return connected(before).map((chain) => {
    const ordered = chain.length === 1 ? chain.map((place) => ({ place, depth: 0 })) : inOrder(chain, before)
    return { cards: ordered.flatMap(({ place }) => cards[place] ?? []), depths: ordered.map(({ depth }) => depth) }
  })
}

/** The connected parts, as lists of ascending places. */
function connected(before: readonly (readonly number[])[]): number[][] {
  const roots = before.map((_, place) => place)
  const rootOf = (place: number): number => {
    let root = place
    while (roots[root] !== root) root = roots[root] as number
    // Whoever asks next has a shorter way.
    for (let each = place; each !== root;) {
      const next = roots[each] as number
      roots[each] = root
      each = next
    }
    return root
  }
  before.forEach((blockers, place) => {
    for (const blocker of blockers) {
      const [one, other] = [rootOf(place), rootOf(blocker)]
      roots[Math.max(one, other)] = Math.min(one, other)
    }
  })
  const parts = new Map<number, number[]>()
  before.forEach((_, place) => {
    const root = rootOf(place)
    const part = parts.get(root)
    if (part) part.push(place)
    else parts.set(root, [place])
  })
  return [...parts.values()]
}

/** Blockers first; what one has set free comes right behind it, so that the lines between them are short. */
function inOrder(chain: readonly number[], before: readonly (readonly number[])[]): { place: number; depth: number }[] {
  const behind = new Map<number, number[]>(chain.map((place) => [place, []]))
  const waits = new Map<number, number>()
  for (const place of chain) {
    const blockers = before[place] ?? []
    waits.set(place, blockers.length)
    for (const blocker of blockers) behind.get(blocker)?.push(place)
  }
  const depths = new Map<number, number>()
  const free = chain.filter((place) => waits.get(place) === 0).toReversed()
  const ordered: { place: number; depth: number }[] = []
  for (let place = free.pop(); place !== undefined; place = free.pop()) {
    const depth = depths.get(place) ?? 0
    ordered.push({ place, depth })
    for (const next of (behind.get(place) ?? []).toReversed()) {
      depths.set(next, Math.max(depths.get(next) ?? 0, depth + 1))
      const left = (waits.get(next) ?? 0) - 1
      waits.set(next, left)
      if (left === 0) free.push(next)
    }
  }
  return ordered
}
