/** The board: work units by phase and status, and what needs a hand. */
import type { ReactNode } from 'react'
import type { Card, Phase, Status } from '../api/board.ts'
import { Signal, STATUS_WORDS } from '../ui/signal.tsx'
import { lanesOf } from './lanes.ts'
import type { Lane } from './lanes.ts'
import { UnitCard } from './unit-card.tsx'
import './home.css'

const STATUSES: readonly Status[] = ['NEEDS_ATTENTION', 'RUNNING', 'READY', 'BLOCKED', 'DONE']
const LANE_WORDS: Record<Lane['name'], string> = {
  GOAL: 'Goal',
  PLAN: 'Plan',
  IMPLEMENT: 'Implement',
  REBASE: 'Rebase',
  REVIEW: 'Review',
  COMPLETE: 'Complete',
  DONE: 'Done',
}

interface HomePageProps {
  readonly project: string
  readonly phases: readonly Phase[]
  readonly units: readonly Card[]
  /** The attention panel. */
  readonly children: ReactNode
}

export function HomePage({ project, phases, units, children }: HomePageProps) {
  return (
    <main className="home">
      {children}
      <section aria-labelledby="board-title" className="board">
        <div className="board-head">
          <h1 id="board-title">Work units</h1>
          <ul className="legend">
            {STATUSES.map((status) => (
              <li key={status}>
                <Signal status={status} /> {STATUS_WORDS[status]} <b>{units.filter((unit) => unit.status === status).length}</b>
              </li>
            ))}
          </ul>
        </div>
        {units.length === 0 ? <Empty project={project} /> : null}
        <div className="lanes">
          {lanesOf(phases, units).map((lane) => (
            <section key={lane.name} className="lane" data-lane={lane.name} aria-label={LANE_WORDS[lane.name]}>
              <h2>
                {LANE_WORDS[lane.name]} <span className="count">{lane.units.length}</span>
              </h2>
              <ul>
                {lane.units.map((unit) => (
                  <UnitCard key={unit.id} project={project} unit={unit} />
                ))}
              </ul>
            </section>
          ))}
        </div>
      </section>
    </main>
  )
}

function Empty({ project }: { project: string }) {
  return (
    <p>
      Nothing has been injected yet. <code>signalbox inject --project {project} PATH …</code> takes chunks in; they show up here by
      themselves.
    </p>
  )
}
