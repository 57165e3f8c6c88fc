/** What has expired is said to have expired, and everything else is there: every cursor replays exactly what came after it, or is refused. */
import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Change } from '../../src/domain/change.ts'
import { SignalboxError } from '../../src/domain/errors.ts'
import { GRACE_MS, type Retention } from '../../src/domain/retention.ts'
import { apply } from '../../src/domain/transitions.ts'
import { createChangeFeed } from '../../src/store/change-feed.ts'
import { follow } from '../../src/store/follow.ts'
import { createPubSub } from '../../src/store/pubsub.ts'
import { deleteWorkUnit } from '../../src/services/deletion.ts'
import { injectWorkUnits } from '../../src/services/injection.ts'
import { holdWorkUnit, prioritizeWorkUnit, setDependencies } from '../../src/services/work-unit.ts'
import { foldLog, readState, wholeLog } from '../support/change-log.ts'
import { collect } from '../support/collect.ts'
import { flagTestConflict } from '../support/conflicts.ts'
import { openTestStore, type TestStore } from '../support/database.ts'
import { createTestProject, dispatchTestRun, injectTestUnits, OPERATOR, type TestServices, testServices } from '../support/units.ts'
import { minutesAfterNoon } from '../support/work-unit.ts'

const EXPIRED = expect.objectContaining({ code: 'CURSOR_EXPIRED', field: 'after', message: expect.stringContaining('Take a new snapshot') })
const LONG_AFTER = minutesAfterNoon(24 * 60)

let store: TestStore
let services: TestServices
let project: string
let minutes: number

beforeEach(async () => {
  minutes = 0
  await openScene()
})

async function openScene(): Promise<void> {
  store = await openTestStore({ now: () => minutesAfterNoon(minutes) })
  services = testServices(store)
  project = (await createTestProject(store)).id
}

const last = (changes: number): Retention => ({ keep: 'NUMBER', changes })
const unit = (chunk: string): { project: string; chunk: string } => ({ project: 'demo', chunk })

async function expiredSequence(): Promise<number> {
  return (await store.read.project.findUniqueOrThrow({ where: { id: project } })).expiredSequence
}

/** So many changes of the one unit `a`. */
async function change(count: number): Promise<void> {
  for (let priority = 1; priority <= count; priority += 1) await prioritizeWorkUnit(services, OPERATOR, { ...unit('a'), priority })
}

/** One commit that changes every unit there is. */
async function changeAll(priority: number): Promise<void> {
  await store.commit({ project: 'demo', actor: 'operator' }, async (reader) => {
    const units = await reader.where({})
    return { writes: units.map((it) => ({ unit: apply(it, { type: 'prioritize', priority }, reader.at), reason: 'all' })), result: null }
  })
}

/** One commit that deletes them all. */
async function deleteAll(chunks: readonly string[]): Promise<void> {
  await store.commit({ project: 'demo', actor: 'operator' }, async (reader) => {
    const units = await reader.chunks(chunks)
    return { writes: [], deletes: units.map((it) => ({ unit: it, reason: 'all' })), result: null }
  })
}

/** The log after a position, page by page as a subscriber reads it; null where that is refused as expired. */
async function replay(from: number): Promise<Change[] | null> {
  const changes: Change[] = []
  try {
    for (;;) {
      const page = await store.changeLog.page(project, changes.at(-1)?.sequence ?? from)
      if (page.length === 0) return changes
      changes.push(...page)
    }
  } catch (error) {
    expect(error).toEqual(EXPIRED)
    return null
  }
}

/** Compares all that can be asked of the log with `whole`, the log as it was written. */
async function expectTruth(whole: readonly Change[], name = ''): Promise<void> {
  const expired = await expiredSequence()
  const head = whole.length
  const ids = [...new Set(whole.map(({ workUnitId }) => workUnitId))]
  for (let from = 0; from <= head; from += 1) {
    const changes = await replay(from)
    if (changes !== null || from >= expired) expect(changes, `${name}: after ${from}, expired ${expired}`).toEqual(whole.slice(from))
    if (from === expired - 1) await expect(store.changeLog.asOf(project, from, ids)).rejects.toThrow(EXPIRED)
    if (from >= expired) {
      // Those that were created later are as they were created.
      const created = whole.slice(from).filter(({ revision }) => revision === 1)
      const there = foldLog([...whole.slice(0, from), ...created])
      const seen = await store.changeLog.asOf(project, from, ids)
      expect(new Set(seen.keys()), `${name}: as of ${from}, expired ${expired}`).toEqual(new Set(there.keys()))
      for (const [id, { unit: it }] of there) expect(seen.get(id)?.unit.revision, `${name}: as of ${from}`).toBe(it.revision)
    }
  }
  const rows = await store.read.workUnit.findMany({ where: { projectId: project } })
  const snapshots = await store.changeLog.snapshots(rows)
  expect(snapshots.map((snapshot) => snapshot.unit.revision)).toEqual(rows.map(({ revision }) => revision))
}

describe('by number', () => {
  it('the last changes stay, the others expire, and commits go on', async () => {
    await injectTestUnits(services, 'demo', ['a'])
    await change(9)
    const whole = await wholeLog(store, project)
    await store.trim(last(4), LONG_AFTER)
    expect(await expiredSequence()).toBe(6)
    expect(await store.read.workUnitChange.findMany({ select: { sequence: true }, orderBy: { sequence: 'asc' } })).toEqual(
      [6, 7, 8, 9, 10].map((sequence) => ({ sequence })),
    )
    await expectTruth(whole)
    await change(1)
    expect((await replay(6))?.map(({ sequence }) => sequence)).toEqual([7, 8, 9, 10, 11])
  })

  it('those of the last two minutes stay, however many they are', async () => {
    await injectTestUnits(services, 'demo', ['a'])
    await change(4)
    minutes = 3
    await change(4)
    await store.trim(last(1), new Date(minutesAfterNoon(3).getTime() + GRACE_MS - 1))
    expect(await expiredSequence()).toBe(5)
    await store.trim(last(1), new Date(minutesAfterNoon(3).getTime() + GRACE_MS))
    expect(await expiredSequence()).toBe(8)
  })

  it('many changes go in several transactions, and those of deleted units entirely', async () => {
    const chunks = Array.from({ length: 120 }, (_, index) => `c${index}`)
    await injectTestUnits(services, 'demo', chunks)
    await changeAll(1)
    await deleteAll(chunks.slice(0, 100))
    await changeAll(2)
    const trimmed = async (keep: number): Promise<number[]> => {
      await store.trim(last(keep), LONG_AFTER)
      return [await expiredSequence(), await store.read.workUnitChange.count()]
    }
    // 120 created, 120 changed, 100 deleted, 20 changed. What stays of the expired ones is one for each unit that there was then.
    expect(await trimmed(350)).toEqual([10, 10 + 350])
    expect(await trimmed(70)).toEqual([290, 70 + 70])
    expect(await trimmed(1)).toEqual([359, 20 + 1])
  })
})

describe('by age', () => {
  it('older changes expire, but for the newest of all', async () => {
    await injectTestUnits(services, 'demo', ['a'])
    await change(2)
    minutes = 60
    await change(2)
    const whole = await wholeLog(store, project)
    await store.trim({ keep: 'AGE', ms: 3_600_000 }, new Date(minutesAfterNoon(60).getTime() - 1))
    expect(await expiredSequence()).toBe(0)
    await store.trim({ keep: 'AGE', ms: 3_600_000 }, minutesAfterNoon(60))
    expect(await expiredSequence()).toBe(3)
    await expectTruth(whole)
    await store.trim({ keep: 'AGE', ms: 3_600_000 }, LONG_AFTER)
    expect(await expiredSequence()).toBe(4)
    await change(1)
    await expectTruth(whole.concat(await store.changeLog.page(project, 5)))
  })

  it('a clock that was set back lets nothing expire that is not old enough', async () => {
    await injectTestUnits(services, 'demo', ['a'])
    minutes = 90
    await change(1)
    minutes = 10
    await change(3)
    await store.trim({ keep: 'AGE', ms: 3_600_000 }, minutesAfterNoon(100))
    expect(await expiredSequence()).toBe(1)
  })
})

it('nothing expires by default, nor when it is told to stop', async () => {
  await injectTestUnits(services, 'demo', ['a'])
  await change(3)
  await store.trim({ keep: 'ALL' }, LONG_AFTER)
  await store.trim(last(1), LONG_AFTER, AbortSignal.abort())
  expect([await expiredSequence(), await store.read.workUnitChange.count()]).toEqual([0, 4])
})

it('a unit that is deleted after what has expired is seen as it was before', async () => {
  const { a = '' } = await injectTestUnits(services, 'demo', ['a', 'b', 'c'])
  await change(1)
  await deleteWorkUnit(services, OPERATOR, unit('a'))
  await holdWorkUnit(services, OPERATOR, unit('b'))
  await store.trim(last(2), LONG_AFTER)
  expect((await store.changeLog.asOf(project, 4, [a])).get(a)?.unit).toMatchObject({ revision: 2, priority: 1 })
  await store.trim(last(1), LONG_AFTER)
  expect((await store.changeLog.asOf(project, 5, [a])).size).toBe(0)
  expect(await store.read.workUnitChange.count({ where: { workUnitId: a } })).toBe(0)
})

it('a reader whose position expires under way is told so, and is given no hole', async () => {
  await injectTestUnits(services, 'demo', ['a'])
  await change(9)
  // As on a server that has not heard of the changes that follow, and has kept nothing in memory.
  const feed = follow(createChangeFeed(store.changeLog, createPubSub(services.onError)).log(project), 0)
  await collect(feed, 3)
  await change(10)
  await store.trim(last(1), LONG_AFTER)
  expect((await collect(feed, 7)).map(({ sequence }) => sequence)).toEqual([4, 5, 6, 7, 8, 9, 10])
  await expect(feed.next()).rejects.toThrow(EXPIRED)
})

it('commits, trims and readers at the same time take nothing from each other', async () => {
  await injectTestUnits(services, 'demo', ['a', 'b'])
  await change(20)
  const feed = follow(store.changeFeed.log(project), 21)
  await collect(feed, 1)
  const reader = collect(feed, 30)
  // In whatever order they come: none of them reaches farther than the last one below.
  const trims = Array.from({ length: 20 }, (_, index) => store.trim(last(25 - index), LONG_AFTER))
  const commits = Array.from({ length: 30 }, (_, index) =>
    prioritizeWorkUnit(services, OPERATOR, { ...unit(index % 2 === 0 ? 'a' : 'b'), priority: index + 100 }),
  )
  await Promise.all([...trims, ...commits])
  expect((await reader).map(({ sequence }) => sequence)).toEqual(Array.from({ length: 30 }, (_, index) => index + 23))
  await store.trim(last(5), LONG_AFTER)
  expect((await replay(47))?.map(({ sequence }) => sequence)).toEqual([48, 49, 50, 51, 52])
})

describe('a repeat by its idempotency key whose changes have expired', () => {
  const ONCE = { name: 'ada', idempotencyKey: 'key-1' }

  it('is answered with the oldest state that there still is, at a position that is served', async () => {
    await injectTestUnits(services, 'demo', ['b'])
    const input = { project: 'demo', workUnits: [{ chunk: 'a' }, { chunk: 'gone' }] }
    const first = await injectWorkUnits(services, ONCE, input)
    await change(3)
    await deleteWorkUnit(services, OPERATOR, unit('gone'))
    await change(2)
    await store.trim(last(4), LONG_AFTER)
    const again = await injectWorkUnits(services, ONCE, input)
    expect(again).toEqual({ ...first, sequence: 5, units: [{ id: first.units[0]?.id, revision: 3 }, first.units[1]] })
    await store.trim(last(2), LONG_AFTER)
    const [a] = first.units
    expect(await injectWorkUnits(services, ONCE, input)).toEqual({ ...first, sequence: 7, units: [{ id: a?.id, revision: 4 }] })
  })

  it('is the first answer for as long as the log reaches back to it', async () => {
    await injectTestUnits(services, 'demo', ['a'])
    const first = await prioritizeWorkUnit(services, ONCE, { ...unit('a'), priority: 9 })
    await change(3)
    await store.trim(last(3), LONG_AFTER)
    expect(await expiredSequence()).toBe(first.sequence)
    expect(await prioritizeWorkUnit(services, ONCE, { ...unit('a'), priority: 9 })).toEqual(first)
  })
})

const CHUNKS = ['a', 'b', 'c', 'd'] as const
const chunk = fc.constantFrom(...CHUNKS)

const act = fc.oneof(
  { weight: 2, arbitrary: chunk.map((it) => ({ name: `inject ${it}`, call: () => injectTestUnits(services, 'demo', [it]) })) },
  { weight: 2, arbitrary: chunk.map((it) => ({ name: `delete ${it}`, call: () => deleteWorkUnit(services, OPERATOR, unit(it)) })) },
  {
    weight: 4,
    arbitrary: fc.tuple(chunk, fc.integer({ min: 1, max: 9 })).map(([it, priority]) => ({
      name: `prioritize ${it}`,
      call: () => prioritizeWorkUnit(services, OPERATOR, { ...unit(it), priority }),
    })),
  },
  // Rows that refer to the change that wrote them: runs, dependencies, conflicts with their items.
  {
    weight: 2,
    arbitrary: chunk.map((it) => ({
      name: `dispatch ${it}`,
      call: async () => {
        const id = await idOf(it)
        if (id !== undefined) await dispatchTestRun(services, 'demo', id)
      },
    })),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(chunk, chunk).map(([it, other]) => ({
      name: `${it} depends on ${other}`,
      call: () => setDependencies(services, OPERATOR, { ...unit(it), dependsOn: [other] }),
    })),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(chunk, chunk).map(([it, other]) => ({
      name: `${it} conflicts with ${other}`,
      call: async () => {
        const [one, two] = [await idOf(it), await idOf(other)]
        if (one !== undefined && two !== undefined && one !== two) await flagTestConflict(services, 'demo', one, two)
      },
    })),
  },
  {
    weight: 2,
    arbitrary: fc.nat(12).map((keep) => ({ name: `keep ${keep}`, call: () => store.trim(last(keep), LONG_AFTER), trims: true })),
  },
)

async function idOf(name: string): Promise<string | undefined> {
  return (await store.read.workUnit.findFirst({ where: { chunk: name } }))?.id
}

it('whatever changes and whenever it is trimmed: every cursor replays exactly what came after it, or has expired', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 20, maxLength: 35 }), async (acts) => {
      await openScene()
      const whole: Change[] = []
      store.subscribe('workUnitUpdated', (it) => whole.push(it))
      await injectTestUnits(services, 'demo', ['a', 'b'])
      for (const it of acts) {
        await it.call().catch((error: unknown) => {
          if (!(error instanceof SignalboxError)) throw error
        })
        if ('trims' in it) await expectTruth(whole, it.name)
      }
      await store.trim(last(1), LONG_AFTER)
      await expectTruth(whole)
      expect(foldLog(whole)).toEqual(await readState(store, project))
      // Bounded: of what has expired there is one entry for each unit, and those that a row refers to.
      const left = await store.read.workUnitChange.count({ where: { sequence: { lte: await expiredSequence() } } })
      const { read } = store
      const rows = [read.workUnit.count(), read.run.count(), read.attentionItem.count(), read.dependency.count(), read.conflict.count()]
      const [units = 0, runs = 0, items = 0, dependencies = 0, conflicts = 0] = await Promise.all(rows)
      expect(left).toBeLessThanOrEqual(units + 1 + runs + items + dependencies + 2 * conflicts)
    }),
    { numRuns: 4 },
  )
}, 60_000)
