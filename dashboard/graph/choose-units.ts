/** Which units are drawn: those that were asked for, and of too many the ones on which most depends. */
import { componentOf, countsBehind } from './dependency-graph.ts'
import type { DependencyGraph, GraphUnit } from './dependency-graph.ts'

/** So many can be laid out in a moment, and looked at. */
export const MOST_UNITS = 500

export type Wanted = { readonly kind: 'open' | 'all' } | { readonly kind: 'around'; readonly chunk: string }

export interface Chosen {
  /** In the order of dependencies. */
  readonly units: readonly GraphUnit[]
  /** How many more were asked for. */
  readonly leftOut: number
}

export function chooseUnits(graph: DependencyGraph, wanted: Wanted, most: number = MOST_UNITS): Chosen {
  const candidates = candidatesFor(graph, wanted)
  if (candidates.length <= most) return { units: candidates, leftOut: 0 }
  const behind = countsBehind(graph)
  const ranked = candidates.toSorted(
    (a, b) =>
      Number(a.status === 'DONE') - Number(b.status === 'DONE') ||
      (behind.get(b.id) ?? 0) - (behind.get(a.id) ?? 0) ||
      (a.chunk < b.chunk ? -1 : 1),
  )
  const kept = new Set(ranked.slice(0, most))
  return { units: candidates.filter((unit) => kept.has(unit)), leftOut: candidates.length - most }
}

function candidatesFor(graph: DependencyGraph, wanted: Wanted): readonly GraphUnit[] {
  if (wanted.kind !== 'around') return wanted.kind === 'all' ? graph.order : graph.order.filter(({ status }) => status !== 'DONE')
  const center = graph.order.find(({ chunk }) => chunk === wanted.chunk)
  if (!center) return []
  const near = componentOf(graph, center.id)
  return graph.order.filter(({ id }) => near.has(id))
}
