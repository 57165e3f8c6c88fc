/** Several stores on one PostgreSQL, as several servers have them: what one commits, all deliver. Nothing is polled where a test does not say so. */
import { describe, expect, inject, it } from 'vitest'
import { injectWorkUnits } from '../../src/services/injection.ts'
import { prioritizeWorkUnit } from '../../src/services/work-unit.ts'
import type { Store } from '../../src/store/open.ts'
import { recordPublished } from '../support/change-log.ts'
import { collect } from '../support/collect.ts'
import { createTestDatabase, openSecondStore, openTestStore } from '../support/database.ts'
import { openDatabaseProxy } from '../support/database-proxy.ts'
import { createTestProject, dispatchTestRun, injectTestUnits, OPERATOR, type TestServices, testServices } from '../support/units.ts'
import { follow } from '../../src/store/follow.ts'

const NEVER = { pollMs: 2 ** 31 - 1 }

interface Server {
  readonly store: Store
  readonly services: TestServices
}

/** Two servers, and a project with the unit `a`. */
async function twoServers(): Promise<{ here: Server; there: Server; project: string }> {
  const store = await openTestStore(NEVER)
  const other = await openSecondStore(store.location, NEVER)
  const here = { store, services: testServices(store) }
  const project = (await createTestProject(store)).id
  await injectTestUnits(here.services, 'demo', ['a'])
  return { here, there: { store: other, services: testServices(other) }, project }
}

let priority = 0

function change({ services }: Server): Promise<unknown> {
  priority = (priority + 1) % 1_000
  return prioritizeWorkUnit(services, OPERATOR, { project: 'demo', chunk: 'a', priority })
}

/** What a run says on one server is followed on the other. */
async function followOutput(follower: Store, { store, services }: Server): Promise<void> {
  const { talks = '' } = await injectTestUnits(services, 'demo', ['talks'])
  const { runId } = await dispatchTestRun(services, 'demo', talks)
  const reader = follow(follower.runOutput.log(runId), 0)
  for (const text of ['one', 'two']) {
    const next = collect(reader, 1)
    await store.runOutput.append(runId, [{ stream: 'OUT', text, at: new Date() }])
    expect(await next).toMatchObject([{ text }])
  }
}

/** Resolves with the project that a store next says has new settings. */
function settingsHeard({ store }: Server): Promise<string> {
  return new Promise((resolve) => {
    const stop = store.subscribe('projectUpdated', ({ projectId }) => {
      stop()
      resolve(projectId)
    })
  })
}

describe.runIf(inject('database') === 'POSTGRESQL')('what another server writes', () => {
  it('reaches a follower by itself, change by change', async () => {
    const { here, there, project } = await twoServers()
    const feed = follow(here.store.changeFeed.log(project), 1)
    for (const sequence of [2, 3, 4]) {
      const next = collect(feed, 1)
      await change(there)
      expect(await next).toMatchObject([{ sequence, snapshot: { unit: { chunk: 'a', revision: sequence } } }])
    }
  })

  it('is found by the poll where the doorbell is never let in', async () => {
    const proxy = await openDatabaseProxy(await createTestDatabase())
    proxy.refuse('LISTEN')
    const errors: unknown[] = []
    const here = await openSecondStore(proxy.location, { pollMs: 20, onError: (error) => errors.push(error) })
    const there = await openSecondStore(proxy.location, { ...NEVER, onError: () => undefined })
    const project = (await createTestProject(there)).id
    const feed = follow(here.changeFeed.log(project), 0)
    for (const chunk of ['a', 'b']) {
      const next = collect(feed, 1)
      await injectTestUnits(testServices(there), 'demo', [chunk])
      expect(await next).toMatchObject([{ chunk }])
    }
    await followOutput(here, { store: there, services: testServices(there) })
  })

  it('in settings and new projects is told', async () => {
    const { here, there, project } = await twoServers()
    const heard = settingsHeard(here)
    await there.store.projects.update('demo', () => ({ maxAgents: 7 }))
    expect(await heard).toBe(project)
    const heardOfNew = settingsHeard(here)
    const other = await createTestProject(there.store, { key: 'other' })
    expect(await heardOfNew).toBe(other.id)
    const feed = follow(here.store.changeFeed.log(other.id), 0)
    await injectTestUnits(there.services, 'other', ['x'])
    expect(await collect(feed, 1)).toMatchObject([{ chunk: 'x', sequence: 1 }])
  })

  it('of a run’s output reaches its followers', async () => {
    const { here, there } = await twoServers()
    await followOutput(here.store, there)
  })
})

describe.runIf(inject('database') === 'POSTGRESQL')('a COMMIT whose acknowledgement is lost', () => {
  it('is an error for who made it, and a change for who follows, though nothing else happens', async () => {
    const proxy = await openDatabaseProxy(await createTestDatabase())
    const store = await openSecondStore(proxy.location, NEVER)
    const here = { store, services: testServices(store) }
    const project = (await createTestProject(store)).id
    await injectTestUnits(here.services, 'demo', ['a'])
    const published = recordPublished(store)
    const feed = follow(store.changeFeed.log(project), 1)

    const next = collect(feed, 1)
    proxy.swallowAnswerTo('COMMIT')
    await expect(change(here)).rejects.toThrow()
    expect(await next).toMatchObject([{ sequence: 2, changedFields: ['priority'] }])

    await change(here)
    expect(await collect(feed, 1)).toMatchObject([{ sequence: 3 }])
    expect(published.map(({ sequence }) => sequence)).toEqual([2, 3])
  })

  it('is an error for all whose commits shared it, and none of them is made twice', async () => {
    const proxy = await openDatabaseProxy(await createTestDatabase())
    const store = await openSecondStore(proxy.location, NEVER)
    const here = { store, services: testServices(store) }
    const project = (await createTestProject(store)).id
    await injectTestUnits(here.services, 'demo', ['a'])
    const feed = follow(store.changeFeed.log(project), 1)

    const next = collect(feed, 3)
    proxy.swallowAnswerTo('COMMIT')
    const outcomes = await Promise.allSettled([change(here), change(here), change(here)])
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
    expect((await next).map(({ sequence }) => sequence)).toEqual([2, 3, 4])
    expect(await change(here)).toMatchObject({ sequence: 5 })
  })
})

it('a burst of a hundred changes of this server costs no read, whoever follows', async () => {
  const read: string[] = []
  const store = await openTestStore({ ...NEVER, onQuery: (sql) => read.push(sql) })
  const services = testServices(store)
  const project = (await createTestProject(store)).id
  const feeds = Array.from({ length: 10 }, () => follow(store.changeFeed.log(project), 0))
  const first = Promise.all(feeds.map((feed) => collect(feed, 1)))
  await injectTestUnits(services, 'demo', ['a'])
  await first
  read.length = 0
  const all = feeds.map((feed) => collect(feed, 100))
  const workUnits = Array.from({ length: 90 }, (_, index) => ({ chunk: `c${index}` }))
  await injectWorkUnits(services, OPERATOR, { project: 'demo', workUnits })
  for (let count = 0; count < 10; count += 1) await change({ store, services })
  for (const seen of all) expect(await seen).toHaveLength(100)
  expect(read.filter((sql) => sql.includes('WorkUnitChange'))).toEqual([])
})
