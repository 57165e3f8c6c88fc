/** The state machine against DESIGN section 3, written down here a second time: a change of the table alone fails. */
import { describe, expect, it } from 'vitest'
import { type Event, type EventName, transition, TRANSITIONS } from '../../src/domain/transitions.ts'
import { STATUSES, type WorkUnit, type WorkUnitStatus } from '../../src/domain/work-unit.ts'
import { aConflict, anItem, aRun, aUnit, minutesAfterNoon, NOON } from '../support/work-unit.ts'

const LATER = minutesAfterNoon(5)
const SAME = 'same'
const no = null

/** Where each event leads from READY, RUNNING, BLOCKED, NEEDS_ATTENTION and DONE; `no` where it is refused. */
const EXPECTED: Record<EventName, readonly (WorkUnitStatus | typeof SAME | null)[]> = {
  dispatch: ['RUNNING', no, no, no, no],
  start: [no, SAME, no, no, no],
  review: [no, SAME, no, no, no],
  progress: [no, SAME, no, no, no],
  merge: [no, SAME, no, no, no],
  finishPhase: [no, 'READY', no, no, no],
  reviewFeedback: [no, 'READY', no, no, no],
  defer: [no, 'READY', no, no, no],
  ask: [no, 'NEEDS_ATTENTION', no, no, no],
  suspend: [no, no, no, SAME, no],
  flag: ['NEEDS_ATTENTION', 'NEEDS_ATTENTION', 'NEEDS_ATTENTION', no, no],
  answer: [no, no, no, 'READY', no],
  withdraw: [no, no, no, 'READY', no],
  block: ['BLOCKED', no, no, 'BLOCKED', no],
  unblock: [no, no, 'READY', no, no],
  retry: [no, no, no, 'READY', no],
  rewind: ['READY', no, 'READY', 'READY', no],
  cancel: [no, 'NEEDS_ATTENTION', no, no, no],
  hold: [SAME, SAME, SAME, SAME, no],
  release: [SAME, SAME, SAME, SAME, no],
  prioritize: [SAME, SAME, SAME, SAME, no],
  depend: [SAME, SAME, SAME, SAME, no],
  relate: [SAME, SAME, SAME, SAME, SAME],
  unrelate: [SAME, SAME, SAME, SAME, SAME],
  complete: ['DONE', no, 'DONE', 'DONE', no],
  delete: [SAME, no, SAME, SAME, SAME],
}

const CONFLICT = aConflict('other', 'unit')
const REQUEST = { id: 'new-item', kind: 'AGENT_FAILED' as const, prompt: 'It failed.' }

/** One of each, as it would come for the units below. */
const EVENTS: { [E in EventName]: Extract<Event, { type: E }> } = {
  dispatch: { type: 'dispatch', run: { id: 'run-2', host: 'host-2', serverId: 'server-2', tokenHash: 'hash-2' } },
  start: { type: 'start', generation: 1, branch: 'signalbox/unit', worktreePath: '/worktrees/unit', pid: 42, processIdentity: '42@1' },
  review: { type: 'review', generation: 1, verdict: 'FEEDBACK', summary: 'Not yet.', issues: ['a', 'b'] },
  progress: { type: 'progress', generation: 1, message: 'Half way.', percent: 50 },
  merge: { type: 'merge', generation: 1, commit: 'c0ffee' },
  finishPhase: { type: 'finishPhase', generation: 1, phases: ['IMPLEMENT', 'REVIEW', 'COMPLETE'], exitCode: 0 },
  reviewFeedback: { type: 'reviewFeedback', generation: 1, feedback: 'Do it again.', exitCode: 0 },
  defer: { type: 'defer', generation: 1, end: { outcome: 'FAILED', exitCode: 7, failure: 'It broke.' }, notBefore: minutesAfterNoon(10) },
  ask: { type: 'ask', generation: 1, item: { id: 'new-item', kind: 'QUESTION', prompt: 'Which?', options: ['a', 'b'] } },
  suspend: { type: 'suspend', generation: 1, end: { outcome: 'SUSPENDED', exitCode: 75 } },
  flag: { type: 'flag', items: [REQUEST], end: { outcome: 'FAILED', exitCode: 1, failure: 'It broke.' } },
  answer: { type: 'answer', itemId: 'item', answer: 'The first one.', by: 'ada' },
  withdraw: { type: 'withdraw', itemIds: ['item'] },
  block: { type: 'block' },
  unblock: { type: 'unblock' },
  retry: { type: 'retry' },
  rewind: { type: 'rewind', phase: 'PLAN' },
  cancel: { type: 'cancel', item: { id: 'new-item', kind: 'CANCELLED', prompt: 'ada cancelled it.' } },
  hold: { type: 'hold' },
  release: { type: 'release' },
  prioritize: { type: 'prioritize', priority: 7 },
  depend: { type: 'depend', dependsOn: ['z', 'y', 'z'] },
  relate: { type: 'relate', conflict: { ...CONFLICT, verdict: 'SERIALIZE', firstId: 'other' } },
  unrelate: { type: 'unrelate', conflictId: CONFLICT.id },
  complete: { type: 'complete' },
  delete: { type: 'delete' },
}

/** Nothing about it is as in a new unit, so that whatever an event resets shows. */
const WORN: Partial<WorkUnit> = {
  phase: 'REVIEW',
  generation: 1,
  attempt: 3,
  reviewRound: 2,
  session: 'session',
  pendingAnswer: 'An older answer.',
  feedback: 'Older feedback.',
  branch: 'signalbox/unit',
  worktreePath: '/worktrees/unit',
  mergedCommit: 'deadbeef',
  dependsOn: ['other'],
  conflicts: [CONFLICT],
}

const UNITS: Record<WorkUnitStatus, WorkUnit> = {
  READY: aUnit({ ...WORN, status: 'READY', notBefore: minutesAfterNoon(1) }),
  RUNNING: aUnit({ ...WORN, status: 'RUNNING', runs: [aRun({ phase: 'REVIEW' })] }),
  BLOCKED: aUnit({ ...WORN, status: 'BLOCKED' }),
  NEEDS_ATTENTION: aUnit({
    ...WORN,
    status: 'NEEDS_ATTENTION',
    runs: [aRun({ phase: 'REVIEW', status: 'WAITING' })],
    attention: [anItem()],
  }),
  DONE: aUnit({ ...WORN, status: 'DONE' }),
}

const EVENT_NAMES = Object.keys(EXPECTED) as EventName[]

describe('every event from every status', () => {
  const cases = EVENT_NAMES.flatMap((event) => STATUSES.map((status, index) => ({ event, status, to: EXPECTED[event][index] ?? null })))

  it('is here: the table has no event that is not expected', () => {
    expect(Object.keys(TRANSITIONS).toSorted()).toEqual(EVENT_NAMES.toSorted())
  })

  it.each(cases.filter(({ to }) => to !== null))('$event leads from $status to $to', ({ event, status, to }) => {
    const outcome = transition(frozen(UNITS[status]), frozen(EVENTS[event]), LATER)
    if (!outcome.ok) throw outcome.error
    const stays = to === SAME || to === status
    expect(outcome.unit.status).toBe(to === SAME ? status : to)
    expect(outcome.unit.statusSince).toEqual(stays ? UNITS[status].statusSince : LATER)
    expect(outcome.unit.revision).toBe(UNITS[status].revision)
  })

  it.each(cases.filter(({ to }) => to === null))('$event is refused from $status', ({ event, status }) => {
    const outcome = transition(frozen(UNITS[status]), frozen(EVENTS[event]), LATER)
    if (outcome.ok) throw new Error(`It led to ${outcome.unit.status}.`)
    const speaksForNoRun = 'generation' in EVENTS[event] && UNITS[status].runs.length === 0
    expect(outcome.error.code).toBe(speaksForNoRun ? 'STALE_RUN' : 'ILLEGAL_TRANSITION')
    if (!speaksForNoRun) {
      const from = STATUSES.filter((_, index) => EXPECTED[event][index] !== null)
      expect(outcome.error.message).toContain(`'${event}' is possible from ${from.join(', ')}; 'unit' is ${status}.`)
    }
  })
})

describe('what an event resets', () => {
  const run = (status: WorkUnitStatus) => UNITS[status].runs[0] ?? aRun()
  const ended = { endedAt: LATER, tokenHash: null }
  const withdrawn = [anItem({ state: 'WITHDRAWN' })]
  const fresh = { session: null, pendingAnswer: null, feedback: null, attempt: 0, notBefore: null }
  const newItem = { ...anItem(), id: 'new-item', openedAt: LATER }

  const CASES: readonly [EventName, WorkUnitStatus, Partial<WorkUnit>][] = [
    [
      'dispatch',
      'READY',
      {
        generation: 2,
        notBefore: null,
        runs: [
          {
            ...aRun({ id: 'run-2', phase: 'REVIEW', generation: 2, attempt: 4, status: 'STARTING', host: 'host-2', serverId: 'server-2' }),
            ...{ tokenHash: 'hash-2', startedAt: LATER, pid: null, processIdentity: null },
          },
        ],
      },
    ],
    ['start', 'RUNNING', { runs: [{ ...run('RUNNING'), status: 'RUNNING', pid: 42, processIdentity: '42@1' }] }],
    ['review', 'RUNNING', { runs: [{ ...run('RUNNING'), verdict: 'FEEDBACK', verdictSummary: 'Not yet.', verdictIssues: ['a', 'b'] }] }],
    ['progress', 'RUNNING', { runs: [{ ...run('RUNNING'), progressMessage: 'Half way.', progressPercent: 50, progressAt: LATER }] }],
    ['merge', 'RUNNING', { mergedCommit: 'c0ffee' }],
    [
      'finishPhase',
      'RUNNING',
      {
        phase: 'COMPLETE',
        session: null,
        pendingAnswer: null,
        attempt: 0,
        runs: [{ ...run('RUNNING'), ...ended, status: 'SUCCEEDED', exitCode: 0 }],
      },
    ],
    [
      'reviewFeedback',
      'RUNNING',
      {
        phase: 'IMPLEMENT',
        session: null,
        pendingAnswer: null,
        attempt: 0,
        feedback: 'Do it again.',
        reviewRound: 3,
        runs: [{ ...run('RUNNING'), ...ended, status: 'SUCCEEDED', exitCode: 0 }],
      },
    ],
    [
      'defer',
      'RUNNING',
      {
        attempt: 4,
        notBefore: minutesAfterNoon(10),
        runs: [{ ...run('RUNNING'), ...ended, status: 'FAILED', exitCode: 7, failure: 'It broke.' }],
      },
    ],
    [
      'ask',
      'RUNNING',
      {
        pendingAnswer: null,
        attention: [{ ...newItem, prompt: 'Which?', options: ['a', 'b'] }],
        runs: [{ ...run('RUNNING'), status: 'WAITING' }],
      },
    ],
    ['suspend', 'NEEDS_ATTENTION', { runs: [{ ...run('NEEDS_ATTENTION'), ...ended, status: 'SUSPENDED', exitCode: 75 }] }],
    [
      'flag',
      'RUNNING',
      {
        attention: [{ ...newItem, kind: 'AGENT_FAILED', prompt: 'It failed.' }],
        runs: [{ ...run('RUNNING'), ...ended, status: 'FAILED', exitCode: 1, failure: 'It broke.' }],
      },
    ],
    ['flag', 'BLOCKED', { attention: [{ ...newItem, runId: null, kind: 'AGENT_FAILED', prompt: 'It failed.' }] }],
    [
      'answer',
      'NEEDS_ATTENTION',
      {
        pendingAnswer: 'The first one.',
        attention: [anItem({ state: 'ANSWERED', answer: 'The first one.', answeredBy: 'ada', answeredAt: LATER })],
        runs: [{ ...run('NEEDS_ATTENTION'), ...ended, status: 'SUSPENDED' }],
      },
    ],
    ['withdraw', 'NEEDS_ATTENTION', { attention: withdrawn, runs: [{ ...run('NEEDS_ATTENTION'), ...ended, status: 'SUSPENDED' }] }],
    ['block', 'READY', {}],
    ['block', 'NEEDS_ATTENTION', { attention: withdrawn, runs: [{ ...run('NEEDS_ATTENTION'), ...ended, status: 'SUSPENDED' }] }],
    ['unblock', 'BLOCKED', {}],
    [
      'retry',
      'NEEDS_ATTENTION',
      {
        ...fresh,
        feedback: 'Older feedback.',
        attention: withdrawn,
        runs: [{ ...run('NEEDS_ATTENTION'), ...ended, status: 'CANCELLED' }],
      },
    ],
    [
      'rewind',
      'NEEDS_ATTENTION',
      {
        ...fresh,
        phase: 'PLAN',
        reviewRound: 0,
        mergedCommit: null,
        attention: withdrawn,
        runs: [{ ...run('NEEDS_ATTENTION'), ...ended, status: 'CANCELLED' }],
      },
    ],
    [
      'cancel',
      'RUNNING',
      {
        attention: [{ ...newItem, kind: 'CANCELLED', prompt: 'ada cancelled it.' }],
        runs: [{ ...run('RUNNING'), ...ended, status: 'CANCELLED' }],
      },
    ],
    ['hold', 'RUNNING', { held: true }],
    ['release', 'READY', { held: false }],
    ['prioritize', 'READY', { priority: 7 }],
    ['depend', 'READY', { dependsOn: ['y', 'z'] }],
    ['relate', 'DONE', { conflicts: [{ ...CONFLICT, verdict: 'SERIALIZE', firstId: 'other' }] }],
    ['unrelate', 'RUNNING', { conflicts: [] }],
    [
      'complete',
      'NEEDS_ATTENTION',
      { ...fresh, mergedCommit: null, attention: withdrawn, runs: [{ ...run('NEEDS_ATTENTION'), ...ended, status: 'CANCELLED' }] },
    ],
    ['delete', 'BLOCKED', {}],
  ]

  it('is said for every event', () => {
    expect([...new Set(CASES.map(([event]) => event))].toSorted()).toEqual(EVENT_NAMES.toSorted())
  })

  it.each(CASES)('%s from %s', (event, status, patch) => {
    const outcome = transition(UNITS[status], EVENTS[event], LATER)
    if (!outcome.ok) throw outcome.error
    const { status: _, statusSince: __, ...rest } = outcome.unit
    const { status: ___, statusSince: ____, ...before } = UNITS[status]
    expect(rest).toEqual({ ...before, ...patch })
  })

  it('finishPhase of the last phase is DONE without branch and worktree', () => {
    const unit = { ...UNITS.RUNNING, phase: 'COMPLETE' as const, mergedCommit: 'c0ffee' }
    const outcome = transition(unit, EVENTS.finishPhase, LATER)
    expect(outcome).toMatchObject({
      unit: { status: 'DONE', phase: 'COMPLETE', branch: null, worktreePath: null, mergedCommit: 'c0ffee', statusSince: LATER },
    })
  })

  it('finishPhase of IMPLEMENT takes the feedback that it worked on, finishPhase of REBASE leaves it', () => {
    const after = (phase: WorkUnit['phase']) => transition({ ...UNITS.RUNNING, phase }, EVENTS.finishPhase, LATER)
    expect(after('IMPLEMENT')).toMatchObject({ unit: { feedback: null } })
    expect(after('REBASE')).toMatchObject({ unit: { feedback: 'Older feedback.' } })
  })

  it('the same progress once more is no change, and another percentage is', () => {
    const reported = transition(UNITS.RUNNING, EVENTS.progress, NOON)
    if (!reported.ok) throw reported.error
    expect(transition(reported.unit, EVENTS.progress, LATER)).toEqual(reported)
    expect(transition(reported.unit, { ...EVENTS.progress, percent: null }, LATER)).toMatchObject({
      unit: { runs: [{ progressPercent: null, progressAt: LATER }] },
    })
  })

  it('an answer to one of two items leaves the unit and its run waiting for the other', () => {
    const unit = { ...UNITS.NEEDS_ATTENTION, attention: [anItem(), anItem({ id: 'second' })] }
    const outcome = transition(unit, EVENTS.answer, LATER)
    expect(outcome).toMatchObject({
      unit: {
        status: 'NEEDS_ATTENTION',
        statusSince: unit.statusSince,
        attention: [{ state: 'ANSWERED' }, { state: 'OPEN' }],
        runs: [{ endedAt: null }],
      },
    })
  })
})

describe('guards', () => {
  const CASES: readonly [string, WorkUnit, Event, string | null][] = [
    ['dispatch of a held unit', { ...UNITS.READY, held: true }, EVENTS.dispatch, 'it is held'],
    ['dispatch one millisecond too early', { ...UNITS.READY, notBefore: new Date(LATER.getTime() + 1) }, EVENTS.dispatch, 'it waits until'],
    ['dispatch at the very time', { ...UNITS.READY, notBefore: LATER }, EVENTS.dispatch, null],
    ['a verdict outside of REVIEW', { ...UNITS.RUNNING, phase: 'IMPLEMENT' }, EVENTS.review, 'a verdict belongs to REVIEW'],
    ['feedback outside of REVIEW', { ...UNITS.RUNNING, phase: 'REBASE' }, EVENTS.reviewFeedback, 'feedback belongs to REVIEW'],
    ['a rewind to the same phase', { ...UNITS.READY, phase: 'PLAN' }, EVENTS.rewind, 'PLAN is not before PLAN'],
    ['a rewind to a later phase', { ...UNITS.READY, phase: 'GOAL' }, EVENTS.rewind, 'PLAN is not before GOAL'],
    ['a flag that names nothing to decide', UNITS.READY, { type: 'flag', items: [] }, 'it names nothing to decide'],
    ['an answer to an item that it has not', UNITS.NEEDS_ATTENTION, { ...EVENTS.answer, itemId: 'other' }, 'its item other is not open'],
    [
      'an answer to an item that is answered',
      { ...UNITS.NEEDS_ATTENTION, attention: [anItem({ state: 'ANSWERED' }), anItem({ id: 'second' })] },
      EVENTS.answer,
      'its item item is not open',
    ],
  ]

  it.each(CASES)('%s', (_, unit, event, objection) => {
    const outcome = transition(unit, event, LATER)
    expect(outcome.ok).toBe(objection === null)
    if (!outcome.ok) {
      expect(outcome.error.code).toBe('ILLEGAL_TRANSITION')
      expect(outcome.error.message).toContain(objection)
    }
  })
})

describe('an event that speaks for a run', () => {
  const OF_RUN: readonly [EventName, (generation: number) => Event][] = [
    ['start', (generation) => ({ ...EVENTS.start, generation })],
    ['review', (generation) => ({ ...EVENTS.review, generation })],
    ['progress', (generation) => ({ ...EVENTS.progress, generation })],
    ['merge', (generation) => ({ ...EVENTS.merge, generation })],
    ['finishPhase', (generation) => ({ ...EVENTS.finishPhase, generation })],
    ['reviewFeedback', (generation) => ({ ...EVENTS.reviewFeedback, generation })],
    ['defer', (generation) => ({ ...EVENTS.defer, generation })],
    ['ask', (generation) => ({ ...EVENTS.ask, generation })],
    ['suspend', (generation) => ({ ...EVENTS.suspend, generation })],
    ['flag', (generation) => ({ ...EVENTS.flag, generation })],
  ]

  it('is one of those that name a generation', () => {
    const named = EVENT_NAMES.filter((name) => 'generation' in EVENTS[name])
    expect(OF_RUN.map(([name]) => name)).toEqual([...named, 'flag'])
  })

  it.each(OF_RUN)('%s is refused as STALE_RUN once another generation runs', (name, event) => {
    const unit = name === 'suspend' ? UNITS.NEEDS_ATTENTION : UNITS.RUNNING
    expect(transition(unit, event(1), LATER).ok).toBe(true)
    for (const generation of [0, 2]) {
      expect(transition(unit, event(generation), LATER)).toMatchObject({ ok: false, error: { code: 'STALE_RUN' } })
    }
  })

  it.each(OF_RUN)('%s is refused as STALE_RUN once its run has ended', (_, event) => {
    const unit = { ...UNITS.RUNNING, runs: [aRun({ endedAt: LATER, status: 'CANCELLED' })] }
    expect(transition(unit, event(1), LATER)).toMatchObject({ ok: false, error: { code: 'STALE_RUN' } })
  })
})

/** Any write to it throws. */
function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const part of Object.values(value)) frozen(part)
  }
  return value
}
