import { beforeEach, expect, inject, it } from 'vitest'
import { createProject, updateProject } from '../../src/services/project.ts'
import { deleteWorkUnit } from '../../src/services/deletion.ts'
import { injectWorkUnits } from '../../src/services/injection.ts'
import { holdWorkUnit, prioritizeWorkUnit } from '../../src/services/work-unit.ts'
import { openSecondStore, openTestStore, type TestStore } from '../support/database.ts'
import { createTestProject, injectTestUnits, OPERATOR, type TestServices, testServices } from '../support/units.ts'

const ONCE = { name: 'ada', idempotencyKey: 'key-1' }
const INPUT = { project: 'demo', chunk: 'a', priority: 5 }

let store: TestStore
let services: TestServices

beforeEach(async () => {
  store = await openTestStore()
  services = testServices(store)
  await createTestProject(store)
  await injectTestUnits(services, 'demo', ['a'])
})

it('a repeat gets the first answer, and is no second change', async () => {
  const first = await prioritizeWorkUnit(services, ONCE, INPUT)
  await prioritizeWorkUnit(services, OPERATOR, { ...INPUT, priority: 6 })
  expect(await prioritizeWorkUnit(services, ONCE, INPUT)).toEqual(first)
  expect(await store.read.workUnit.findFirst()).toMatchObject({ priority: 6, revision: 3 })
})

it('twenty repeats at once are one change', async () => {
  const input = { project: 'demo', workUnits: [{ chunk: 'b' }, { chunk: 'c' }] }
  const answers = await Promise.all(Array.from({ length: 20 }, () => injectWorkUnits(services, ONCE, input)))
  expect(answers).toEqual(Array.from({ length: 20 }, () => answers[0]))
  expect(await store.read.workUnitChange.count()).toBe(3)
})

it.runIf(inject('database') === 'POSTGRESQL')('twenty repeats at two servers are one change (SQLite’s file belongs to one)', async () => {
  const both = [services, testServices(await openSecondStore(store.location))]
  const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => prioritizeWorkUnit(both[index % 2] ?? services, ONCE, INPUT)))
  expect(answers).toEqual(Array.from({ length: 20 }, () => answers[0]))
  expect(await store.read.workUnitChange.count()).toBe(2)
})

it('one key for two projects at once is good for one of them', async () => {
  await createTestProject(store, { key: 'second' })
  await injectTestUnits(services, 'second', ['a'])
  const calls = ['demo', 'second'].map((project) => prioritizeWorkUnit(services, ONCE, { ...INPUT, project }))
  const outcomes = await Promise.allSettled(calls)
  expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  expect(outcomes).toContainEqual(expect.objectContaining({ reason: expect.objectContaining({ code: 'IDEMPOTENCY_CONFLICT' }) }))
  expect(await store.read.workUnit.count({ where: { priority: 5 } })).toBe(1)
})

it('a repeat after a restart gets the first answer', async () => {
  const first = await prioritizeWorkUnit(services, ONCE, INPUT)
  await store.close()
  const reopened = await openSecondStore(store.location)
  expect(await prioritizeWorkUnit(testServices(reopened), ONCE, INPUT)).toEqual(first)
  expect(await reopened.read.workUnitChange.count()).toBe(2)
})

it('the same input in another spelling is the same input', async () => {
  const first = await prioritizeWorkUnit(services, ONCE, INPUT)
  expect(await prioritizeWorkUnit(services, ONCE, { priority: 5, expectedRevision: null, chunk: 'a', project: 'demo' })).toEqual(first)
})

it('another input, or another operation, with the same key is refused and changes nothing', async () => {
  await prioritizeWorkUnit(services, ONCE, INPUT)
  const conflict = expect.objectContaining({ code: 'IDEMPOTENCY_CONFLICT', field: 'idempotencyKey' })
  await expect(prioritizeWorkUnit(services, ONCE, { ...INPUT, priority: 6 })).rejects.toThrow(conflict)
  await expect(holdWorkUnit(services, ONCE, { project: 'demo', chunk: 'a' })).rejects.toThrow(conflict)
  await expect(updateProject(services, ONCE, { key: 'demo', paused: true })).rejects.toThrow(conflict)
  expect(await store.read.workUnit.findFirst()).toMatchObject({ priority: 5, held: false, revision: 2 })
  expect(await store.read.project.findFirst()).toMatchObject({ paused: false })
})

it('a key belongs to its caller', async () => {
  await prioritizeWorkUnit(services, ONCE, INPUT)
  await prioritizeWorkUnit(services, { ...ONCE, name: 'bob' }, { ...INPUT, priority: 6 })
  expect(await store.read.workUnit.findFirst()).toMatchObject({ priority: 6 })
})

it('a refused request leaves its key free', async () => {
  await expect(prioritizeWorkUnit(services, ONCE, { ...INPUT, chunk: 'nobody' })).rejects.toThrow("no chunk 'nobody'")
  expect(await prioritizeWorkUnit(services, ONCE, INPUT)).toMatchObject({ sequence: 2 })
})

it('projects are created and changed once', async () => {
  const input = { key: 'other', repositoryPath: '/other', agent: { driver: 'COMMAND' as const, command: ['agent'] } }
  const projects = await Promise.all([1, 2, 3].map(() => createProject(services, ONCE, input)))
  expect(projects).toEqual([1, 2, 3].map(() => projects[0]))
  expect(await store.read.project.count()).toBe(2)
})

it('a deletion that is repeated at once removes one worktree', async () => {
  const input = { project: 'demo', chunk: 'a' }
  const [first, second] = await Promise.all([deleteWorkUnit(services, ONCE, input), deleteWorkUnit(services, ONCE, input)])
  expect(second).toEqual(first)
  expect(services.repositories.discarded).toEqual(['a'])
})

it('a repeated deletion does not touch a new unit of the same chunk', async () => {
  const input = { project: 'demo', chunk: 'a', force: true }
  const first = await deleteWorkUnit(services, ONCE, input)
  await injectTestUnits(services, 'demo', ['a'])
  services.repositories.unmergedCommits = 1
  expect(await deleteWorkUnit(services, ONCE, input)).toEqual(first)
  expect(await store.read.workUnit.count()).toBe(1)
  expect(services.repositories).toMatchObject({ discarded: ['a'], backups: [] })
})

it.each(['', ' ', 'x'.repeat(201)])('the key %j is refused', async (idempotencyKey) => {
  const refusal = expect.objectContaining({ code: 'VALIDATION_FAILED', field: 'idempotencyKey' })
  await expect(async () => prioritizeWorkUnit(services, { name: 'ada', idempotencyKey }, INPUT)).rejects.toThrow(refusal)
})
