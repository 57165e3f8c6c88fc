import { expect, test } from 'vitest'
import type { Retention } from '../../src/domain/retention.ts'
import { startRetention } from '../../src/services/retention.ts'
import { prioritizeWorkUnit } from '../../src/services/work-unit.ts'
import { openTestStore } from '../support/database.ts'
import { createTestProject, injectTestUnits, OPERATOR, testServices } from '../support/units.ts'
import { minutesAfterNoon } from '../support/work-unit.ts'

/** A log of three changes at noon, a clock that is set by hand, and the rounds that wait for it. */
async function setScene(retention: Retention) {
  let minutes = 0
  const now = (): Date => minutesAfterNoon(minutes)
  const store = await openTestStore({ now })
  const services = testServices(store, { now })
  await createTestProject(store)
  await injectTestUnits(services, 'demo', ['a'])
  for (const priority of [1, 2]) await prioritizeWorkUnit(services, OPERATOR, { project: 'demo', chunk: 'a', priority })

  const waiting = new Set<() => void>()
  let onWait = (): void => undefined
  const failures: unknown[] = []
  const start = (trim = store.trim): (() => Promise<void>) =>
    startRetention(
      { store: { ...store, trim }, now },
      {
        retention,
        after: (_, callback) => {
          waiting.add(callback)
          onWait()
          return () => waiting.delete(callback)
        },
        onError: (error) => failures.push(error),
      },
    )
  return {
    store,
    start,
    waiting,
    failures,
    expired: async () => (await store.read.project.findFirstOrThrow()).expiredSequence,
    /** Resolves when a round is over and the next one waits. */
    untilWaiting: async () => {
      if (waiting.size === 0) await new Promise<void>((resolve) => (onWait = resolve))
    },
    nextRound: (at: number) => {
      minutes = at
      const [round] = waiting
      waiting.clear()
      round?.()
    },
  }
}

const AN_HOUR: Retention = { keep: 'AGE', ms: 3_600_000 }

test('logs are trimmed at once and again and again, until it is stopped', async () => {
  const scene = await setScene(AN_HOUR)
  const stop = scene.start()
  await scene.untilWaiting()
  expect(await scene.expired()).toBe(0)
  scene.nextRound(60)
  await scene.untilWaiting()
  expect(await scene.expired()).toBe(2)
  await stop()
  expect(scene.waiting.size).toBe(0)
})

test('a round that fails is reported, and the next one comes', async () => {
  const scene = await setScene(AN_HOUR)
  const broken = new Error('The database is away.')
  let rounds = 0
  const stop = scene.start((...args) => ((rounds += 1) === 1 ? Promise.reject(broken) : scene.store.trim(...args)))
  await scene.untilWaiting()
  expect(scene.failures).toEqual([broken])
  scene.nextRound(60)
  await scene.untilWaiting()
  expect(await scene.expired()).toBe(2)
  await stop()
})

test('a stop waits for the round that goes on, tells it to end, and no other one comes', async () => {
  const scene = await setScene(AN_HOUR)
  let ended = false
  const stop = scene.start(async (_, __, signal) => {
    await new Promise((resolve) => signal?.addEventListener('abort', resolve))
    ended = true
  })
  await stop()
  expect([ended, scene.waiting.size]).toEqual([true, 0])
})

test('where all is kept nobody looks', async () => {
  const scene = await setScene({ keep: 'ALL' })
  const stop = scene.start(() => Promise.reject(new Error('It looked.')))
  await stop()
  expect([scene.failures, scene.waiting.size]).toEqual([[], 0])
})
