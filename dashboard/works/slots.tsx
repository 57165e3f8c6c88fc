/** The slots: what runs in each, how far it is, and how long its lease holds. */
import { useProject, useUnits } from '../api/project-context.ts'
import type { Card } from '../api/board.ts'
import { sentenceFor } from '../api/problem.ts'
import { PHASE_WORDS } from '../english/common.ts'
import { works } from '../english/works.ts'
import { unitAddress } from '../route.ts'
import { Ago, Clock, duration, useServerNow } from '../ui/clock.tsx'
import { Notice, Tag } from '../ui/parts.tsx'
import { Signal } from '../ui/signal.tsx'
import { Leases } from './queries.ts'
import { slotList } from './slot-list.ts'
import { useReading } from './use-reading.ts'

const words = works.slots
/** A lease is renewed every few seconds. */
const LEASES_EVERY = 3_000
/** So many free ones are drawn; of more the number is enough. */
const MOST_FREE = 6

export function Slots() {
  const { key, settings, arrivals } = useProject()
  const { taken, free, over } = slotList(useUnits(), settings?.maxAgents)
  const runs = taken.map(({ currentRun }) => currentRun?.id).join(' ')
  const { data, error } = useReading(Leases, { project: key }, { version: `${arrivals} ${runs}`, everyMs: LEASES_EVERY })
  const leases = new Map(data?.workUnits.nodes.flatMap((unit) => unit.runs.nodes.map((run) => [run.id, run.leaseUntil] as const)))
  const drawnFree = Math.min(free ?? 0, MOST_FREE)

  return (
    <section className="card works-slots" aria-labelledby="works-slots">
      <div className="works-head">
        <h2 id="works-slots">{words.title}</h2>
        <p className="calm">{settings ? words.taken(taken.length, settings.maxAgents) : words.takenOf(taken.length)}</p>
        {settings?.paused ? <Tag tone="attention">{words.paused}</Tag> : null}
      </div>
      {over > 0 ? <Notice tone="warning">{words.over(over)}</Notice> : null}
      {error ? <Notice tone="warning">{words.leasesFailed(sentenceFor(error))}</Notice> : null}
      <ol className="slots">
        {taken.map((unit, index) => (
          <TakenSlot
            key={unit.id}
            unit={unit}
            project={key}
            number={index + 1}
            isOver={index >= taken.length - over}
            leaseUntil={unit.currentRun ? leases.get(unit.currentRun.id) : undefined}
          />
        ))}
        {Array.from({ length: drawnFree }, (_, index) => (
          <li key={`free ${index}`} className="slot" data-free="">
            <span className="slot-number">{taken.length + index + 1}</span>
            <span className="unseen">{words.slot(taken.length + index + 1)}</span>
            <span>{words.free}</span>
          </li>
        ))}
        {free !== null && free > drawnFree ? (
          <li className="slot" data-free="">
            <span className="slot-number">…</span>
            <span>{words.freeMore(free - drawnFree)}</span>
          </li>
        ) : null}
      </ol>
    </section>
  )
}

interface TakenSlotProps {
  readonly unit: Card
  readonly project: string
  readonly number: number
  readonly isOver: boolean
  /** Undefined until it is read; null where the run has none. */
  readonly leaseUntil: string | null | undefined
}

function TakenSlot({ unit, project, number, isOver, leaseUntil }: TakenSlotProps) {
  const run = unit.currentRun
  return (
    <li className="slot" data-over={isOver || undefined} data-status={unit.status}>
      <span className="slot-number">{number}</span>
      <div className="slot-unit">
        <Signal status={unit.status} />
        <div>
          <a href={unitAddress(project, unit.chunk)}>{unit.title}</a>
          <span className="chunk calm">{unit.chunk}</span>
          {isOver ? <Tag tone="attention">{words.beyond}</Tag> : null}
        </div>
      </div>
      <p className="slot-phase">
        <strong>{PHASE_WORDS[unit.phase]}</strong>
        <span className="calm">{run ? words.attempt(run.attempt) : words.starting}</span>
      </p>
      <p className="slot-since">
        <strong>
          <Ago at={run?.startedAt ?? unit.statusSince} />
        </strong>
        <span className="calm">
          {words.since} <Clock at={run?.startedAt ?? unit.statusSince} seconds />
        </span>
      </p>
      <SlotProgress progress={run?.progress ?? null} />
      <p className="slot-lease" title={words.leaseHint}>
        {run ? <span className="calm">{words.onHost(run.host)}</span> : null}
        {run ? <Lease until={leaseUntil} /> : null}
      </p>
    </li>
  )
}

function SlotProgress({ progress }: { progress: NonNullable<Card['currentRun']>['progress'] }) {
  return (
    <div className="slot-progress">
      {progress === null ? null : <span title={progress.message}>{progress.message}</span>}
      {progress === null || progress.percent === null ? null : (
        <span className="slot-bar">
          <progress max={100} value={progress.percent} aria-label={words.progress} />
          <span className="calm">{progress.percent} %</span>
        </span>
      )}
    </div>
  )
}

function Lease({ until }: { until: string | null | undefined }) {
  const now = useServerNow()
  if (until === undefined || until === null) return <span className="calm">{words.leaseUnknown}</span>
  const left = Date.parse(until) - now
  if (left <= 0) return <Tag tone="blocked">{words.leaseEnded(duration(-left))}</Tag>
  return <span>{words.leaseEnds(duration(left))}</span>
}
