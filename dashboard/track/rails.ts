/**
 * What joins the rows of waiting units to those that block them: one rail for each blocker, in a lane of the gutter that no other rail
 * has there. Pure. It does not depend on what is in sight, so that scrolling moves no rail.
 */
import type { Card } from '../api/board.ts'
import type { Lines } from './lines.ts'

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

/** Of lines of one unit each. */
export function railsOf(lines: Lines): Rail[] {
  const waiting = new Map<string, { card: Card; line: number }[]>()
  eachUnit(lines, (card, line) => {
    for (const { id } of card.blockedBy) {
      const own = waiting.get(id)
      if (own) own.push({ card, line })
      else waiting.set(id, [{ card, line }])
    }
  })
  const spans: Omit<Rail, 'lane'>[] = []
  if (waiting.size === 0) return []
  eachUnit(lines, ({ id }, from) => {
    const near = waiting.get(id)?.filter(({ line }) => Math.abs(line - from) <= LONGEST)
    if (!near || near.length === 0) return
    const to = near.map(({ line }) => line)
    spans.push({
      blocker: id,
      waiters: near.map(({ card }) => card.id),
      from,
      to,
      first: Math.min(from, ...to),
      last: Math.max(from, ...to),
    })
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

function eachUnit({ parts }: Lines, visit: (card: Card, line: number) => void): void {
  for (const { group, headings, units, line } of parts) {
    for (let own = 0; own < units; own += 1) {
      const card = group.cards[own]
      if (card) visit(card, line + headings + own)
    }
  }
}
