/** Which unit, where it stands, why and since when. */
import type { ReactNode } from 'react'
import { useProject } from '../api/project-context.ts'
import type { Card } from '../api/board.ts'
import { unit as words } from '../english/unit.ts'
import { pageAddress } from '../route.ts'
import { Ago, Clock } from '../ui/clock.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { Tag } from '../ui/parts.tsx'
import { Signal } from '../ui/signal.tsx'
import { PhaseTrack } from './phase-track.tsx'

/** `children` is what can be done. */
export function UnitHead({ card, children }: { card: Card; children: ReactNode }) {
  const { key, settings, queue } = useProject()
  // What is asked stands below, in full.
  const isAsked = queue.some(({ workUnit }) => workUnit.id === card.id)
  return (
    <div className="card unit-page-head">
      <div className="unit-page-name">
        <p className="unit-page-path">
          <a href={pageAddress(key, 'track')}>{words.track}</a>
          <span aria-hidden="true">/</span>
          <span className="chunk">{card.chunk}</span>
          <CopyButton label={words.copyChunk} text={() => card.chunk} />
        </p>
        <h1>{card.title}</h1>
        <p className="unit-page-state" data-status={card.status}>
          <Signal status={card.status} />
          <strong>{words.state(card.status, card.phase)}</strong>
          <span className="calm">
            {words.since} <Clock at={card.statusSince} seconds />, {words.for} <Ago at={card.statusSince} />
          </span>
          {card.held ? <Tag tone="blocked">{words.held}</Tag> : null}
        </p>
        {card.attentionReason && !isAsked ? <p className="unit-page-reason">{card.attentionReason}</p> : null}
      </div>
      {children}
      {settings ? <PhaseTrack card={card} phases={settings.phases} /> : null}
    </div>
  )
}
