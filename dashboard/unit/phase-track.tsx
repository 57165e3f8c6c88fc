/** The unit's own track: the phases of its project, and where on them it stands. */
import type { Card, Phase } from '../api/board.ts'
import { PHASE_WORDS } from '../english/common.ts'
import { unit as words } from '../english/unit.ts'
import { Signal } from '../ui/signal.tsx'
import { phasesBefore } from './verbs.ts'

const STATE_WORDS = { done: words.phaseDone, current: words.phaseCurrent, ahead: words.phaseAhead }

export function PhaseTrack({ card, phases }: { card: Card; phases: readonly Phase[] }) {
  const before = phasesBefore(card.phase, phases)
  // A project may have given up a phase that the unit is still in.
  const shown = phases.includes(card.phase) ? phases : [...before, card.phase, ...phases.filter((phase) => !before.includes(phase))]
  return (
    <ol className="phase-track" aria-label={words.phases} data-status={card.status}>
      {shown.map((phase) => {
        const state = card.status === 'DONE' || before.includes(phase) ? 'done' : phase === card.phase ? 'current' : 'ahead'
        return (
          <li key={phase} data-state={state} aria-current={state === 'current' ? 'step' : undefined}>
            <span className="phase-mark">{state === 'current' ? <Signal status={card.status} /> : <span className="phase-dot" />}</span>
            <span className="phase-name">
              {PHASE_WORDS[phase]}
              <span className="unseen">, {STATE_WORDS[state]}</span>
            </span>
          </li>
        )
      })}
    </ol>
  )
}
