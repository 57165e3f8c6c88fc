import { describe, expect, it, test } from 'vitest'
import { PHASES } from '../../src/domain/phase.ts'
import { edgesOf, quantile, StatisticsTally, type EndedRunFacts, type StatusChange } from '../../src/domain/statistics.ts'

const at = (seconds: number): Date => new Date(Date.UTC(2026, 0, 1, 12, 0, seconds))

describe('quantile', () => {
  const CASES: readonly [values: readonly number[], share: number, expected: number | null][] = [
    [[], 0.5, null],
    [[7], 0.5, 7],
    [[7], 0.9, 7],
    [[1, 2], 0.5, 1.5],
    [[1, 2, 9], 0.5, 2],
    [[1, 2, 3, 4], 0.5, 2.5],
    [[0, 10], 0.9, 9],
    [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], 0.9, 10],
    [[1, 2, 3], 0, 1],
    [[1, 2, 3], 1, 3],
  ]
  test.each(CASES)('of %j at %d is %d', (values, share, expected) => {
    const found = quantile(values, share)
    if (expected === null) expect(found).toBeNull()
    else expect(found).toBeCloseTo(expected, 10)
  })
})

describe('the parts of a window', () => {
  it('have the same length, but for a millisecond, and no gap', () => {
    expect(edgesOf({ from: at(0), to: at(10), buckets: 4 }).map((edge) => edge - at(0).getTime())).toEqual([0, 2_500, 5_000, 7_500, 10_000])
    expect(edgesOf({ from: at(0), to: at(1), buckets: 3 }).map((edge) => edge - at(0).getTime())).toEqual([0, 333, 667, 1_000])
    expect(new Set(edgesOf({ from: new Date(0), to: new Date(1), buckets: 24 }))).toEqual(new Set([0, 1]))
  })
})

describe('the tally', () => {
  const change = (seconds: number, left: StatusChange['left'], since: number | null, status: StatusChange['status']): StatusChange => ({
    at: at(seconds),
    left,
    since: since === null ? null : at(since),
    status,
  })
  const run = (started: number, ended: number, more: Partial<EndedRunFacts> = {}): EndedRunFacts => ({
    phase: 'PLAN',
    status: 'SUCCEEDED',
    startedAt: at(started),
    endedAt: at(ended),
    inputTokens: null,
    outputTokens: null,
    costUsd: null,
    ...more,
  })

  it('of nothing has every phase and every waiting status, with nothing known', () => {
    const { phases, waits, usage, buckets } = new StatisticsTally({ from: at(0), to: at(10), buckets: 2 }).figures()
    const none = { count: 0, medianSeconds: null, p90Seconds: null }
    expect(phases).toEqual(PHASES.map((phase) => ({ phase, ...none })))
    expect(waits).toEqual(['READY', 'BLOCKED', 'NEEDS_ATTENTION'].map((status) => ({ status, ...none })))
    expect(usage).toEqual({ inputTokens: null, outputTokens: null, costUsd: null })
    expect(buckets).toEqual([
      { from: at(0), to: at(5), injected: 0, done: 0, failedRuns: 0 },
      { from: at(5), to: at(10), injected: 0, done: 0, failedRuns: 0 },
    ])
  })

  it('counts what lies at the beginning of a part, and nothing that lies at the end of the window or outside of it', () => {
    const tally = new StatisticsTally({ from: at(0), to: at(10), buckets: 2 })
    for (const seconds of [-1, 0, 4, 5, 10, 11]) tally.takeChange(change(seconds, null, null, 'READY'))
    for (const seconds of [-1, 0, 9, 10]) tally.takeRun(run(-2, seconds, { status: 'LOST', costUsd: 1 }))
    const { buckets, phases, usage } = tally.figures()
    expect(buckets.map(({ injected }) => injected)).toEqual([2, 1])
    expect(buckets.map(({ failedRuns }) => failedRuns)).toEqual([1, 1])
    expect(phases[1]).toEqual({ phase: 'PLAN', count: 2, medianSeconds: 6.5, p90Seconds: 2 + 0.9 * 9 })
    expect(usage.costUsd).toBe(2)
  })

  it('knows a wait by the status that was left, and none of RUNNING or where nothing was left', () => {
    const tally = new StatisticsTally({ from: at(0), to: at(100), buckets: 1 })
    tally.takeChange(change(10, 'READY', 4, 'RUNNING'))
    tally.takeChange(change(20, 'RUNNING', 10, 'NEEDS_ATTENTION'))
    tally.takeChange(change(50, 'NEEDS_ATTENTION', 20, null))
    tally.takeChange(change(60, 'READY', 55, 'READY'))
    tally.takeChange(change(70, 'BLOCKED', 71, 'DONE'))
    const { waits, buckets } = tally.figures()
    expect(waits.map(({ count, medianSeconds }) => [count, medianSeconds])).toEqual([
      [1, 6],
      [1, 0],
      [1, 30],
    ])
    expect(buckets).toMatchObject([{ injected: 0, done: 1 }])
  })

  it('adds up what is known, and knows nothing where no run does', () => {
    const tally = new StatisticsTally({ from: at(0), to: at(10), buckets: 1 })
    tally.takeRun(run(0, 1, { inputTokens: 5 }))
    tally.takeRun(run(0, 1))
    tally.takeRun(run(0, 1, { inputTokens: 7, outputTokens: 0 }))
    expect(tally.figures().usage).toEqual({ inputTokens: 12, outputTokens: 0, costUsd: null })
  })
})
