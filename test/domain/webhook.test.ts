/** Which changes mean what to a webhook, and how long it waits after a failure. */
import { describe, expect, test } from 'vitest'
import type { Change } from '../../src/domain/change.ts'
import type { EndedRun, RunStatus } from '../../src/domain/run.ts'
import { newsOf, retryDelayMs, validEvents, WEBHOOK_EVENTS, type WebhookEvent } from '../../src/domain/webhook.ts'
import type { WorkUnit } from '../../src/domain/work-unit.ts'
import { anItem, aUnit, NOON } from '../support/work-unit.ts'

interface Step {
  readonly before: Partial<WorkUnit> | null
  /** Null for a deletion. */
  readonly after: Partial<WorkUnit> | null
  readonly fields?: readonly string[]
  readonly ended?: RunStatus
}

function ended(status: RunStatus): EndedRun {
  return { id: 'run', phase: 'IMPLEMENT', generation: 1, attempt: 1, status, exitCode: null, failure: null }
}

function change({ before, after, fields = ['status', 'attention', 'currentRun'], ended: status }: Step): Change {
  const unit = after && aUnit(after)
  return {
    ...{ projectId: 'project', sequence: 2, workUnitId: 'unit', revision: before === null ? 1 : 2, chunk: 'unit' },
    ...{ actor: 'test', reason: 'because', at: NOON, previousPhase: null, changedFields: fields },
    kind: after === null ? 'DELETED' : before === null ? 'CREATED' : 'UPDATED',
    snapshot: unit && { unit, blockedBy: [], dependents: [], endedRuns: status === undefined ? [] : [ended(status)] },
    previousStatus: before && aUnit(before).status,
  }
}

const RUNNING = { status: 'RUNNING' } as const
const ASKS = { status: 'NEEDS_ATTENTION', attention: [anItem()] } as const
const ASKS_TWICE = { status: 'NEEDS_ATTENTION', attention: [anItem(), anItem({ id: 'second' })] } as const

const MEANINGS: readonly [string, Step, readonly WebhookEvent[], opened?: readonly string[]][] = [
  ['an agent asks', { before: RUNNING, after: ASKS }, ['ATTENTION_OPENED'], ['item']],
  ['a second question comes', { before: ASKS, after: ASKS_TWICE }, ['ATTENTION_OPENED'], ['second']],
  ['one of two questions is answered', { before: ASKS_TWICE, after: ASKS }, []],
  ['the last question is answered', { before: ASKS, after: { status: 'READY' } }, []],
  ['a question is there while something else changes', { before: ASKS, after: { ...ASKS, priority: 3 }, fields: ['priority'] }, []],
  ['a new unit is born with a question', { before: null, after: ASKS }, ['ATTENTION_OPENED'], ['item']],
  ['a new unit is READY', { before: null, after: { status: 'READY' } }, []],
  ['a unit is DONE', { before: RUNNING, after: { status: 'DONE' }, ended: 'SUCCEEDED' }, ['UNIT_DONE']],
  ['a unit that is DONE changes', { before: { status: 'DONE' }, after: { status: 'DONE' }, fields: ['dependents'] }, []],
  ['a run fails, and a person is asked', { before: RUNNING, after: ASKS, ended: 'FAILED' }, ['ATTENTION_OPENED', 'RUN_FAILED'], ['item']],
  ['a run that had asked fails', { before: ASKS, after: ASKS, fields: ['currentRun'], ended: 'FAILED' }, ['RUN_FAILED']],
  ['a run is lost', { before: RUNNING, after: { status: 'READY' }, ended: 'LOST' }, ['RUN_FAILED']],
  ['a run succeeds', { before: RUNNING, after: { status: 'READY' }, ended: 'SUCCEEDED' }, []],
  ['a run is suspended', { before: RUNNING, after: { status: 'READY' }, ended: 'SUSPENDED' }, []],
  ['a run is cancelled', { before: RUNNING, after: ASKS, ended: 'CANCELLED' }, ['ATTENTION_OPENED'], ['item']],
  ['a unit is deleted', { before: ASKS, after: null }, []],
]

describe('a change', () => {
  test.each(MEANINGS)('in which %s', (_, step, events, opened = []) => {
    const before = step.before && aUnit(step.before)
    const news = newsOf(change(step), before, WEBHOOK_EVENTS)
    expect(news?.events ?? []).toEqual(events)
    expect(news?.opened.map(({ id }) => id) ?? []).toEqual(opened)
    expect(news?.failedRun ?? null).toEqual(events.includes('RUN_FAILED') ? ended(step.ended ?? 'FAILED') : null)
    // And it means no more than what is wanted.
    for (const event of WEBHOOK_EVENTS) {
      expect(newsOf(change(step), before, [event])?.events ?? []).toEqual(events.includes(event) ? [event] : [])
    }
  })
})

test('each retry waits longer, up to five minutes, less a part that chance decides', () => {
  const waits = (random: number): number[] => [1, 2, 3, 8, 9, 10, 40, 5_000].map((failures) => retryDelayMs(failures, random))
  expect(waits(0)).toEqual([1_000, 2_000, 4_000, 128_000, 256_000, 300_000, 300_000, 300_000])
  expect(waits(1)).toEqual([500, 1_000, 2_000, 64_000, 128_000, 150_000, 150_000, 150_000])
})

test('the events of a webhook are in one order, each once, and one at least', () => {
  expect(validEvents(['RUN_FAILED', 'UNIT_DONE', 'RUN_FAILED'])).toEqual(['UNIT_DONE', 'RUN_FAILED'])
  expect(() => validEvents([])).toThrow('events must name one event at least')
})
