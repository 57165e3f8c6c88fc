/** What the drawing marks: the unit that one points at, what lies before and behind it, and the critical path. */
import { createContext } from 'react'
import type { UnitStore } from '../api/unit-store.ts'
import type { Arrow } from './next-unit.ts'

export interface Pointed {
  readonly id: string
  readonly before: ReadonlySet<string>
  readonly behind: ReadonlySet<string>
}

export type Mark = 'self' | 'before' | 'behind' | 'other'

/** Null where nothing is pointed at. */
export function markOf(pointed: Pointed | null, id: string): Mark | null {
  if (pointed === null) return null
  if (pointed.id === id) return 'self'
  if (pointed.before.has(id)) return 'before'
  return pointed.behind.has(id) ? 'behind' : 'other'
}

/** A line is marked where both its ends are, on the same side. */
export function edgeMark(pointed: Pointed | null, from: string, to: string): Mark | null {
  if (pointed === null) return null
  const ends = [markOf(pointed, from), markOf(pointed, to)]
  return (['before', 'behind'] as const).find((side) => ends.every((end) => end === side || end === 'self')) ?? 'other'
}

export const PointedContext = createContext<Pointed | null>(null)

/** What the parts of the drawing need, and what does not change while units do. */
export interface Drawing {
  readonly project: string
  readonly units: UnitStore
  readonly critical: ReadonlySet<string>
  readonly point: (id: string | null) => void
  /** Moves the view where the unit cannot be seen. */
  readonly reveal: (id: string) => void
  /** Puts the focus on another unit: along the lines, or in the order of dependencies. */
  readonly step: (id: string, arrow: Arrow) => void
  readonly showAround: (chunk: string) => void
}

export const DrawingContext = createContext<Drawing | null>(null)

/** Of the unit that the focus goes to: it may not be drawn yet. */
export const FocusContext = createContext<string | null>(null)
