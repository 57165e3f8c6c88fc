/** What holds of a unit after any sequence of events, legal or not. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ATTENTION_KINDS } from '../../src/domain/attention.ts'
import { PHASES } from '../../src/domain/phase.ts'
import { type Event, type EventName, transition, TRANSITIONS } from '../../src/domain/transitions.ts'
import { currentRun, openAttention, type WorkUnit } from '../../src/domain/work-unit.ts'
import { aConflict, aUnit, minutesAfterNoon } from '../support/work-unit.ts'

/** Events name a run and an item by how far they lie from the current one, so that most sequences get somewhere. */
interface Step {
  readonly type: EventName
  readonly back: number
  readonly phase: WorkUnit['phase']
  readonly kind: (typeof ATTENTION_KINDS)[number]
  readonly wait: number
}

const NAMES = Object.keys(TRANSITIONS) as EventName[]
const TO_DONE: readonly EventName[] = ['complete', 'finishPhase']

const phase = fc.constantFrom(...PHASES)
const step: fc.Arbitrary<Step> = fc.record({
  // A unit that is DONE goes nowhere: getting there is made rare.
  type: fc.constantFrom<EventName>(
    ...NAMES,
    ...NAMES.filter((name) => !TO_DONE.includes(name)),
    'dispatch',
    'dispatch',
    'dispatch',
    'dispatch',
  ),
  back: fc.constantFrom(0, 0, 0, 0, 1, -1),
  phase,
  kind: fc.constantFrom(...ATTENTION_KINDS),
  wait: fc.constantFrom(0, 0, 1, 60),
})

it('the invariants of a work unit survive any sequence of events', () => {
  fc.assert(
    fc.property(phase, fc.array(step, { maxLength: 60, size: 'max' }), (start, steps) => {
      let unit = aUnit({ phase: start })
      for (const [minute, next] of steps.entries()) {
        const before = structuredClone(unit)
        const outcome = transition(unit, eventOf(next, unit, minute), minutesAfterNoon(minute))
        expect(unit, 'the machine writes to what it is given').toEqual(before)
        if (!outcome.ok) {
          expect(['ILLEGAL_TRANSITION', 'STALE_RUN']).toContain(outcome.error.code)
          continue
        }
        expect(violations(unit, outcome.unit)).toEqual([])
        unit = outcome.unit
      }
    }),
    { numRuns: 400 },
  )
})

it('random sequences reach every status and every event', () => {
  const reached = new Set<string>()
  const sequences = fc.sample(fc.tuple(phase, fc.array(step, { minLength: 60, maxLength: 60 })), { numRuns: 200, seed: 1 })
  for (const [start, steps] of sequences) {
    let unit = aUnit({ phase: start })
    for (const [minute, next] of steps.entries()) {
      const outcome = transition(unit, eventOf(next, unit, minute), minutesAfterNoon(minute))
      if (!outcome.ok) continue
      reached.add(next.type).add(outcome.unit.status)
      unit = outcome.unit
    }
  }
  expect([...NAMES, 'READY', 'RUNNING', 'BLOCKED', 'NEEDS_ATTENTION', 'DONE'].filter((name) => !reached.has(name))).toEqual([])
})

function violations(before: WorkUnit, after: WorkUnit): string[] {
  const open = after.runs.filter(({ endedAt }) => endedAt === null)
  const run = currentRun(after)
  const rules: Record<string, boolean> = {
    'there is one open run at most': open.length <= 1,
    'RUNNING has a run that is at work, and only RUNNING has': (after.status === 'RUNNING') === (run !== null && run.status !== 'WAITING'),
    'a run that waits, waits for an open item': run?.status !== 'WAITING' || after.status === 'NEEDS_ATTENTION',
    'NEEDS_ATTENTION says what for, and nothing else asks': (after.status === 'NEEDS_ATTENTION') === openAttention(after).length > 0,
    'the open run is the newest generation': run === null || run.generation === after.generation,
    'generations are counted': after.generation === before.generation || after.generation === before.generation + 1,
    'each generation is one run': new Set(after.runs.map(({ generation }) => generation)).size === after.runs.length,
    'counters do not go below zero': after.attempt >= 0 && after.reviewRound >= 0,
    'a token dies with its run': after.runs.every(({ endedAt, tokenHash }) => (endedAt === null) === (tokenHash !== null)),
    'a run that has ended says how': after.runs.every(
      ({ endedAt, status }) => (endedAt === null) === ['STARTING', 'RUNNING', 'WAITING'].includes(status),
    ),
    'an answer has an answerer': after.attention.every(({ state, answeredBy }) => (state === 'ANSWERED') === (answeredBy !== null)),
    'what has ended stays as it ended': before.runs.every((old) => old.endedAt === null || after.runs.some((now) => same(old, now))),
    'what was closed stays as it was closed': before.attention.every(
      (old) => old.state === 'OPEN' || after.attention.some((now) => same(old, now)),
    ),
    'DONE is for good': before.status !== 'DONE' || after.status === 'DONE',
    'the status has a since': (after.status === before.status) === (after.statusSince === before.statusSince),
  }
  return Object.keys(rules).filter((rule) => !rules[rule])
}

function same(a: object, b: object): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

function eventOf({ type, back, phase, kind, wait }: Step, unit: WorkUnit, minute: number): Event {
  const generation = unit.generation - back
  const item = { id: `item-${minute}`, kind, prompt: 'What now?' }
  const itemId = unit.attention.at(-1 - Math.abs(back))?.id ?? 'none'
  const end = { outcome: 'FAILED' as const, failure: 'It broke.' }
  const conflict = aConflict('other', 'unit')
  const events: { [E in EventName]: () => Event } = {
    dispatch: () => ({ type: 'dispatch', run: { id: `run-${minute}`, host: 'host', serverId: 'server', tokenHash: `hash-${minute}` } }),
    start: () => ({ type: 'start', generation, branch: 'branch', worktreePath: '/worktree', pid: 1, processIdentity: '1' }),
    review: () => ({ type: 'review', generation, verdict: 'APPROVE', summary: 'Good.', issues: [] }),
    progress: () => ({ type: 'progress', generation, message: 'Half way.', percent: 50 }),
    merge: () => ({ type: 'merge', generation, commit: 'c0ffee' }),
    finishPhase: () => ({ type: 'finishPhase', generation, phases: PHASES }),
    reviewFeedback: () => ({ type: 'reviewFeedback', generation, feedback: 'Again.' }),
    defer: () => ({ type: 'defer', generation, end, notBefore: wait === 0 ? null : minutesAfterNoon(minute + wait) }),
    ask: () => ({ type: 'ask', generation, item }),
    suspend: () => ({ type: 'suspend', generation, end: { outcome: 'SUSPENDED' } }),
    flag: () => ({ type: 'flag', items: back === 0 ? [item] : back > 0 ? [] : [item, { ...item, id: `${item.id}b` }], end }),
    answer: () => ({ type: 'answer', itemId, answer: 'This.', by: 'ada' }),
    withdraw: () => ({ type: 'withdraw', itemIds: [itemId] }),
    block: () => ({ type: 'block' }),
    unblock: () => ({ type: 'unblock' }),
    retry: () => ({ type: 'retry' }),
    rewind: () => ({ type: 'rewind', phase }),
    cancel: () => ({ type: 'cancel', item }),
    hold: () => ({ type: 'hold' }),
    release: () => ({ type: 'release' }),
    prioritize: () => ({ type: 'prioritize', priority: wait }),
    depend: () => ({ type: 'depend', dependsOn: wait === 0 ? [] : ['other'] }),
    relate: () => ({ type: 'relate', conflict }),
    unrelate: () => ({ type: 'unrelate', conflictId: conflict.id }),
    complete: () => ({ type: 'complete' }),
    delete: () => ({ type: 'delete' }),
  }
  return events[type]()
}
