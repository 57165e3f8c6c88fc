import { beforeEach, expect, it } from 'vitest'
import type { ErrorCode } from '../../src/domain/errors.ts'
import { injectWorkUnits } from '../../src/services/injection.ts'
import { openTestStore, type TestStore } from '../support/database.ts'
import { expectRefusal } from '../support/refusal.ts'
import { createTestProject, OPERATOR, type TestServices, testServices } from '../support/units.ts'

let store: TestStore
let services: TestServices

beforeEach(async () => {
  store = await openTestStore()
  services = testServices(store)
  await createTestProject(store)
})

it('chunks become units in dependency order, in one piece of the log', async () => {
  const workUnits = [
    { chunk: 'c', dependsOn: ['b', 'a'], priority: 7 },
    { chunk: 'b', dependsOn: ['a'], held: true },
    { chunk: 'a', title: 'The first' },
  ]
  const { sequence, units } = await injectWorkUnits(services, OPERATOR, { project: 'demo', workUnits })
  expect(sequence).toBe(3)
  expect(units).toHaveLength(3)
  expect(await store.read.workUnit.findMany({ orderBy: { ordinal: 'asc' } })).toMatchObject([
    { chunk: 'a', title: 'The first', status: 'READY', phase: 'GOAL', priority: 0, held: false, revision: 1 },
    { chunk: 'b', status: 'BLOCKED', held: true },
    { chunk: 'c', status: 'BLOCKED', priority: 7 },
  ])
})

it('a document says what the request does not, and the request goes before it', async () => {
  const goal = '---\ndepends_on: [base]\npriority: 5\ncode_paths: [src/a.ts]\n---\n\n# Fly\n\nMake it fly.\n'
  await injectWorkUnits(services, OPERATOR, { project: 'demo', workUnits: [{ chunk: 'base' }, { chunk: 'fly', goal }] })
  await injectWorkUnits(services, OPERATOR, {
    project: 'demo',
    workUnits: [{ chunk: 'fly-again', goal, dependsOn: [], priority: 1, title: 'Again' }],
  })
  const [, fly, again] = await store.read.workUnit.findMany({ orderBy: { ordinal: 'asc' } })
  expect(fly).toMatchObject({ title: 'Fly', priority: 5, status: 'BLOCKED', phase: 'PLAN', codePaths: ['src/a.ts'] })
  expect(fly?.goal).toContain('Make it fly.')
  expect(again).toMatchObject({ title: 'Again', priority: 1, status: 'READY' })
})

it('a bad chunk is refused with its place, and none of its injection happens', async () => {
  await injectWorkUnits(services, OPERATOR, { project: 'demo', workUnits: [{ chunk: 'old' }] })
  const good = { chunk: 'good' }
  const cases: readonly [readonly { chunk: string }[], ErrorCode, string, string][] = [
    [[], 'VALIDATION_FAILED', 'workUnits', 'found 0'],
    [Array.from({ length: 1_001 }, (_, index) => ({ chunk: `c${index}` })), 'VALIDATION_FAILED', 'workUnits', 'found 1001'],
    [[good, { chunk: 'Bad' }], 'VALIDATION_FAILED', 'workUnits[1].chunk', '"Bad"'],
    [[good, { chunk: 'old' }], 'DUPLICATE_CHUNK', 'workUnits[1].chunk', "'old'"],
    [[good, good], 'DUPLICATE_CHUNK', 'workUnits[1].chunk', 'named twice'],
    [[good, bad({ dependsOn: ['nobody'] })], 'NOT_FOUND', 'workUnits[1].dependsOn', "'nobody'"],
    [[good, bad({ dependsOn: ['good', ''] })], 'VALIDATION_FAILED', 'workUnits[1].dependsOn[1]', '""'],
    [[good, bad({ dependsOn: ['bad'] })], 'DEPENDENCY_CYCLE', 'workUnits', 'bad → bad'],
    [[good, bad({ priority: 1_001 })], 'VALIDATION_FAILED', 'workUnits[1].priority', '1001'],
    [[good, bad({ goal: 'x'.repeat(300 * 1024) })], 'VALIDATION_FAILED', 'workUnits[1].goal', '300 KiB'],
    [[good, bad({ title: ' ' })], 'VALIDATION_FAILED', 'workUnits[1].title', 'not blank'],
    [[good, bad({ goal: '---\nstatus: ACTIVE\n---\nDone.' })], 'VALIDATION_FAILED', 'workUnits[1].goal', 'finished'],
    [[good, bad({ goal: '---\n: : [\n---\n' })], 'VALIDATION_FAILED', 'workUnits[1].goal', ''],
  ]
  for (const [workUnits, code, field, words] of cases) {
    await expectRefusal(store, () => injectWorkUnits(services, OPERATOR, { project: 'demo', workUnits }), code, field, words)
  }
  await expectRefusal(
    store,
    () => injectWorkUnits(services, OPERATOR, { project: 'other', workUnits: [good] }),
    'NOT_FOUND',
    'project',
    "'other'",
  )
})

it('two injections of one chunk at once make one unit', async () => {
  const once = () => injectWorkUnits(services, OPERATOR, { project: 'demo', workUnits: [{ chunk: 'a' }] })
  const outcomes = await Promise.allSettled([once(), once()])
  expect(outcomes).toMatchObject([{ status: 'fulfilled' }, { status: 'rejected', reason: { code: 'DUPLICATE_CHUNK' } }])
  expect(await store.read.workUnit.count()).toBe(1)
})

function bad(patch: object): { chunk: string } {
  return { chunk: 'bad', ...patch }
}
