import { describe, expect, inject, it } from 'vitest'
import { apply } from '../../src/domain/transitions.ts'
import { prioritizeWorkUnit } from '../../src/services/work-unit.ts'
import type { CommittedChange } from '../../src/store/observer.ts'
import type { Store } from '../../src/store/open.ts'
import { recordPublished, wholeLog } from '../support/change-log.ts'
import { collect } from '../support/collect.ts'
import { openSecondStore, openTestStore } from '../support/database.ts'
import { createTestProject, injectTestUnits, OPERATOR, testServices } from '../support/units.ts'
import { follow } from '../../src/store/follow.ts'

const DEMO = { project: 'demo', actor: 'test' }

function upTo(last: number): number[] {
  return Array.from({ length: last }, (_, index) => index + 1)
}

/** A write that loses updates unless each is decided on what the one before it has left. */
function addOne(store: Store): Promise<{ sequence: number }> {
  return store.commit(DEMO, async (reader) => {
    const unit = await reader.chunk('counter')
    return {
      writes: [{ unit: apply(unit, { type: 'prioritize', priority: unit.priority + 1 }, reader.at), reason: 'counted' }],
      result: null,
    }
  })
}

describe('two hundred concurrent commits', () => {
  async function count(stores: readonly Store[]): Promise<void> {
    const [store] = stores
    if (!store) throw new Error('At least one store counts.')
    const { id } = await createTestProject(store)
    const published = stores.map(recordPublished)
    const delivered = stores.map(({ changeFeed }) => collect(follow(changeFeed.log(id), 0), 200))
    await injectTestUnits(testServices(store), 'demo', ['counter'])

    const commits = await Promise.all(upTo(199).map((index) => addOne(stores[index % stores.length] ?? store)))

    const log = await wholeLog(store, id)
    expect(log.map(({ sequence }) => sequence)).toEqual(upTo(200))
    expect(log.map(({ revision }) => revision)).toEqual(upTo(200))
    expect(log.map(({ snapshot }) => snapshot?.unit.priority)).toEqual([0, ...upTo(199)])
    expect(commits.map(({ sequence }) => sequence).toSorted((a, b) => a - b)).toEqual(upTo(200).slice(1))
    expect(await store.read.project.findUnique({ where: { id } })).toMatchObject({ sequence: 200 })
    expect(await store.read.workUnit.findFirst()).toMatchObject({ priority: 199, revision: 200 })
    // Each server tells its subscribers what any of them has committed.
    for (const changes of await Promise.all(delivered)) expect(changes).toEqual(log)
    for (const changes of published) expect(changes).toEqual(log)
  }

  it('leave sequences and revisions 1…200 and no lost update', async () => {
    await count([await openTestStore()])
  })

  it.runIf(inject('database') === 'POSTGRESQL')('so they do from two servers (SQLite’s file belongs to one)', async () => {
    const store = await openTestStore()
    await count([store, await openSecondStore(store.location)])
  })
})

describe('a commit that fails', () => {
  const FAILURES: readonly [string, (store: Store) => Promise<unknown>, RegExp][] = [
    ['before it has read', (store) => store.commit(DEMO, () => Promise.reject(new Error('No.'))), /^No\.$/],
    [
      'after it has decided',
      (store) =>
        store.commit(DEMO, async (reader) => {
          apply(await reader.chunk('a'), { type: 'hold' }, reader.at)
          throw new Error('No.')
        }),
      /^No\.$/,
    ],
    [
      'in the database, at the very end of its transaction',
      (store) =>
        store.commit(DEMO, async (reader) => {
          const unit = await reader.chunk('a')
          return { writes: [{ unit: { ...unit, dependsOn: ['nobody'] }, reason: 'forged' }], result: null }
        }),
      /constraint/i,
    ],
    [
      'for a project that does not exist',
      (store) => store.commit({ ...DEMO, project: 'other' }, () => Promise.reject(new Error())),
      /no project 'other'/,
    ],
  ]

  it.each(FAILURES)('%s changes nothing, publishes nothing and burns no sequence', async (_, fail, message) => {
    const store = await openTestStore()
    const { id } = await createTestProject(store)
    await injectTestUnits(testServices(store), 'demo', ['a'])
    const published = recordPublished(store)

    await expect(fail(store)).rejects.toThrow(message)

    expect(published).toEqual([])
    expect(await wholeLog(store, id)).toHaveLength(1)
    const { sequence } = await prioritizeWorkUnit(testServices(store), OPERATOR, { project: 'demo', chunk: 'a', priority: 1 })
    expect(sequence).toBe(2)
    expect(published.map(({ revision }) => revision)).toEqual([2])
  })

  it.each(FAILURES.slice(0, 3))('%s is nobody else’s error, also where others share its transaction', async (_, fail, message) => {
    const store = await openTestStore()
    const { id } = await createTestProject(store)
    await injectTestUnits(testServices(store), 'demo', ['counter', 'a'])
    const published = recordPublished(store)

    const [before, failing, refused, after] = await Promise.allSettled([
      addOne(store),
      fail(store),
      prioritizeWorkUnit(testServices(store), OPERATOR, { project: 'demo', chunk: 'nobody', priority: 1 }),
      addOne(store),
    ])

    expect([before, after]).toMatchObject([
      { status: 'fulfilled', value: { sequence: 3 } },
      { status: 'fulfilled', value: { sequence: 4 } },
    ])
    expect(failing).toMatchObject({ status: 'rejected', reason: { message: expect.stringMatching(message) } })
    expect(refused).toMatchObject({ status: 'rejected', reason: { code: 'NOT_FOUND' } })
    expect(published.map(({ snapshot }) => snapshot?.unit.priority)).toEqual([1, 2])
    expect(published).toEqual((await wholeLog(store, id)).slice(2))
  })

  it('does not hold up the ones behind it', async () => {
    const store = await openTestStore()
    await createTestProject(store)
    await injectTestUnits(testServices(store), 'demo', ['counter'])
    const failing = store.commit(DEMO, () => Promise.reject(new Error('No.')))
    const behind = addOne(store)
    await expect(failing).rejects.toThrow('No.')
    expect(await behind).toMatchObject({ sequence: 2 })
  })
})

it('commits at the same time share a transaction, in their order; one that is refused leaves the others in it', async () => {
  const transactions: number[][] = []
  const observe = {
    committed: (_: string, changes: readonly CommittedChange[]) => void transactions.push(changes.map(({ change }) => change.sequence)),
  }
  const store = await openTestStore({ observe })
  await createTestProject(store)
  await injectTestUnits(testServices(store), 'demo', ['counter'])
  transactions.length = 0

  const refused = prioritizeWorkUnit(testServices(store), OPERATOR, { project: 'demo', chunk: 'nobody', priority: 1 })
  const commits = upTo(20).map(() => addOne(store))
  await expect(refused).rejects.toThrow('nobody')
  expect((await Promise.all(commits)).map(({ sequence }) => sequence)).toEqual(upTo(21).slice(1))

  expect(transactions.flat()).toEqual(upTo(21).slice(1))
  expect(transactions.map(({ length }) => length)).toEqual([15, 5])
})

it('a burst of commits leaves the rest of the server its turn after every transaction', async () => {
  let turn = 0
  const turns: number[] = []
  const store = await openTestStore({ observe: { committed: () => void turns.push(turn) } })
  await createTestProject(store)
  await injectTestUnits(testServices(store), 'demo', ['counter'])
  turns.length = 0

  let isOver = false
  const count = (): void => {
    turn += 1
    if (!isOver) setImmediate(count)
  }
  count()
  await Promise.all(upTo(80).map(() => addOne(store)))
  isOver = true

  expect(turns).toHaveLength(5)
  expect(new Set(turns).size).toBe(5)
})

describe('what is published', () => {
  it('can be read at once, by anybody', async () => {
    const store = await openTestStore()
    await createTestProject(store)
    const reads: Promise<unknown>[] = []
    store.subscribe('workUnitUpdated', ({ workUnitId, revision }) => {
      const found = store.read.workUnitChange.findUniqueOrThrow({ where: { workUnitId_revision: { workUnitId, revision } } })
      // Prisma asks the database only once somebody waits.
      reads.push(found.then((row) => row))
    })
    await injectTestUnits(testServices(store), 'demo', ['a', 'b'])
    await prioritizeWorkUnit(testServices(store), OPERATOR, { project: 'demo', chunk: 'b', priority: 1 })
    expect(await Promise.all(reads)).toMatchObject([{ chunk: 'a' }, { chunk: 'b', revision: 1 }, { chunk: 'b', revision: 2 }])
  })

  it('is what the log gives, and holds no hash of a token', async () => {
    const store = await openTestStore()
    const { id } = await createTestProject(store)
    const published = recordPublished(store)
    const services = testServices(store)
    const { a = '' } = await injectTestUnits(services, 'demo', [{ chunk: 'a', goal: 'Do it.' }])
    await store.commit(DEMO, async (reader) => {
      const run = { id: 'run', host: 'host', serverId: 'server', tokenHash: 'secret' }
      const unit = apply((await reader.unit(a)) ?? (await reader.chunk('a')), { type: 'dispatch', run }, reader.at)
      return { writes: [{ unit, reason: 'dispatched' }], result: null }
    })
    expect(published).toEqual(await wholeLog(store, id))
    expect(published).toMatchObject([{ kind: 'CREATED' }, { snapshot: { unit: { runs: [{ id: 'run', tokenHash: null }] } } }])
    expect(JSON.stringify(await store.read.workUnitChange.findMany())).not.toContain('secret')
    expect(await store.read.run.findFirst()).toMatchObject({ tokenHash: 'secret' })
  })

  it('a listener that throws is reported, and the others hear', async () => {
    const errors: unknown[] = []
    const store = await openTestStore({ onError: (error) => errors.push(error) })
    await createTestProject(store)
    store.subscribe('workUnitUpdated', () => {
      throw new Error('a bad listener')
    })
    const published = recordPublished(store)
    await injectTestUnits(testServices(store), 'demo', ['a'])
    expect(published).toHaveLength(1)
    expect(errors).toEqual([new Error('a bad listener')])
  })
})

describe('an entry of the log', () => {
  it('says who, what and why, and what was before', async () => {
    const at = new Date('2026-01-01T00:00:00.000Z')
    const store = await openTestStore({ now: () => at })
    const { id } = await createTestProject(store)
    const services = testServices(store)
    const { a } = await injectTestUnits(services, 'demo', ['a'])
    await prioritizeWorkUnit(services, { name: 'ada' }, { project: 'demo', chunk: 'a', priority: 3 })
    const [, change] = await wholeLog(store, id)
    expect(change).toMatchObject({
      ...{ projectId: id, sequence: 2, workUnitId: a, revision: 2, chunk: 'a', kind: 'UPDATED', actor: 'ada', reason: 'priority 3', at },
      ...{ previousStatus: 'READY', previousPhase: 'IMPLEMENT', changedFields: ['priority'] },
      snapshot: { unit: { id: a, priority: 3, revision: 2, ordinal: 1, updatedAt: at, createdAt: at }, blockedBy: [], dependents: [] },
    })
  })

  it('is not written for a unit that stays as it is', async () => {
    const store = await openTestStore()
    const { id } = await createTestProject(store)
    const services = testServices(store)
    const { a } = await injectTestUnits(services, 'demo', ['a'])
    const published = recordPublished(store)
    const committed = await prioritizeWorkUnit(services, OPERATOR, { project: 'demo', chunk: 'a', priority: 0 })
    expect(committed).toEqual({ result: null, sequence: 1, units: [{ id: a, revision: 1 }] })
    expect(published).toEqual([])
    expect(await wholeLog(store, id)).toHaveLength(1)
  })

  it('comes with its place in the log as the age of a new unit', async () => {
    const store = await openTestStore()
    await createTestProject(store)
    const services = testServices(store)
    await injectTestUnits(services, 'demo', [{ chunk: 'b', dependsOn: ['a'] }, 'a'])
    await prioritizeWorkUnit(services, OPERATOR, { project: 'demo', chunk: 'b', priority: 1 })
    await injectTestUnits(services, 'demo', ['c'])
    const units = await store.read.workUnit.findMany({ orderBy: { ordinal: 'asc' }, select: { chunk: true, ordinal: true } })
    expect(units).toEqual([
      { chunk: 'a', ordinal: 1 },
      { chunk: 'b', ordinal: 2 },
      { chunk: 'c', ordinal: 4 },
    ])
  })
})

it('a thousand units are one commit, whose state can be read back in one go', async () => {
  const store = await openTestStore()
  const { id } = await createTestProject(store)
  const chunks = upTo(1_000).map((index) => ({ chunk: `c${index}`, dependsOn: index > 1 ? [`c${index - 1}`] : [] }))
  const published = recordPublished(store)
  await injectTestUnits(testServices(store), 'demo', chunks)
  expect(published.map(({ sequence }) => sequence)).toEqual(upTo(1_000))
  const snapshots = await store.changeLog.snapshots(published.map(({ workUnitId, revision }) => ({ id: workUnitId, revision })))
  expect(snapshots.map(({ unit }) => unit.chunk)).toEqual(chunks.map(({ chunk }) => chunk))
  const asOf = await store.changeLog.asOf(
    id,
    1_000,
    published.map(({ workUnitId }) => workUnitId),
  )
  expect(asOf.size).toBe(1_000)
})
