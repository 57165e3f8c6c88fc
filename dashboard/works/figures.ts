/** What the charts and their tables are made of. */
import type { Figures } from './queries.ts'

export interface ThroughputRow {
  readonly from: string
  /** Null where the change log does not reach back so far. */
  readonly injected: number | null
  readonly done: number | null
  readonly failedRuns: number
}

export function throughputRows({ buckets, knownSince }: Figures): ThroughputRow[] {
  return buckets.map(({ from, to, injected, done, failedRuns }) => {
    const isKnown = knownSince !== null && Date.parse(to) > Date.parse(knownSince)
    return { from, injected: isKnown ? injected : null, done: isKnown ? done : null, failedRuns }
  })
}

/** Where what the log tells begins, if that is within the time; the beginning of it where it is known from there. */
export function beginsWithin({ from, knownSince }: Figures): string | null {
  return knownSince !== null && Date.parse(knownSince) > Date.parse(from) ? knownSince : null
}

export function totals({ buckets }: Figures): { injected: number; done: number; failedRuns: number } {
  const sum = (field: 'injected' | 'done' | 'failedRuns') => buckets.reduce((total, bucket) => total + bucket[field], 0)
  return { injected: sum('injected'), done: sum('done'), failedRuns: sum('failedRuns') }
}

/** One line of a chart of durations: a phase, or a status. */
export interface DurationRow {
  readonly name: string
  /** What its waits were for. */
  readonly detail?: string
  readonly count: number
  readonly median: number | null
  readonly p90: number | null
}
