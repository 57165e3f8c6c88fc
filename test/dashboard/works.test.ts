import { describe, expect, test } from 'vitest'
import type { Card } from '../../dashboard/api/board.ts'
import { count, dollars, mark, seconds } from '../../dashboard/works/amounts.ts'
import { beginsWithin, throughputRows, totals } from '../../dashboard/works/figures.ts'
import type { Figures } from '../../dashboard/works/queries.ts'
import { slotList } from '../../dashboard/works/slot-list.ts'
import { timeWindow, windowNamed } from '../../dashboard/works/time-window.ts'

const card = (chunk: string, status: Card['status'], startedAt: string | null): Card => ({
  id: chunk,
  chunk,
  title: chunk,
  phase: 'IMPLEMENT',
  status,
  statusSince: '2026-11-28T12:00:00Z',
  held: false,
  priority: 0,
  revision: 1,
  attentionReason: null,
  notBefore: null,
  branch: null,
  reviewRound: 0,
  mergedCommit: null,
  createdAt: '2026-11-28T12:00:00Z',
  updatedAt: '2026-11-28T12:00:00Z',
  dependsOn: [],
  blockedBy: [],
  attention: [],
  currentRun:
    startedAt === null
      ? null
      : { id: chunk, phase: 'IMPLEMENT', generation: 1, attempt: 1, status: 'RUNNING', host: 'here', startedAt, progress: null },
})

describe('the slots', () => {
  const units = [
    card('b', 'RUNNING', '2026-11-28T12:05:00Z'),
    card('waits', 'READY', null),
    card('a', 'RUNNING', '2026-11-28T12:01:00Z'),
    card('new', 'RUNNING', null),
  ]
  test.each([
    [undefined, null, 0],
    [5, 2, 0],
    [3, 0, 0],
    [2, 0, 1],
  ])('of %s that there are, %s are free and %s too many taken', (maxAgents, free, over) => {
    const slots = slotList(units, maxAgents)
    expect(slots.taken.map(({ chunk }) => chunk)).toEqual(['new', 'a', 'b'])
    expect(slots).toMatchObject({ free, over })
  })
})

describe('the time of the charts', () => {
  const NOW = Date.parse('2026-11-28T12:34:56Z')

  test.each([
    ['hour', 0, '2026-11-28T11:30:00.000Z', '2026-11-28T12:35:00.000Z', 13],
    ['day', 0, '2026-11-27T12:00:00.000Z', '2026-11-28T13:00:00.000Z', 25],
    ['week', 0, '2026-11-21T12:00:00.000Z', '2026-11-28T18:00:00.000Z', 29],
    // Half an hour away from the others, and six hours of a wall's clock.
    ['day', -330, '2026-11-27T12:30:00.000Z', '2026-11-28T13:30:00.000Z', 25],
    ['week', 300, '2026-11-21T11:00:00.000Z', '2026-11-28T17:00:00.000Z', 29],
  ] as const)('%s at offset %i has parts that begin on the clock on the wall', (name, offset, from, to, buckets) => {
    expect(timeWindow(name, NOW, offset)).toEqual({ from, to, buckets })
  })

  test('stays the same within a part', () => {
    expect(timeWindow('hour', NOW + 3_000, 0)).toEqual(timeWindow('hour', NOW, 0))
    expect(timeWindow('hour', NOW + 4_000, 0)).not.toEqual(timeWindow('hour', NOW, 0))
  })

  test.each([
    ['week', 'week'],
    ['year', 'hour'],
    [null, 'hour'],
  ])('%s in the address is the %s', (word, name) => {
    expect(windowNamed(word)).toBe(name)
  })
})

describe('the figures', () => {
  const at = (minute: number) => new Date(Date.UTC(2026, 10, 28, 12, minute)).toISOString()
  const figures = (knownSince: string | null): Figures => ({
    from: at(0),
    to: at(15),
    knownSince,
    truncated: false,
    buckets: [0, 5, 10].map((minute) => ({ from: at(minute), to: at(minute + 5), injected: minute, done: 1, failedRuns: 2 })),
    phases: [],
    waits: [],
    usage: { inputTokens: null, outputTokens: null, costUsd: null },
  })
  const injected = (knownSince: string | null) => throughputRows(figures(knownSince)).map((row) => row.injected)

  test('are not known for parts that end before the log begins', () => {
    expect(injected(at(-10))).toEqual([0, 5, 10])
    expect(injected(at(5))).toEqual([null, 5, 10])
    expect(injected(at(6))).toEqual([null, 5, 10])
    expect(injected(null)).toEqual([null, null, null])
    expect(throughputRows(figures(null)).map((row) => row.failedRuns)).toEqual([2, 2, 2])
  })

  test('say when the log begins only where it does so within the time', () => {
    expect(beginsWithin(figures(at(-10)))).toBeNull()
    expect(beginsWithin(figures(at(6)))).toBe(at(6))
    expect(totals(figures(null))).toEqual({ injected: 15, done: 3, failedRuns: 6 })
  })
})

test.each([
  ['the time that nothing took', seconds(null), 'none'],
  ['a third of a second', seconds(0.34), '340 ms'],
  ['a few seconds', seconds(2.42), '2.4 s'],
  ['more than a minute', seconds(75), '1 min'],
  ['the beginning of an axis', mark(0), '0'],
  ['a mark below a minute', mark(20), '20 s'],
  ['a mark of a minute', mark(60), '1 min'],
  ['a mark behind a minute', mark(80), '1 min 20 s'],
  ['an amount that is not known', count(null), 'not known'],
  ['an amount of nothing', count(0), '0'],
  ['a cost that is not known', dollars(null), 'not known'],
])('%s is shown as such', (_what, shown, expected) => {
  expect(shown).toBe(expected)
})
