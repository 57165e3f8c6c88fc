/** The rails in the gutter beside the tracks: from a unit that blocks (the dot) to those that wait for it (the stop before their track). */
import { memo } from 'react'
import type { Rail } from './rails.ts'

interface RailLinesProps {
  readonly rails: readonly Rail[]
  /** The height of a line. */
  readonly height: number
  /** What is drawn of the lines. */
  readonly first: number
  readonly last: number
  /** The unit whose rails stand out. */
  readonly lit: string | null
}

const WIDTH = 48
const LANE = 10
/** Where the track lies in its line. */
const TRACK = 17

export const RailLines = memo(function RailLines({ rails, height, first, last, lit }: RailLinesProps) {
  const seen = rails.filter((rail) => rail.first <= last && rail.last >= first)
  const y = (line: number) => (line - first) * height + TRACK
  if (seen.length === 0) return null
  return (
    <svg className="rails" aria-hidden="true" width={WIDTH} height={(last - first + 1) * height} style={{ top: first * height }}>
      {seen.map(({ blocker, waiters, lane, from, to, first: top, last: bottom }) => {
        const x = WIDTH - 14 - lane * LANE
        const isLit = lit !== null && (lit === blocker || waiters.includes(lit))
        return (
          <g key={blocker} className="rail" data-lit={isLit || undefined} data-dim={(lit !== null && !isLit) || undefined}>
            <path d={`M${x} ${y(top)} V${y(bottom)} M${x} ${y(from)} H${WIDTH}`} />
            <circle cx={x} cy={y(from)} r="3.5" />
            {to.map((line) => (
              <path key={line} d={`M${x} ${y(line)} H${WIDTH - 5} M${WIDTH - 4} ${y(line) - 5} V${y(line) + 5}`} />
            ))}
          </g>
        )
      })}
    </svg>
  )
})
