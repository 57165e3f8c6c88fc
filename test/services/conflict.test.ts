import { beforeEach, describe, expect, it } from 'vitest'
import type { ErrorCode } from '../../src/domain/errors.ts'
import { answerAttention } from '../../src/services/attention.ts'
import { recordConflicts, resolveConflict } from '../../src/services/conflict.ts'
import { deleteWorkUnit } from '../../src/services/deletion.ts'
import { SCHEDULER } from '../../src/services/run.ts'
import { setDependencies } from '../../src/services/work-unit.ts'
import { flagTestConflict } from '../support/conflicts.ts'
import { openTestStore, type TestStore } from '../support/database.ts'
import { expectRefusal } from '../support/refusal.ts'
import { createTestProject, dispatchTestRun, injectTestUnits, OPERATOR, type TestServices, testServices } from '../support/units.ts'

let store: TestStore
let services: TestServices
let a: string
let b: string
let c: string

beforeEach(async () => {
  store = await openTestStore()
  services = testServices(store)
  await createTestProject(store)
  const ids = await injectTestUnits(services, 'demo', ['a', 'b', 'c'])
  ;[a = '', b = '', c = ''] = [ids['a'], ids['b'], ids['c']]
  await dispatchTestRun(services, 'demo', a)
})

async function statuses(): Promise<Record<string, string>> {
  const units = await store.read.workUnit.findMany()
  return Object.fromEntries(units.map(({ chunk, status }) => [chunk, status]))
}

async function openItem(): Promise<string> {
  return (await store.read.attentionItem.findFirstOrThrow({ where: { state: 'OPEN' } })).id
}

describe('what was found', () => {
  it('is an open question to the operator, with its options and its evidence', async () => {
    expect(await flagTestConflict(services, 'demo', b, a)).toBe(false)
    expect(await statuses()).toMatchObject({ a: 'RUNNING', b: 'NEEDS_ATTENTION' })
    const [item] = await store.read.attentionItem.findMany()
    expect(item).toMatchObject({ kind: 'CONFLICT', options: ['PARALLELIZE', 'SERIALIZE'], detail: 'Both name src/a.ts.', runId: null })
    expect(item?.prompt).toContain('src/a.ts')
  })

  it('is not asked again while its evidence stands, also after its resolution', async () => {
    await flagTestConflict(services, 'demo', b, a)
    await answerAttention(services, OPERATOR, { item: await openItem(), option: 'PARALLELIZE' })
    const head = await store.read.workUnitChange.count()
    expect(await flagTestConflict(services, 'demo', b, a)).toBe(true)
    expect(await store.read.workUnitChange.count()).toBe(head)
    expect(await statuses()).toMatchObject({ b: 'READY' })
  })

  it('is asked again once there is new evidence', async () => {
    await flagTestConflict(services, 'demo', b, a)
    await answerAttention(services, OPERATOR, { item: await openItem(), option: 'PARALLELIZE' })
    expect(await flagTestConflict(services, 'demo', b, a, 'ASK_OPERATOR', 'src/b.ts')).toBe(false)
    expect(await store.read.conflict.findMany()).toMatchObject([{ resolution: null, resolvedBy: null }])
  })

  it('of no importance lets the unit go', async () => {
    expect(await flagTestConflict(services, 'demo', b, a, 'INDEPENDENT')).toBe(true)
    expect(await recordConflicts(services, SCHEDULER, 'demo', b, [])).toBe(true)
  })

  it('lets a unit go that once had to wait for one that is DONE now', async () => {
    await flagTestConflict(services, 'demo', b, c, 'SERIALIZE')
    expect(await statuses()).toMatchObject({ b: 'BLOCKED' })
    await deleteWorkUnit(services, OPERATOR, { project: 'demo', chunk: 'c' })
    await flagTestConflict(services, 'demo', b, a, 'SERIALIZE')
    await store.commit({ project: 'demo', actor: 'test' }, async (reader) => {
      const unit = await reader.chunk('a')
      return {
        writes: [{ unit: { ...unit, status: 'DONE', runs: unit.runs.map((run) => ({ ...run, endedAt: reader.at })) }, reason: 'done' }],
        result: null,
      }
    })
    expect(await statuses()).toMatchObject({ a: 'DONE', b: 'READY' })
    expect(await recordConflicts(services, SCHEDULER, 'demo', b, [])).toBe(true)
  })

  it('never makes two units wait for each other: the one that waits already goes second', async () => {
    await setDependencies(services, OPERATOR, { project: 'demo', chunk: 'a', dependsOn: ['c'] })
    await setDependencies(services, OPERATOR, { project: 'demo', chunk: 'c', dependsOn: ['b'] })
    expect(await flagTestConflict(services, 'demo', b, a, 'SERIALIZE')).toBe(true)
    expect(await store.read.conflict.findMany()).toMatchObject([{ firstId: b }])
  })

  it('about a unit that is not READY any more, or with one that is gone, is dropped', async () => {
    await expectNoChange(() => flagTestConflict(services, 'demo', a, b), false)
    await expectNoChange(() => flagTestConflict(services, 'demo', 'nobody', b), false)
    await expectNoChange(() => flagTestConflict(services, 'demo', b, 'nobody'), true)
  })

  async function expectNoChange(record: () => Promise<boolean>, answer: boolean): Promise<void> {
    const head = await store.read.workUnitChange.count()
    expect(await record()).toBe(answer)
    expect(await store.read.workUnitChange.count()).toBe(head)
  }
})

describe('a resolution', () => {
  beforeEach(async () => {
    await flagTestConflict(services, 'demo', b, a)
  })

  it.each([
    ['PARALLELIZE', { a: 'RUNNING', b: 'READY' }, null],
    ['SERIALIZE', { a: 'RUNNING', b: 'BLOCKED' }, 'a'],
  ] as const)('%s by answer holds for both units', async (option, expected, first) => {
    await answerAttention(services, { name: 'ada' }, { item: await openItem(), option })
    expect(await statuses()).toMatchObject(expected)
    expect(await store.read.conflict.findMany()).toMatchObject([{ resolution: option, resolvedBy: 'ada', firstId: first && a }])
    expect(await store.read.attentionItem.findMany()).toMatchObject([{ state: 'ANSWERED', answer: option, answeredBy: 'ada' }])
    expect(await store.read.workUnit.findFirst({ where: { chunk: 'b' } })).toMatchObject({ pendingAnswer: null })
  })

  it('puts the first of its chunks first, and answers the question', async () => {
    await resolveConflict(services, OPERATOR, { project: 'demo', chunks: ['b', 'a'], resolution: 'SERIALIZE' })
    expect(await statuses()).toMatchObject({ b: 'READY' })
    expect(await store.read.conflict.findMany()).toMatchObject([{ firstId: b }])
    expect(await store.read.attentionItem.findMany()).toMatchObject([{ state: 'ANSWERED' }])
  })

  it('that would make two units wait for each other is refused, by whichever way it comes', async () => {
    await setDependencies(services, OPERATOR, { project: 'demo', chunk: 'a', dependsOn: ['b'] })
    const resolve = () => resolveConflict(services, OPERATOR, { project: 'demo', chunks: ['a', 'b'], resolution: 'SERIALIZE' })
    await expectRefusal(store, resolve, 'DEPENDENCY_CYCLE', 'chunks', 'a → b → a')
    const item = await openItem()
    await expectRefusal(
      store,
      () => answerAttention(services, OPERATOR, { item, option: 'SERIALIZE' }),
      'DEPENDENCY_CYCLE',
      'option',
      'a → b → a',
    )
  })

  it('with bad input is refused', async () => {
    const cases: readonly [readonly string[], ErrorCode, string, string][] = [
      [['a'], 'VALIDATION_FAILED', 'chunks', 'two different chunks'],
      [['a', 'a'], 'VALIDATION_FAILED', 'chunks', 'two different chunks'],
      [['a', 'b', 'c'], 'VALIDATION_FAILED', 'chunks', 'two different chunks'],
      [['a', 'nobody'], 'NOT_FOUND', 'chunk', "'nobody'"],
      [['a', 'c'], 'NOT_FOUND', 'chunks', "No conflict between 'a' and 'c'"],
    ]
    for (const [chunks, code, field, words] of cases) {
      await expectRefusal(
        store,
        () => resolveConflict(services, OPERATOR, { project: 'demo', chunks, resolution: 'PARALLELIZE' }),
        code,
        field,
        words,
      )
    }
    const item = await openItem()
    await expectRefusal(
      store,
      () => answerAttention(services, OPERATOR, { item, answer: 'perhaps' }),
      'VALIDATION_FAILED',
      'option',
      'PARALLELIZE, SERIALIZE',
    )
  })
})
