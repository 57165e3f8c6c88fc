/** One unit: where it is, why, since when, what it waits for, what was done to it, and what can be done. */
import type { Card } from '../api/board.ts'
import { sentenceFor } from '../api/problem.ts'
import { useFreshQuery } from '../api/use-fresh-query.ts'
import { AttentionEntry } from '../attention/attention-entry.tsx'
import type { Item } from '../attention/queries.ts'
import { boardAddress } from '../route.ts'
import { Clock } from '../ui/clock.tsx'
import { Signal, STATUS_WORDS } from '../ui/signal.tsx'
import { Facts } from './facts.tsx'
import { History } from './history.tsx'
import { RunList } from './run-list.tsx'
import { RunOutput } from './run-output.tsx'
import { UnitDetails } from './queries.ts'
import { Verbs } from './verbs.tsx'
import './unit.css'

interface UnitPageProps {
  readonly project: string
  readonly chunk: string
  /** How often the picture has become live. */
  readonly arrivals: number
  /** The unit as the feed has it; undefined where the project has no such unit. */
  readonly card: Card | undefined
  readonly units: readonly Card[]
  /** Its open attention items. */
  readonly items: readonly Item[]
}

export function UnitPage({ project, chunk, arrivals, card, units, items }: UnitPageProps) {
  const details = useFreshQuery(UnitDetails, { project, chunk }, arrivals + (card?.revision ?? 0))
  if (!card) {
    return (
      <main className="waiting">
        <h1>{chunk}</h1>
        <p>The project has no work unit of this name: it was deleted, or never injected.</p>
        <p>
          <a href={boardAddress(project)}>Back to the board</a>
        </p>
      </main>
    )
  }
  const unit = details.data?.workUnit
  const run = card.currentRun ?? unit?.runs.nodes[0]

  return (
    <main className="unit-page">
      <div className="unit-head">
        <p>
          <a href={boardAddress(project)}>Board</a> / <span className="chunk">{chunk}</span>
        </p>
        <h1>
          <Signal status={card.status} /> {card.title}
        </h1>
        <p>
          <strong>{STATUS_WORDS[card.status]}</strong> in {card.phase} since <Clock at={card.statusSince} seconds />
          {card.held ? <span className="tag">held</span> : null}
          {card.attentionReason ? <> — {card.attentionReason}</> : null}
        </p>
        <Verbs project={project} card={card} />
      </div>
      {items.length > 0 ? (
        <ol className="attention unit-attention" aria-label="Needs you">
          {items.map((item) => (
            <AttentionEntry key={item.id} project={project} item={item} />
          ))}
        </ol>
      ) : null}
      {details.error ? <p role="alert">The details may be old. {sentenceFor(details.error)}</p> : null}
      <Facts project={project} card={card} details={unit ?? undefined} units={units} />
      {run ? <RunOutput key={run.id} run={run} current={run.id === card.currentRun?.id} /> : null}
      {unit ? <RunList runs={unit.runs.nodes} total={unit.runs.totalCount} /> : null}
      {unit ? <History changes={unit.changes.nodes} total={unit.changes.totalCount} /> : null}
    </main>
  )
}
