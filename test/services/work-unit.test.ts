import { beforeEach, describe, expect, it } from 'vitest'
import type { ErrorCode } from '../../src/domain/errors.ts'
import { resolveConflict } from '../../src/services/conflict.ts'
import {
  cancelWorkUnit,
  holdWorkUnit,
  prioritizeWorkUnit,
  releaseWorkUnit,
  retryWorkUnits,
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
