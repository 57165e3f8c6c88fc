/**
 * What joins the rows of waiting units to those that block them: one rail for each blocker, in a lane of the gutter that no other rail
 * has there. Pure. It does not depend on what is in sight, so that scrolling moves no rail.
 */
import type { Line } from './lines.ts'

export interface Rail {
  readonly blocker: string
  readonly waiters: readonly string[]
  readonly lane: number
  /** Lines: that of the blocker, those of the units that wait for it, and the first and the last of them all. */
  readonly from: number
  readonly to: readonly number[]
  readonly first: number
  readonly last: number
}

/** What lies further apart is not in sight together. */
const LONGEST = 30
/** Rails that find no free lane are left out: the rows say what they wait for in words as well. */
export const LANES = 4

export function railsOf(lines: readonly Line[]): Rail[] {
  const rows = new Map<string, number>()
  lines.forEach(({ entries: [entry] }, index) => {
    if (entry) rows.set(entry.card.id, index)
  })
  const waiters = new Map<string, string[]>()
  for (const { entries } of lines) {
    for (const { card } of entries) {
      for (const { id } of card.blockedBy) {
        const distance = Math.abs((rows.get(id) ?? Number.POSITIVE_INFINITY) - (rows.get(card.id) ?? 0))
        if (distance > LONGEST) continue
        const own = waiters.get(id)
        if (own) own.push(card.id)
        else waiters.set(id, [card.id])
      }
    }
  }
  const spans = [...waiters].map(([blocker, own]) => {
    const from = rows.get(blocker) ?? 0
    const to = own.map((id) => rows.get(id) ?? 0)
    return { blocker, waiters: own, from, to, first: Math.min(from, ...to), last: Math.max(from, ...to) }
  })
  const takenUntil = Array.from({ length: LANES }, () => -1)
  return spans
    .toSorted((one, other) => one.first - other.first || one.last - other.last)
    .flatMap((span) => {
      const lane = takenUntil.findIndex((last) => last < span.first)
      if (lane < 0) return []
      takenUntil[lane] = span.last
      return [{ ...span, lane }]
    })
}
