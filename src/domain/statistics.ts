/** What the charts of a project show, from the changes and the runs of a stretch of time. They are taken one by one: only durations are kept. */
import { PHASES, type Phase } from './phase.ts'
import type { Run } from './run.ts'
import type { WorkUnitStatus } from './work-unit.ts'

/** The statuses in which a unit waits: for a slot, for other units, for a person. */
export const WAITING_STATUSES = ['READY', 'BLOCKED', 'NEEDS_ATTENTION'] as const satisfies readonly WorkUnitStatus[]
export type WaitingStatus = (typeof WAITING_STATUSES)[number]

/** A stretch of time, with `from` and without `to`, and into how many parts of the same length it is cut. */
export interface StatisticsWindow {
  readonly from: Date
  readonly to: Date
  readonly buckets: number
}

/** What a change says of a status: which one the unit has left, since when it had had it, and which one it has now; null for none. */
export interface StatusChange {
  readonly at: Date
  readonly left: WorkUnitStatus | null
  readonly since: Date | null
  readonly status: WorkUnitStatus | null
}

export type EndedRunFacts = Pick<Run, 'phase' | 'status' | 'startedAt' | 'inputTokens' | 'outputTokens' | 'costUsd'> & {
  readonly endedAt: Date
}

export interface Durations {
  readonly count: number
  /** Null where there are none. */
  readonly medianSeconds: number | null
  readonly p90Seconds: number | null
}

export interface StatisticsBucket {
  readonly from: Date
  readonly to: Date
  readonly injected: number
  readonly done: number
  readonly failedRuns: number
}

export interface StatisticsFigures {
  readonly from: Date
  readonly to: Date
  readonly buckets: readonly StatisticsBucket[]
  readonly phases: readonly (Durations & { readonly phase: Phase })[]
  readonly waits: readonly (Durations & { readonly status: WaitingStatus })[]
  readonly usage: Pick<Run, 'inputTokens' | 'outputTokens' | 'costUsd'>
}

type Counts = { -readonly [K in 'injected' | 'done' | 'failedRuns']: StatisticsBucket[K] }

export class StatisticsTally {
  readonly #window: StatisticsWindow
  readonly #edges: readonly number[]
  readonly #buckets: Counts[]
  readonly #runSeconds = new Map<Phase, number[]>(PHASES.map((phase) => [phase, []]))
  readonly #waitSeconds = new Map<WorkUnitStatus, number[]>(WAITING_STATUSES.map((status) => [status, []]))
  #usage: StatisticsFigures['usage'] = { inputTokens: null, outputTokens: null, costUsd: null }

  constructor(window: StatisticsWindow) {
    this.#window = window
    this.#edges = edgesOf(window)
    this.#buckets = Array.from({ length: window.buckets }, () => ({ injected: 0, done: 0, failedRuns: 0 }))
  }

  /** What lies outside of the window is not counted. */
  takeChange({ at, left, since, status }: StatusChange): void {
    const bucket = this.#bucketAt(at)
    if (!bucket || left === status) return
    if (left === null) bucket.injected += 1
    if (status === 'DONE') bucket.done += 1
    if (left !== null && since !== null) this.#waitSeconds.get(left)?.push(secondsBetween(since, at))
  }

  takeRun({ phase, status, startedAt, endedAt, ...used }: EndedRunFacts): void {
    const bucket = this.#bucketAt(endedAt)
    if (!bucket) return
    if (status === 'FAILED' || status === 'LOST') bucket.failedRuns += 1
    this.#runSeconds.get(phase)?.push(secondsBetween(startedAt, endedAt))
    const { inputTokens, outputTokens, costUsd } = this.#usage
    this.#usage = {
      inputTokens: sum(inputTokens, used.inputTokens),
      outputTokens: sum(outputTokens, used.outputTokens),
      costUsd: sum(costUsd, used.costUsd),
    }
  }

  figures(): StatisticsFigures {
    const edge = (index: number): Date => new Date(this.#edges[index] ?? 0)
    return {
      from: this.#window.from,
      to: this.#window.to,
      buckets: this.#buckets.map((counts, index) => ({ from: edge(index), to: edge(index + 1), ...counts })),
      phases: PHASES.map((phase) => ({ phase, ...durationsOf(this.#runSeconds.get(phase) ?? []) })),
      waits: WAITING_STATUSES.map((status) => ({ status, ...durationsOf(this.#waitSeconds.get(status) ?? []) })),
      usage: this.#usage,
    }
  }

  #bucketAt(at: Date): Counts | undefined {
    const time = at.getTime()
    return this.#buckets[this.#edges.findLastIndex((edge) => edge <= time)]
  }
}

/** Where the parts begin, and where the last one ends: whole milliseconds, as times are. */
export function edgesOf({ from, to, buckets }: StatisticsWindow): number[] {
  const [start, length] = [from.getTime(), to.getTime() - from.getTime()]
  return Array.from({ length: buckets + 1 }, (_, index) => start + Math.round((length * index) / buckets))
}

/** The value below which that share of the values lies, between two of them in proportion; null where there are none. */
export function quantile(ascending: readonly number[], share: number): number | null {
  const place = share * (ascending.length - 1)
  const below = ascending[Math.floor(place)]
  const above = ascending[Math.ceil(place)]
  return below === undefined || above === undefined ? null : below + (above - below) * (place - Math.floor(place))
}

function durationsOf(seconds: readonly number[]): Durations {
  const ascending = seconds.toSorted((a, b) => a - b)
  return { count: ascending.length, medianSeconds: quantile(ascending, 0.5), p90Seconds: quantile(ascending, 0.9) }
}

/** Two servers' clocks may differ. */
function secondsBetween(earlier: Date, later: Date): number {
  return Math.max(0, later.getTime() - earlier.getTime()) / 1_000
}

/** What is known of both; null where nothing is known of either. */
function sum(one: number | null, other: number | null): number | null {
  return one === null ? other : one + (other ?? 0)
}
