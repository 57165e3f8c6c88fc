/** One work unit on the board: its signal, its name, and the one line that says why it stands where it stands. */
import { memo } from 'react'
import type { Card } from '../api/board.ts'
import { unitAddress } from '../route.ts'
import { Clock } from '../ui/clock.tsx'
import { Signal } from '../ui/signal.tsx'

export const UnitCard = memo(function UnitCard({ project, unit }: { project: string; unit: Card }) {
  return (
    <li className="unit" data-status={unit.status}>
      <Signal status={unit.status} />
      <div>
        <a href={unitAddress(project, unit.chunk)}>{unit.title}</a>
        <p className="chunk">{unit.chunk}</p>
        <Why unit={unit} />
        <p className="marks">
          <span>
            since <Clock at={unit.statusSince} />
          </span>
          {unit.held ? <span className="tag">held</span> : null}
          {unit.priority === 0 ? null : <span className="tag">priority {unit.priority}</span>}
          {unit.reviewRound > 0 && unit.status !== 'DONE' ? <span className="tag">review round {unit.reviewRound + 1}</span> : null}
        </p>
      </div>
    </li>
  )
})

function Why({ unit }: { unit: Card }) {
  if (unit.status === 'NEEDS_ATTENTION') return <p className="why">{unit.attentionReason ?? 'A person must decide.'}</p>
  if (unit.status === 'BLOCKED')
    return <p className="why">waits for {unit.blockedBy.map((blocker) => blocker.chunk).join(', ') || 'an operator'}</p>
  if (unit.status === 'RUNNING' && unit.currentRun && unit.currentRun.attempt > 1)
    return <p className="why">attempt {unit.currentRun.attempt}</p>
  if (unit.status === 'READY' && unit.notBefore) {
    return (
      <p className="why">
        not before <Clock at={unit.notBefore} />
      </p>
    )
  }
  return null
}
