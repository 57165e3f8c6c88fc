/** What was done in a stretch of time: throughput, time per phase, waiting times, and what it used up. */
import { useProject } from '../api/project-context.ts'
import { sentenceFor } from '../api/problem.ts'
import { useUnitsVersion } from '../api/use-units-version.ts'
import { common, PHASE_WORDS, STATUS_WORDS } from '../english/common.ts'
import { works } from '../english/works.ts'
import { usePageOperation } from '../shell/page-operation.ts'
import { Segments } from '../ui/button.tsx'
import { Clock, useServerNow } from '../ui/clock.tsx'
import { Notice } from '../ui/parts.tsx'
import { count, dollars } from './amounts.ts'
import { Durations } from './durations.tsx'
import { Facts } from './facts.tsx'
import type { DurationRow } from './figures.ts'
import { Statistics as StatisticsQuery } from './queries.ts'
import type { Figures } from './queries.ts'
import { Throughput } from './throughput.tsx'
import { timeWindow, WINDOWS } from './time-window.ts'
import type { WindowName } from './time-window.ts'
import { useReading } from './use-reading.ts'

const words = works.charts
/** Any change of a unit is one of the figures: between two readings lie at least so many milliseconds. */
const PAUSE = 5_000

interface StatisticsProps {
  readonly window: WindowName
  readonly isTable: boolean
  readonly onWindow: (window: WindowName) => void
  readonly onTable: (isTable: boolean) => void
}

export function Statistics({ window, isTable, onWindow, onTable }: StatisticsProps) {
  const { key, units, arrivals } = useProject()
  const now = useServerNow()
  const variables = { project: key, ...timeWindow(window, now, new Date(now).getTimezoneOffset()) }
  usePageOperation({ document: StatisticsQuery, variables })
  const { data, error } = useReading(StatisticsQuery, variables, { version: arrivals + useUnitsVersion(units, PAUSE) })
  const figures = data?.statistics

  return (
    <>
      <div className="works-head works-all">
        <h2>{words.title}</h2>
        {figures ? (
          <p className="calm">
            {words.since} <Clock at={figures.from} />
          </p>
        ) : null}
        <span className="works-space" />
        <Segments
          label={words.window}
          value={window}
          segments={WINDOWS.map((value) => ({ value, label: words.windows[value] }))}
          onChange={onWindow}
        />
        <Segments
          label={words.as}
          value={isTable ? 'tables' : 'charts'}
          segments={(['charts', 'tables'] as const).map((value) => ({ value, label: words.shownAs[value] }))}
          onChange={(value) => onTable(value === 'tables')}
        />
      </div>
      {error ? (
        <div className="works-all">
          <Notice tone="warning">{words.failed(sentenceFor(error))}</Notice>
        </div>
      ) : null}
      {figures?.truncated ? (
        <div className="works-all">
          <Notice tone="warning">{words.truncated}</Notice>
        </div>
      ) : null}
      {figures ? <Cards figures={figures} window={window} isTable={isTable} /> : error ? null : <p className="calm">{common.reading}</p>}
    </>
  )
}

function Cards({ figures, window, isTable }: { figures: Figures; window: WindowName; isTable: boolean }) {
  const { inputTokens, outputTokens, costUsd } = figures.usage
  return (
    <>
      <Throughput figures={figures} window={window} isTable={isTable} />
      <Durations
        id="works-phases"
        title={words.phases}
        kind={words.phase}
        rows={phaseRows(figures)}
        nothing={words.noRuns}
        isTable={isTable}
      />
      <Durations
        id="works-waits"
        title={words.waits}
        kind={words.status}
        rows={waitRows(figures)}
        nothing={words.noWaits}
        isTable={isTable}
      />
      <section className="card works-card" aria-labelledby="works-usage">
        <div className="works-head">
          <h2 id="works-usage">{works.usage.title}</h2>
          <p className="calm">{works.usage.lead}</p>
        </div>
        <Facts
          facts={[
            { name: works.usage.input, value: count(inputTokens) },
            { name: works.usage.output, value: count(outputTokens) },
            { name: works.usage.cost, value: dollars(costUsd) },
          ]}
        />
      </section>
    </>
  )
}

function phaseRows({ phases }: Figures): DurationRow[] {
  return phases.map(({ phase, runs, medianSeconds, p90Seconds }) => ({
    name: PHASE_WORDS[phase],
    count: runs,
    median: medianSeconds,
    p90: p90Seconds,
  }))
}

function waitRows({ waits }: Figures): DurationRow[] {
  return waits.map(({ status, medianSeconds, p90Seconds, ...wait }) => ({
    name: STATUS_WORDS[status],
    detail: status === 'RUNNING' || status === 'DONE' ? undefined : words.waitsFor[status],
    count: wait.count,
    median: medianSeconds,
    p90: p90Seconds,
  }))
}
