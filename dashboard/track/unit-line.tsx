/** One unit: its name, its track with the unit on it, and why it stands there. It follows its unit by itself, with every beat of the store. */
import { Fragment, memo, useCallback, useSyncExternalStore } from 'react'
import type { Card } from '../api/board.ts'
import type { UnitStore } from '../api/unit-store.ts'
import { track as words } from '../english/track.ts'
import { unitAddress } from '../route.ts'
import { Ago, Clock, useServerNow } from '../ui/clock.tsx'
import { Signal } from '../ui/signal.tsx'
import { blockName } from './block-heads.tsx'
import { blockOf, positionOf, reasonsOf } from './place.ts'
import type { Part } from './place.ts'
import type { Block, Density } from './view.ts'
import './slim-unit.css'
import './unit-line.css'

interface UnitLineProps {
  readonly project: string
  readonly units: UnitStore
  readonly id: string
  readonly depth: number
  readonly blocks: readonly Block[]
  readonly density: Density
  /** Whether Tab leads to it. */
  readonly isStop: boolean
}

const MOST_INDENTED = 6

export const UnitLine = memo(function UnitLine({ project, units, id, depth, blocks, density, isStop }: UnitLineProps) {
  const card = useSyncExternalStore(
    units.subscribe,
    useCallback(() => units.byId(id), [units, id]),
  )
  // It is gone, and the list does not know yet.
  if (!card) return null
  const link = {
    href: unitAddress(project, card.chunk),
    'data-status': card.status,
    'data-key': id,
    tabIndex: isStop ? 0 : -1,
  }
  if (density === 'overview') return <SlimUnit card={card} blocks={blocks} link={link} />
  const position = positionOf(card, blocks)
  return (
    <a className="unit" {...link}>
      <span className="unit-name" style={{ '--depth': Math.min(depth, MOST_INDENTED) } as object}>
        <Signal status={card.status} />
        <span className="unit-title">{card.title}</span>
        <span className="unit-chunk chunk">{card.chunk}</span>
      </span>
      <span className="unseen">{words.standsIn(blockName(blockOf(card)))}</span>
      <span className="unit-track" aria-hidden="true">
        <span className="unit-bed" />
        <span className="unit-travelled" style={{ width: `${position}%` }} />
        <span className="unit-marker" style={{ left: `${position}%` }}>
          <Signal status={card.status} />
        </span>
      </span>
      <span className="unit-why" style={beside(position)}>
        <Reasons card={card} />
      </span>
      <span className="unit-since">
        <Ago at={card.statusSince} />
      </span>
    </a>
  )
})

/** The same in one short line. */
function SlimUnit({ card, blocks, link }: { card: Card; blocks: readonly Block[]; link: object }) {
  const block = blockOf(card)
  const said = reasonsOf(card).flatMap((part) => (part.kind === 'text' ? part.text : []))
  return (
    <a className="slim" title={[card.title, blockName(block), ...said].join(' · ')} {...link}>
      <Signal status={card.status} />
      <span className="slim-track" aria-hidden="true">
        {blocks.map((each, index) => (
          <span key={each} data-at={index < blocks.indexOf(block) ? 'travelled' : each === block ? 'here' : undefined} />
        ))}
      </span>
      <span className="slim-chunk">{card.chunk}</span>
      <span className="unseen">{words.standsIn(blockName(block))}</span>
    </a>
  )
}

/** Below the unit, and on that side of it where there is more room. */
function beside(position: number) {
  const near = (percent: number) => `max(0px, calc(${percent}% - 0.5rem))`
  if (position <= 55) return { paddingInlineStart: near(position) }
  return { paddingInlineEnd: near(100 - position), justifyContent: 'flex-end' }
}

function Reasons({ card }: { card: Card }) {
  return (
    <span className="unit-reasons">
      {reasonsOf(card).map((part, index) => (
        <Fragment key={index}>
          {index > 0 ? ' · ' : null}
          <Reason part={part} />
        </Fragment>
      ))}
    </span>
  )
}

function Reason({ part }: { part: Part }) {
  return part.kind === 'text' ? part.text : <NotBefore at={part.at} />
}

/** What the unit waits for may be over without a change of the unit: then it only waits for its turn. */
function NotBefore({ at }: { at: string }) {
  if (useServerNow() >= Date.parse(at)) return words.waitsForSlot
  return (
    <>
      {words.notBefore} <Clock at={at} seconds />
    </>
  )
}
