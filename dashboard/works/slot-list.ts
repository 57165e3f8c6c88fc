/** Which unit has which slot: the one that has run longest is first, and keeps its place while others come and go behind it. */
import type { Card } from '../api/board.ts'

export interface Slots {
  readonly taken: readonly Card[]
  /** Null while the number of slots is not known. */
  readonly free: number | null
  /** How many of those that are taken are more than there are slots. */
  readonly over: number
}

export function slotList(units: readonly Card[], maxAgents: number | undefined): Slots {
  const taken = units.filter(({ status }) => status === 'RUNNING').toSorted((a, b) => since(a) - since(b) || (a.chunk < b.chunk ? -1 : 1))
  if (maxAgents === undefined) return { taken, free: null, over: 0 }
  return { taken, free: Math.max(0, maxAgents - taken.length), over: Math.max(0, taken.length - maxAgents) }
}

function since({ currentRun, statusSince }: Card): number {
  return Date.parse(currentRun?.startedAt ?? statusSince)
}
