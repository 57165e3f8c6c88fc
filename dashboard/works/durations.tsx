/** How long something took: the median, and what nine of ten did not exceed. */
import { Suspense } from 'react'
import { common } from '../english/common.ts'
import { works } from '../english/works.ts'
import { Table } from '../ui/table.tsx'
import { count, seconds } from './amounts.ts'
import type { DurationRow } from './figures.ts'
import { DurationChart } from './lazy-charts.ts'

const words = works.charts

interface DurationsProps {
  readonly id: string
  readonly title: string
  /** What the first column holds. */
  readonly kind: string
  readonly rows: readonly DurationRow[]
  /** Said where there is none. */
  readonly nothing: string
  readonly isTable: boolean
}

export function Durations({ id, title, kind, rows, nothing, isTable }: DurationsProps) {
  const ended = rows.filter((row) => row.count > 0)
  const none = rows.filter((row) => row.count === 0)
  const summary = ended.map(({ name, median, p90 }) => words.durationSummary(name, seconds(median), seconds(p90))).join('; ')

  return (
    <section className="card works-card" aria-labelledby={id}>
      <div className="works-head">
        <h2 id={id}>{title}</h2>
        <p className="chart-legend">
          <span data-series="median">{words.median}</span>
          <span data-series="p90">{words.p90}</span>
        </p>
      </div>
      {isTable ? (
        <Table label={title} items={rows} keyOf={({ name }) => name} columns={columnsOf(kind)} />
      ) : ended.length === 0 ? (
        <p className="calm chart-nothing">{nothing}</p>
      ) : (
        <Suspense fallback={<p className="calm chart-nothing">{common.reading}</p>}>
          <DurationChart rows={ended} summary={summary} />
        </Suspense>
      )}
      {!isTable && ended.length > 0 && none.length > 0 ? (
        <p className="calm">{words.noneEnded(none.map(({ name }) => name).join(', '))}</p>
      ) : null}
    </section>
  )
}

function columnsOf(kind: string) {
  return [
    {
      id: 'name',
      title: kind,
      cell: ({ name, detail }: DurationRow) => (
        <>
          {name} {detail === undefined ? null : <span className="calm">{detail}</span>}
        </>
      ),
    },
    { id: 'count', title: words.ended, align: 'end' as const, cell: (row: DurationRow) => count(row.count) },
    { id: 'median', title: words.median, align: 'end' as const, cell: (row: DurationRow) => seconds(row.median) },
    { id: 'p90', title: words.p90, align: 'end' as const, cell: (row: DurationRow) => seconds(row.p90) },
  ]
}
