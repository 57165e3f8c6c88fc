/** Who waits for whom, as plain data: the order of dependencies, what lies before and behind a unit, and the longest chain that is open. */

/** What the graph is made of; a card of the feed is one. */
export interface GraphUnit {
  readonly id: string
  readonly chunk: string
  readonly status: string
  readonly dependsOn: readonly { readonly id: string }[]
}

export type Links = ReadonlyMap<string, readonly string[]>

export interface DependencyGraph {
  /** What is waited for comes first; of equals the one that was there first. */
  readonly order: readonly GraphUnit[]
  /** What each waits for, by id. */
  readonly before: Links
  /** What waits for each, by id. */
  readonly behind: Links
}

/** A dependency on a unit that is not there any more is none. */
export function dependencyGraph(units: readonly GraphUnit[]): DependencyGraph {
  const byId = new Map(units.map((unit) => [unit.id, unit]))
  const before = new Map<string, readonly string[]>()
  const behind = new Map<string, string[]>(units.map(({ id }) => [id, []]))
  for (const { id, dependsOn } of units) {
    const known = dependsOn.flatMap((each) => (byId.has(each.id) ? [each.id] : []))
    before.set(id, known)
    for (const each of known) behind.get(each)?.push(id)
  }
  return { order: inOrder(units, byId, before, behind), before, behind }
}

function inOrder(units: readonly GraphUnit[], byId: ReadonlyMap<string, GraphUnit>, before: Links, behind: Links): GraphUnit[] {
  const missing = new Map(units.map(({ id }) => [id, before.get(id)?.length ?? 0]))
  const order = units.filter(({ id }) => missing.get(id) === 0)
  // The array grows while it is walked: each unit is added once, when the last one that it waits for has been.
  for (const { id } of order) {
    for (const next of behind.get(id) ?? []) {
      const left = (missing.get(next) ?? 0) - 1
      missing.set(next, left)
      const unit = byId.get(next)
      if (left === 0 && unit) order.push(unit)
    }
  }
  if (order.length === units.length) return order
  // The server refuses cycles. Should the page ever see one, its units are shown all the same.
  const placed = new Set(order)
  return [...order, ...units.filter((unit) => !placed.has(unit))]
}

/** All that can be come to from a unit, without itself. */
export function reach(links: Links, id: string): Set<string> {
  const found = new Set([id])
  for (const each of found) for (const next of links.get(each) ?? []) found.add(next)
  found.delete(id)
  return found
}

/** The unit and everything that is joined with it by dependencies, in whichever direction. */
export function componentOf({ before, behind }: DependencyGraph, id: string): Set<string> {
  const found = new Set([id])
  for (const each of found) for (const next of [...(before.get(each) ?? []), ...(behind.get(each) ?? [])]) found.add(next)
  return found
}

/** How many units wait for each, directly or not. */
export function countsBehind({ order, behind }: DependencyGraph): Map<string, number> {
  const index = new Map(order.map(({ id }, position) => [id, position]))
  const words = Math.ceil(order.length / 32)
  // A set of bits for each: with thousands of units, sets of names would be as many entries as there are pairs.
  const sets = new Map<string, Uint32Array>()
  const counts = new Map<string, number>()
  for (const { id } of order.toReversed()) {
    const set = new Uint32Array(words)
    for (const next of behind.get(id) ?? []) {
      const position = index.get(next) ?? 0
      set[position >> 5] = (set[position >> 5] ?? 0) | (1 << (position & 31))

    }
    sets.set(id, set)
    counts.set(
      id,
      set.reduce((sum, bits) => sum + bitsIn(bits), 0),
    )
  }
  return counts
}

function bitsIn(word: number): number {
  let count = 0
  for (let bits = word; bits !== 0; bits &= bits - 1) count += 1
  return count
}
