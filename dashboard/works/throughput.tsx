/** How much came in, was done, and failed, in each part of the time. */
import { Suspense } from 'react'
import { common } from '../english/common.ts'
import { works } from '../english/works.ts'
import { Clock } from '../ui/clock.tsx'
import { Table } from '../ui/table.tsx'
import { count } from './amounts.ts'
import { beginsWithin, throughputRows, totals } from './figures.ts'
import type { ThroughputRow } from './figures.ts'
import { ThroughputChart } from './lazy-charts.ts'
import { partName } from './part-name.ts'
import type { Figures } from './queries.ts'
import type { WindowName } from './time-window.ts'

const words = works.charts
const SERIES = ['injected', 'done', 'failedRuns'] as const

export function Throughput({ figures, window, isTable }: { figures: Figures; window: WindowName; isTable: boolean }) {
  const rows = throughputRows(figures)
  const sums = totals(figures)
  const begins = beginsWithin(figures)
  const isEmpty = SERIES.every((field) => sums[field] === 0)

  return (
    <section className="card works-card works-throughput" aria-labelledby="works-throughput">
      <div className="works-head">
        <h2 id="works-throughput">{words.throughput}</h2>
        <p className="chart-legend">
          {SERIES.map((field) => (
            <span key={field} data-series={field}>
              <strong>{count(sums[field])}</strong> {words[field]}
            </span>
          ))}
        </p>
      </div>
      {isTable ? (
        <Table label={words.throughput} items={rows} keyOf={({ from }) => from} columns={columnsOf(window)} />
      ) : isEmpty ? (
        <p className="calm chart-nothing">{words.nothing}</p>
      ) : (
        <Suspense fallback={<p className="calm chart-nothing">{common.reading}</p>}>
          <ThroughputChart rows={rows} window={window} summary={words.throughputSummary(sums.injected, sums.done, sums.failedRuns)} />
        </Suspense>
      )}
      {begins === null ? null : (
        <p className="calm">
          {words.knownSince} <Clock at={begins} seconds />. {words.knownSinceRest}
        </p>
      )}
    </section>
  )
}

function columnsOf(window: WindowName) {
  const amount = (field: (typeof SERIES)[number]) => ({
    id: field,
    title: words[field],
    align: 'end' as const,
    cell: (row: ThroughputRow) => count(row[field]),
  })
  return [{ id: 'from', title: words.from, cell: ({ from }: ThroughputRow) => partName(from, window) }, ...SERIES.map(amount)]
}
