/** Where an arrow key leads: along the lines to the nearest unit, or up and down in the order of dependencies. */
import type { DependencyGraph } from './dependency-graph.ts'
import type { LaidOut } from './use-layout.ts'

export type Arrow = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown'

export function nextUnit({ before, behind }: DependencyGraph, { layout, shape }: LaidOut, id: string, arrow: Arrow): string | undefined {
  if (arrow === 'ArrowUp' || arrow === 'ArrowDown') return shape.nodes[shape.nodes.indexOf(id) + (arrow === 'ArrowUp' ? -1 : 1)]
  const height = (each: string) => layout.places.get(each)?.y ?? 0
  const away = (each: string) => Math.abs(height(each) - height(id))
  const joined = (arrow === 'ArrowLeft' ? before : behind).get(id) ?? []
  return joined.filter((each) => layout.places.has(each)).toSorted((a, b) => away(a) - away(b))[0]
}
