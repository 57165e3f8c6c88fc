/**
 * The charts, apart from the page because their library is large. Who cannot see them is told the sum, and has the tables; nothing in them
 * is told by colour alone: what was injected is an outline, what is done is full, and what failed hangs below the line.
 */
import { Bar, BarChart, CartesianGrid, ReferenceArea, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import { common } from '../english/common.ts'
import { works } from '../english/works.ts'
import { count, mark, seconds } from './amounts.ts'
import type { DurationRow, ThroughputRow } from './figures.ts'
import { partName } from './part-name.ts'
import type { WindowName } from './time-window.ts'

const words = works.charts
const AXIS = { stroke: 'var(--line)', tick: { fill: 'var(--quiet)', fontSize: 12 }, tickLine: false }
const UNKNOWN = { value: common.notKnown, fill: 'var(--quiet)', fontSize: 12 }
const CURSOR = { fill: 'var(--accent-ground)' }

interface ThroughputChartProps {
  readonly rows: readonly ThroughputRow[]
  readonly window: WindowName
  readonly summary: string
}

export function ThroughputChart({ rows, window, summary }: ThroughputChartProps) {
  const data = rows.map((row) => ({ ...row, name: partName(row.from, window), below: -row.failedRuns }))
  const lastUnknown = data.findLast((row) => row.injected === null)
  return (
    <div className="chart chart-throughput" role="img" aria-label={summary}>
      <ResponsiveContainer width="100%" height="100%">
        <BarChart
          data={data}
          stackOffset="sign"
          accessibilityLayer={false}
          margin={{ top: 8, right: 4, bottom: 0, left: 0 }}
          barCategoryGap="18%"
          barGap={1}
        >
          <CartesianGrid vertical={false} stroke="var(--line)" />
          {lastUnknown ? (
            <ReferenceArea x1={data[0]?.name} x2={lastUnknown.name} fill="var(--sunken)" fillOpacity={0.6} label={UNKNOWN} />
          ) : null}
          <XAxis dataKey="name" {...AXIS} interval="preserveStartEnd" minTickGap={24} />
          <YAxis {...AXIS} axisLine={false} width={32} allowDecimals={false} tickFormatter={(value: number) => count(Math.abs(value))} />
          <ReferenceLine y={0} stroke="var(--track)" />
          <Tooltip cursor={CURSOR} isAnimationActive={false} content={<ThroughputTip />} />
          <Bar
            dataKey="injected"
            stackId="in"
            fill="transparent"
            stroke="var(--ready)"
            strokeWidth={1.5}
            maxBarSize={22}
            isAnimationActive={false}
          />
          <Bar dataKey="done" stackId="out" fill="var(--running)" maxBarSize={22} isAnimationActive={false} />
          <Bar dataKey="below" stackId="out" fill="var(--blocked)" maxBarSize={22} isAnimationActive={false} />
        </BarChart>
      </ResponsiveContainer>
    </div>
  )
}

interface TipProps<Row> {
  readonly active?: boolean
  readonly payload?: readonly { readonly payload?: Row }[]
}

function ThroughputTip({ active, payload }: TipProps<ThroughputRow & { readonly name: string }>) {
  const row = payload?.[0]?.payload
  if (!active || !row) return null
  return (
    <dl className="chart-tip">
      <dt>{row.name}</dt>
      {(['injected', 'done', 'failedRuns'] as const).map((field) => (
        <dd key={field} data-series={field}>
          {words[field]} <strong>{count(row[field])}</strong>
        </dd>
      ))}
    </dl>
  )
}

export function DurationChart({ rows, summary }: { rows: readonly DurationRow[]; summary: string }) {
  return (
    <div className="chart" role="img" aria-label={summary} style={{ height: `${rows.length * 46 + 34}px` }}>
      <ResponsiveContainer width="100%" height="100%">
        <BarChart
          data={[...rows]}
          layout="vertical"
          accessibilityLayer={false}
          margin={{ top: 0, right: 12, bottom: 0, left: 0 }}
          barCategoryGap="22%"
          barGap={2}
        >
          <CartesianGrid horizontal={false} stroke="var(--line)" />
          <XAxis type="number" {...AXIS} axisLine={false} tickFormatter={mark} />
          <YAxis type="category" dataKey="name" {...AXIS} axisLine={{ stroke: 'var(--track)' }} width={112} />
          <Tooltip cursor={CURSOR} isAnimationActive={false} content={<DurationTip />} />
          <Bar dataKey="median" fill="var(--accent)" maxBarSize={13} isAnimationActive={false} />
          <Bar dataKey="p90" fill="transparent" stroke="var(--accent)" strokeWidth={1.5} maxBarSize={13} isAnimationActive={false} />
        </BarChart>
      </ResponsiveContainer>
    </div>
  )
}

function DurationTip({ active, payload }: TipProps<DurationRow>) {
  const row = payload?.[0]?.payload
  if (!active || !row) return null
  return (
    <dl className="chart-tip">
      <dt>
        {row.name} {row.detail}
      </dt>
      <dd data-series="median">
        {words.median} <strong>{seconds(row.median)}</strong>
      </dd>
      <dd data-series="p90">
        {words.p90} <strong>{seconds(row.p90)}</strong>
      </dd>
      <dd>
        {words.ended} <strong>{count(row.count)}</strong>
      </dd>
    </dl>
  )
}
