import { beforeEach, describe, expect, it } from 'vitest'
import type { ErrorCode } from '../../src/domain/errors.ts'
import type { Phase } from '../../src/domain/phase.ts'
import { askOperator } from '../../src/services/attention.ts'
import { resolveConflict } from '../../src/services/conflict.ts'
import {
  cancelWorkUnit,
  completeWorkUnit,
  holdWorkUnit,
  prioritizeWorkUnit,
  releaseWorkUnit,
  retryWorkUnits,
  rewindWorkUnit,
  setDependencies,
} from '../../src/services/work-unit.ts'
import { flagTestConflict } from '../support/conflicts.ts'
import { openTestStore, type TestStore } from '../support/database.ts'
import { expectRefusal } from '../support/refusal.ts'
import { createTestProject, dispatchTestRun, injectTestUnits, OPERATOR, type TestServices, testServices } from '../support/units.ts'

let store: TestStore
let services: TestServices
let ids: Record<string, string>

beforeEach(async () => {
  store = await openTestStore()
  services = testServices(store)
  await createTestProject(store)
  ids = await injectTestUnits(services, 'demo', ['a', 'b', 'c', { chunk: 'd', dependsOn: ['c'] }])
})

function unit(chunk: string) {
  return store.read.workUnit.findFirst({ where: { chunk }, include: { attention: true, runs: true } })
}

function named(chunk: string): { project: string; chunk: string } {
  return { project: 'demo', chunk }
}

function lastChange() {
  return store.read.workUnitChange.findFirst({ orderBy: { sequence: 'desc' } })
}

function dispatch(chunk: string): Promise<{ runId: string }> {
  return dispatchTestRun(services, 'demo', ids[chunk] ?? '')
}

describe('prioritize, hold and release', () => {
  it('change the unit, and answer with its revision and the place in the log', async () => {
    const id = ids['a']
    expect(await prioritizeWorkUnit(services, OPERATOR, { ...named('a'), priority: 5 })).toEqual({
      result: null,
      sequence: 5,
      units: [{ id, revision: 2 }],
    })
    expect(await holdWorkUnit(services, OPERATOR, named('a'))).toMatchObject({ sequence: 6, units: [{ id, revision: 3 }] })
    expect(await unit('a')).toMatchObject({ priority: 5, held: true, status: 'READY' })
    await releaseWorkUnit(services, OPERATOR, { ...named('a'), expectedRevision: 3 })
    expect(await unit('a')).toMatchObject({ held: false, revision: 4 })
  })

  it('of a unit that is held already is no change', async () => {
    await holdWorkUnit(services, OPERATOR, named('a'))
    expect(await holdWorkUnit(services, OPERATOR, named('a'))).toMatchObject({ sequence: 5, units: [{ revision: 2 }] })
  })
})

describe('cancel', () => {
  it('ends the run and asks what to do; retry goes on afresh', async () => {
    const { runId } = await dispatch('a')
    await cancelWorkUnit(services, { name: 'ada' }, named('a'))
    expect(await unit('a')).toMatchObject({
      ...{ status: 'NEEDS_ATTENTION', generation: 1 },
      ...{
        runs: [{ id: runId, status: 'CANCELLED', tokenHash: null }],
        attention: [{ kind: 'CANCELLED', state: 'OPEN', runId, generation: 1 }],
      },
    })
    expect((await unit('a'))?.attention[0]?.prompt).toContain('ada')
    await retryWorkUnits(services, OPERATOR, { project: 'demo', chunks: ['a'] })
    expect(await unit('a')).toMatchObject({ status: 'READY', attempt: 0, attention: [{ state: 'WITHDRAWN' }] })
  })
})

describe('retry', () => {
  beforeEach(async () => {
    for (const chunk of ['a', 'b']) {
      await dispatch(chunk)
      await cancelWorkUnit(services, OPERATOR, named(chunk))
    }
    await flagTestConflict(services, 'demo', ids['c'] ?? '', ids['a'] ?? '')
  })

  it('by reason takes all that wait for it, and no others', async () => {
    const { units } = await retryWorkUnits(services, OPERATOR, { project: 'demo', reason: 'CANCELLED' })
    expect(units.map(({ id }) => id)).toEqual([ids['a'], ids['b']])
    expect(await Promise.all(['a', 'b', 'c'].map(unit))).toMatchObject([
      { status: 'READY' },
      { status: 'READY' },
      { status: 'NEEDS_ATTENTION' },
    ])
  })

  it('by a reason that nobody has is no change', async () => {
    expect(await retryWorkUnits(services, OPERATOR, { project: 'demo', reason: 'LIMIT' })).toMatchObject({ units: [] })
  })

  it('of a chunk that is named twice happens once', async () => {
    expect(await retryWorkUnits(services, OPERATOR, { project: 'demo', chunks: ['a', 'a'] })).toMatchObject({ units: [{ id: ids['a'] }] })
  })

  it('of one that cannot be retried retries none', async () => {
    const request = () => retryWorkUnits(services, OPERATOR, { project: 'demo', chunks: ['a', 'd'] })
    await expectRefusal(store, request, 'ILLEGAL_TRANSITION', undefined, "'d' is BLOCKED")
  })
})

describe('rewind', () => {
  it('goes back to any earlier phase that the project uses, and what is in its way still is', async () => {
    await rewindWorkUnit(services, OPERATOR, { ...named('a'), phase: 'PLAN' })
    await rewindWorkUnit(services, OPERATOR, { ...named('d'), phase: 'GOAL' })
    expect(await unit('a')).toMatchObject({ status: 'READY', phase: 'PLAN' })
    expect(await unit('d')).toMatchObject({ status: 'BLOCKED', phase: 'GOAL' })
    expect(await lastChange()).toMatchObject({ reason: 'rewound to GOAL; it waits for others' })
  })

  it('ends a run that waits for an answer, whose question is taken back; the unit can be dispatched at once', async () => {
    const { runId } = await dispatch('a')
    const { itemId } = (await askOperator(services, OPERATOR, runId, { question: 'Which?' })).result
    await rewindWorkUnit(services, OPERATOR, { ...named('a'), phase: 'PLAN' })
    expect(await unit('a')).toMatchObject({ runs: [{ status: 'CANCELLED' }], attention: [{ id: itemId, state: 'WITHDRAWN' }] })
    await dispatch('a')
    expect(await unit('a')).toMatchObject({ status: 'RUNNING', generation: 2, runs: [{}, { phase: 'PLAN', attempt: 1 }] })
  })

  it('to where it cannot begin is refused', async () => {
    await createTestProject(store, { key: 'short', phases: ['PLAN', 'IMPLEMENT', 'REVIEW'] })
    await injectTestUnits(services, 'short', ['a', { chunk: 'first', phase: 'PLAN' }])
    const rewind = (chunk: string, phase: Phase) => () => rewindWorkUnit(services, OPERATOR, { project: 'short', chunk, phase })
    const used = "phase must be one that project 'short' uses: PLAN, IMPLEMENT, REVIEW; found GOAL."
    await expectRefusal(store, rewind('a', 'GOAL'), 'VALIDATION_FAILED', 'phase', used)
    await expectRefusal(store, rewind('first', 'GOAL'), 'VALIDATION_FAILED', 'phase', used)
    await expectRefusal(store, rewind('first', 'PLAN'), 'ILLEGAL_TRANSITION', undefined, 'PLAN is not before PLAN')
    await expectRefusal(store, rewind('a', 'IMPLEMENT'), 'ILLEGAL_TRANSITION', undefined, 'IMPLEMENT is not before IMPLEMENT')
    await expectRefusal(store, rewind('a', 'REVIEW'), 'ILLEGAL_TRANSITION', undefined, 'REVIEW is not before IMPLEMENT')
  })

  it('of a unit that runs is refused with what to do about it', async () => {
    await dispatch('a')
    const rewind = () => rewindWorkUnit(services, OPERATOR, { ...named('a'), phase: 'PLAN' })
    await expectRefusal(store, rewind, 'ILLEGAL_TRANSITION', undefined, "'a' is RUNNING. Cancel its run first, or wait for its end.")
  })
})

describe('complete', () => {
  it('is DONE by the word of an operator, and unblocks in the same transaction those that waited', async () => {
    const { sequence } = await completeWorkUnit(services, OPERATOR, { ...named('c'), reason: ' It is in the base branch already.\n' })
    expect(await Promise.all(['c', 'd'].map(unit))).toMatchObject([{ status: 'DONE', mergedCommit: null }, { status: 'READY' }])
    const changes = await store.read.workUnitChange.findMany({ where: { sequence: { gt: 4 } }, orderBy: { sequence: 'asc' } })
    expect(changes).toMatchObject([
      { chunk: 'c', reason: 'completed without a merge: It is in the base branch already.', actor: 'operator' },
      { chunk: 'd', sequence, previousStatus: 'BLOCKED', at: changes[0]?.at },
    ])
  })

  it.each([
    [' \n', 'not blank'],
    ['One.\nTwo.', 'one line'],
    ['x'.repeat(501), 'found 501'],
  ])('with the reason %j is refused', async (reason, words) => {
    const complete = () => completeWorkUnit(services, OPERATOR, { ...named('a'), reason })
    await expectRefusal(store, complete, 'VALIDATION_FAILED', 'reason', words)
  })
})

describe('setDependencies', () => {
  it('makes a unit wait for others, in place of what it waited for', async () => {
    await setDependencies(services, OPERATOR, { ...named('d'), dependsOn: ['a', 'b', 'a'] })
    expect(await store.read.dependency.findMany({ where: { workUnitId: ids['d'] ?? '' } })).toHaveLength(2)
    expect(await unit('d')).toMatchObject({ status: 'BLOCKED' })
    await setDependencies(services, OPERATOR, { ...named('d'), dependsOn: [] })
    expect(await unit('d')).toMatchObject({ status: 'READY' })
  })

  it('refuses a circle that goes through a serialized conflict, and one that such a conflict would close', async () => {
    await flagTestConflict(services, 'demo', ids['c'] ?? '', ids['a'] ?? '', 'SERIALIZE')
    const circle = () => setDependencies(services, OPERATOR, { ...named('a'), dependsOn: ['d'] })
    await expectRefusal(store, circle, 'DEPENDENCY_CYCLE', 'dependsOn', 'a → d → c → a')
    const close = () => resolveConflict(services, OPERATOR, { project: 'demo', chunks: ['c', 'a'], resolution: 'SERIALIZE' })
    await setDependencies(services, OPERATOR, { ...named('c'), dependsOn: ['a'] })
    await expectRefusal(store, close, 'DEPENDENCY_CYCLE', 'chunks', 'a → c → a')
  })
})

describe('refused, with a code, and nothing changes', () => {
  const CASES: readonly [string, () => Promise<unknown>, ErrorCode, string | undefined, string][] = [
    ['an unknown project', () => holdWorkUnit(services, OPERATOR, { project: 'other', chunk: 'a' }), 'NOT_FOUND', 'project', "'other'"],
    ['an unknown chunk', () => holdWorkUnit(services, OPERATOR, named('z')), 'NOT_FOUND', 'chunk', "'z'"],
    [
      'an old revision',
      () => holdWorkUnit(services, OPERATOR, { ...named('a'), expectedRevision: 7 }),
      'STALE_REVISION',
      'expectedRevision',
      'at revision 1, not at 7',
    ],
    [
      'a priority out of range',
      () => prioritizeWorkUnit(services, OPERATOR, { ...named('a'), priority: 1001 }),
      'VALIDATION_FAILED',
      'priority',
      '1001',
    ],
    [
      'cancel of a unit that does not run',
      () => cancelWorkUnit(services, OPERATOR, named('a')),
      'ILLEGAL_TRANSITION',
      undefined,
      "'a' is READY",
    ],
    ['retry of nothing', () => retryWorkUnits(services, OPERATOR, { project: 'demo' }), 'VALIDATION_FAILED', 'chunks', 'neither'],
    [
      'retry by two criteria',
      () => retryWorkUnits(services, OPERATOR, { project: 'demo', chunks: ['a'], reason: 'LIMIT' }),
      'VALIDATION_FAILED',
      'chunks',
      'both',
    ],
    [
      'a dependency that does not exist',
      () => setDependencies(services, OPERATOR, { ...named('a'), dependsOn: ['z'] }),
      'NOT_FOUND',
      'dependsOn',
      "'z'",
    ],
    [
      'itself as a dependency',
      () => setDependencies(services, OPERATOR, { ...named('a'), dependsOn: ['a'] }),
      'DEPENDENCY_CYCLE',
      'dependsOn',
      'a → a',
    ],
    [
      'a circle',
      () => setDependencies(services, OPERATOR, { ...named('c'), dependsOn: ['b', 'd'] }),
      'DEPENDENCY_CYCLE',
      'dependsOn',
      'c → d → c',
    ],
  ]

  it('for each bad request', async () => {
    for (const [name, request, code, field, words] of CASES) {
      await expectRefusal(store, request, code, field, words).catch((error: unknown) => {
        throw new Error(name, { cause: error })
      })
    }
  })
})
