import { beforeEach, expect, it } from 'vitest'
import { deleteWorkUnit } from '../../src/services/deletion.ts'
import { prioritizeWorkUnit } from '../../src/services/work-unit.ts'
import { openTestStore, type TestStore } from '../support/database.ts'
import { expectRefusal } from '../support/refusal.ts'
import { createTestProject, dispatchTestRun, injectTestUnits, OPERATOR, type TestServices, testServices } from '../support/units.ts'

const A = { project: 'demo', chunk: 'a' }

let store: TestStore
let services: TestServices
let id: string
let errors: unknown[]

beforeEach(async () => {
  store = await openTestStore()
  errors = []
  services = testServices(store, { onError: (error) => errors.push(error) })
  await createTestProject(store)
  id = (await injectTestUnits(services, 'demo', ['a']))['a'] ?? ''
})

it('a unit without work goes, and then its worktree', async () => {
  const units: Promise<number>[] = []
  services.repositories.discard = () => {
    units.push(store.read.workUnit.count().then((count) => count))
    return Promise.resolve()
  }
  expect(await deleteWorkUnit(services, OPERATOR, A)).toEqual({ result: { workUnitId: id, backupRef: null }, sequence: 2, units: [] })
  expect(await Promise.all(units)).toEqual([0])
  expect(await store.read.workUnitChange.findMany({ where: { kind: 'DELETED' } })).toMatchObject([
    { workUnitId: id, revision: 2, reason: 'deleted' },
  ])
})

it.each([
  [{ uncommitted: ['x', 'y'], unmergedCommits: 0 }, 'uncommitted changes in x, y'],
  [{ uncommitted: [], unmergedCommits: 3 }, '3 commit(s) that are not on main'],
])('a unit with work %j stays unless forced', async (work, words) => {
  Object.assign(services.repositories, work)
  await expectRefusal(store, () => deleteWorkUnit(services, OPERATOR, A), 'UNMERGED_WORK', 'force', words)
  expect(services.repositories).toMatchObject({ backups: [], discarded: [] })
})

it('force keeps the work in a backup ref first, and says so in the history', async () => {
  services.repositories.unmergedCommits = 1
  const backupRef = 'refs/signalbox/backup/a-1'
  expect(await deleteWorkUnit(services, OPERATOR, { ...A, force: true })).toMatchObject({ result: { backupRef } })
  expect(services.repositories).toMatchObject({ backups: ['a'], discarded: ['a'] })
  expect(await store.read.workUnitChange.findFirst({ where: { kind: 'DELETED' } })).toMatchObject({
    reason: `deleted; its work remains at ${backupRef}`,
  })
})

it('a backup that fails leaves the unit and its worktree', async () => {
  services.repositories.backup = () => Promise.reject(new Error('The disk is full.'))
  await expect(deleteWorkUnit(services, OPERATOR, { ...A, force: true })).rejects.toThrow('The disk is full.')
  expect(await store.read.workUnit.count()).toBe(1)
  expect(services.repositories.discarded).toEqual([])
})

it('a unit that changes while git is asked is looked at again', async () => {
  const { repositories } = services
  const backup = repositories.backup.bind(repositories)
  repositories.unmergedCommits = 1
  let looks = 0
  repositories.backup = async (project, unit) => {
    looks += 1
    if (looks <= 2) await prioritizeWorkUnit(services, OPERATOR, { ...A, priority: looks })
    return backup(project, unit)
  }
  expect(await deleteWorkUnit(services, OPERATOR, { ...A, force: true })).toMatchObject({ sequence: 4 })
  expect(looks).toBe(3)
})

it('a unit that changes while git is asked is refused where the caller named its revision', async () => {
  services.repositories.unmergedWork = async () => {
    await prioritizeWorkUnit(services, OPERATOR, { ...A, priority: 1 })
    return { uncommitted: [], unmergedCommits: 0 }
  }
  await expect(deleteWorkUnit(services, OPERATOR, { ...A, expectedRevision: 1 })).rejects.toMatchObject({ code: 'STALE_REVISION' })
  expect(await store.read.workUnit.count()).toBe(1)
})

it('nobody waits for git', async () => {
  services.repositories.unmergedWork = async () => {
    await injectTestUnits(services, 'demo', ['b'])
    return { uncommitted: [], unmergedCommits: 0 }
  }
  expect(await deleteWorkUnit(services, OPERATOR, A)).toMatchObject({ sequence: 3 })
})

it('a worktree that cannot be removed is reported, and the unit is gone all the same', async () => {
  services.repositories.discard = () => Promise.reject(new Error('It is busy.'))
  expect(await deleteWorkUnit(services, OPERATOR, A)).toMatchObject({ sequence: 2 })
  expect(errors).toEqual([new Error('It is busy.')])
  expect(await store.read.workUnit.count()).toBe(0)
})

it('a running unit is not deleted, and git is not asked', async () => {
  await dispatchTestRun(services, 'demo', id)
  services.repositories.unmergedWork = () => Promise.reject(new Error('Nobody should ask.'))
  await expectRefusal(store, () => deleteWorkUnit(services, OPERATOR, A), 'ILLEGAL_TRANSITION', undefined, "'a' is RUNNING")
})

it('an unknown chunk and an old revision are refused', async () => {
  await expectRefusal(store, () => deleteWorkUnit(services, OPERATOR, { ...A, chunk: 'z' }), 'NOT_FOUND', 'chunk', "'z'")
  await expectRefusal(
    store,
    () => deleteWorkUnit(services, OPERATOR, { ...A, expectedRevision: 2 }),
    'STALE_REVISION',
    'expectedRevision',
    'not at 2',
  )
})
