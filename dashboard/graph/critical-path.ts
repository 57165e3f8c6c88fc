/** The longest chain of units that are not DONE: nothing makes the project ready sooner than what shortens it. Each unit counts one. */
import type { DependencyGraph, GraphUnit } from './dependency-graph.ts'

/** In the order of the work, and empty where nothing is open. Of chains of equal length, the one whose chunks come first by name, from its end. */
export function criticalPath({ order, before }: DependencyGraph): GraphUnit[] {
  const longest = new Map<string, { unit: GraphUnit; length: number; previous: string | null }>()
  let end: string | null = null
  const isBetter = (candidate: string, than: string | null) => {
    const one = longest.get(candidate)
    const other = than === null ? undefined : longest.get(than)
    if (!one || !other) return one !== undefined
    return one.length === other.length ? one.unit.chunk < other.unit.chunk : one.length > other.length
  }
  for (const unit of order) {
    if (unit.status === 'DONE') continue
    let previous: string | null = null
    for (const each of before.get(unit.id) ?? []) if (isBetter(each, previous)) previous = each
    const length = (previous === null ? 0 : (longest.get(previous)?.length ?? 0)) + 1
    longest.set(unit.id, { unit, length, previous })
    if (isBetter(unit.id, end)) end = unit.id
  }
  const path: GraphUnit[] = []
  for (
    let step = end === null ? undefined : longest.get(end);
    step;
    step = step.previous === null ? undefined : longest.get(step.previous)
  ) {
    path.unshift(step.unit)
  }
  return path
}
