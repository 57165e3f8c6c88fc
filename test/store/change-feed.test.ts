import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Change } from '../../src/domain/change.ts'
import { createChangeFeed } from '../../src/store/change-feed.ts'
import { createPubSub, type PubSub } from '../../src/store/pubsub.ts'
import { prioritizeWorkUnit } from '../../src/services/work-unit.ts'
import { recordPublished } from '../support/change-log.ts'
import { collect } from '../support/collect.ts'
import { openTestStore, type TestStore } from '../support/database.ts'
import { createTestProject, dispatchTestRun, injectTestUnits, OPERATOR, type TestServices, testServices } from '../support/units.ts'
import { follow } from '../../src/store/follow.ts'

let store: TestStore
let services: TestServices
let project: string

beforeEach(async () => {
  store = await openTestStore()
  services = testServices(store)
  project = (await createTestProject(store)).id
  await injectTestUnits(services, 'demo', ['a'])
})

let priority = 0

/** So many changes, one after the other. */
async function change(count: number): Promise<void> {
  for (let done = 0; done < count; done += 1) {
    priority = (priority + 1) % 1_000
    await prioritizeWorkUnit(services, OPERATOR, { project: 'demo', chunk: 'a', priority })
  }
}

function sequences(changes: readonly Change[]): number[] {
  return changes.map(({ sequence }) => sequence)
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index)
}

describe('a subscriber', () => {
  it('gets what is in the log, then what is committed, without a seam', async () => {
    await change(3)
    const feed = follow(store.changeFeed.log(project), 1)
    expect(sequences(await collect(feed, 3))).toEqual([2, 3, 4])
    const live = collect(feed, 3)
    await change(3)
    expect(sequences(await live)).toEqual([5, 6, 7])
  })

  it('gets live what a replay would give', async () => {
    const feed = follow(store.changeFeed.log(project), 1)
    await change(2)
    const live = await collect(feed, 2)
    expect(live).toEqual((await store.changeLog.page(project, 1)).slice(0, 2))
  })

  it('loses nothing between its subscribe and its first next()', async () => {
    const feed = follow(store.changeFeed.log(project), 1)
    await change(3)
    expect(sequences(await collect(feed, 3))).toEqual([2, 3, 4])
  })

  it('gets every change once and in order, wherever it starts among racing commits', async () => {
    const commits = change(30)
    const starts: Promise<Change[]>[] = []
    const stop = store.subscribe('workUnitUpdated', ({ sequence }) => {
      // Each subscribes in the very turn in which a change is published: one right there, one before, one ahead of it.
      for (const position of [0, sequence - 1, sequence, sequence + 1]) {
        if (position < 31) starts.push(collect(follow(store.changeFeed.log(project), position), 31 - position))
      }
    })
    await commits
    stop()
    expect(starts.length).toBeGreaterThan(100)
    for (const seen of await Promise.all(starts)) expect(sequences(seen)).toEqual(range(32 - seen.length, 31))
  })

  it('hears of its own project only', async () => {
    await createTestProject(store, { key: 'other' })
    const feed = follow(store.changeFeed.log(project), 1)
    await injectTestUnits(services, 'other', ['x', 'y'])
    await change(1)
    expect(await collect(feed, 1)).toMatchObject([{ projectId: project, sequence: 2 }])
  })

  it('that stops while it waits is told at once', async () => {
    const feed = follow(store.changeFeed.log(project), 1)
    const waiting = feed.next()
    await feed.return?.()
    expect(await waiting).toEqual({ done: true, value: undefined })
  })
})

describe('hints', () => {
  let pubsub: PubSub
  let changes: Change[]

  beforeEach(async () => {
    const published = recordPublished(store)
    await change(9)
    changes = published
    pubsub = createPubSub((error) => {
      throw error
    })
  })

  /** Subscribers at the head of a log of one change, who then hear of changes in this order. */
  async function hear(order: readonly number[], count: number): Promise<number[][]> {
    const feed = createChangeFeed(store.changeLog, pubsub)
    // As it was before those changes: a page ends where the hints have come to.
    const early = follow(feed.log(project), 1)
    const eager = collect(early, count)
    const late = follow(feed.log(project), 1)
    for (const sequence of order) {
      const hint = changes[sequence - 2]
      if (hint) pubsub.publish('workUnitUpdated', hint)
    }
    return Promise.all([eager, collect(late, count)].map(async (seen) => sequences(await seen)))
  }

  it.each<[string, number[]]>([
    ['in order', [2, 3, 4, 5]],
    ['twice', [2, 2, 3, 3, 3, 2, 4, 5]],
    ['in disorder', [3, 2, 5, 4]],
    ['with gaps', [2, 5]],
    ['only the last one', [5]],
  ])('%s: every change comes once, in order', async (_, order) => {
    expect(await hear(order, 4)).toEqual([range(2, 5), range(2, 5)])
  })

  it('in any order, with any lost: every change comes once, in order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 2, max: 10 }), { maxLength: 15 }), async (order) => {
        expect(await hear([...order, 10], 9)).toEqual([range(2, 10), range(2, 10)])
      }),
      { numRuns: 15 },
    )
  })

  it('that are lost delay a subscriber until the next one comes: the feed has no poll of its own', async () => {
    const feed = follow(createChangeFeed(store.changeLog, pubsub).log(project), 10)
    const waiting = collect(feed, 2)
    // Committed by this store, and announced on its own PubSub only.
    const published = recordPublished(store)
    await change(2)
    const [, last] = published
    if (last) pubsub.publish('workUnitUpdated', last)
    expect(sequences(await waiting)).toEqual([11, 12])
  })
})

it('a subscriber that fell behind the tail reads the log, and comes to the head', async () => {
  const pubsub = createPubSub((error) => {
    throw error
  })
  let reads = 0
  const log = { ...store.changeLog, page: (id: string, position: number) => ((reads += 1), store.changeLog.page(id, position)) }
  const feed = createChangeFeed(log, pubsub)
  const slow = follow(feed.log(project), 0)
  store.subscribe('workUnitUpdated', (change) => pubsub.publish('workUnitUpdated', change))
  await injectTestUnits(
    services,
    'demo',
    range(2, 700).map((index) => `c${index}`),
  )
  expect(sequences(await collect(slow, 700))).toEqual(range(1, 700))
  expect(reads).toBeLessThanOrEqual(2)
  const swift = follow(feed.log(project), 400)
  const before = reads
  expect(sequences(await collect(swift, 300))).toEqual(range(401, 700))
  expect(reads, 'what is in the tail needs no read').toBe(before)
})

describe('run output', () => {
  it('comes from the log, then live, each piece once and in order', async () => {
    const { b = '' } = await injectTestUnits(services, 'demo', ['b'])
    const { runId } = await dispatchTestRun(services, 'demo', b)
    const say = (...texts: string[]) =>
      store.runOutput.append(
        runId,
        texts.map((text) => ({ stream: 'OUT', text, at: new Date() })),
      )
    await say('one', 'two')
    const all = follow(store.runOutput.log(runId), 0)
    const rest = follow(store.runOutput.log(runId), 2)
    const waiting = collect(rest, 2)
    await say('three')
    await say()
    await say('four')
    expect(await collect(all, 4)).toMatchObject(
      ['one', 'two', 'three', 'four'].map((text, index) => ({ position: index + 1, text, stream: 'OUT' })),
    )
    expect((await waiting).map(({ text }) => text)).toEqual(['three', 'four'])
  })
})
