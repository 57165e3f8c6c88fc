/** What the charts show is what the log and the runs say, on both databases. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Change } from '../../src/domain/change.ts'
import { PHASES } from '../../src/domain/phase.ts'
import { answerAttention, askOperator } from '../../src/services/attention.ts'
import { advanceRun, type RunEvent } from '../../src/services/run.ts'
import { completeWorkUnit } from '../../src/services/work-unit.ts'
import type { ProjectStatistics } from '../../src/store/statistics.ts'
import { act, perform } from '../support/acts.ts'
import { wholeLog } from '../support/change-log.ts'
import { openTestStore, type TestStore } from '../support/database.ts'
import { createTestProject, dispatchTestRun, injectTestUnits, OPERATOR, testServices } from '../support/units.ts'
import { minutesAfterNoon } from '../support/work-unit.ts'

const NONE = { count: 0, medianSeconds: null, p90Seconds: null }

it('the figures of an afternoon are those that are computed by hand', async () => {
  let minute = 0
  const store = await openTestStore({ now: () => minutesAfterNoon(minute) })
  const services = testServices(store, { now: () => minutesAfterNoon(minute) })
  const { id } = await createTestProject(store, { phases: ['IMPLEMENT', 'REVIEW'] })
  await createTestProject(store, { key: 'other' })
  await injectTestUnits(services, 'other', ['elsewhere'])

  const ids = await injectTestUnits(services, 'demo', ['a', { chunk: 'b', dependsOn: ['a'] }])
  const unitId = ids['a'] ?? ''
  const runAt = async (start: number, until: number): Promise<string> => {
    minute = start
    const { runId } = await dispatchTestRun(services, 'demo', unitId)
    minute = until
    return runId
  }
  const advance = async (runId: string, eventOf: (generation: number) => RunEvent): Promise<void> =>
    void (await advanceRun(services, { project: 'demo', unitId, runId }, (_, { generation }) => ({
      event: eventOf(generation),
      reason: 'it ends',
    })))

  // a is READY from 0 to 10, runs IMPLEMENT to 30 and fails; READY to 32, runs to 40; READY to 44, in REVIEW asks at 50, is answered at 80.
  minute = 10
  await advance(await runAt(10, 30), (generation) => ({ type: 'defer', generation, end: { outcome: 'FAILED' }, notBefore: null }))
  await advance(await runAt(32, 40), (generation) => ({ type: 'finishPhase', generation, phases: ['IMPLEMENT', 'REVIEW'] }))
  const asking = await runAt(44, 50)
  await askOperator(services, { name: 'agent of a' }, asking, { question: 'Which one?' })
  await advance(asking, (generation) => ({ type: 'suspend', generation, end: { outcome: 'SUSPENDED' } }))
  minute = 80
  const item = await store.read.attentionItem.findFirstOrThrow()
  await answerAttention(services, OPERATOR, { item: item.id, answer: 'this' })
  // a is READY from 80, completed at 90, which frees b: BLOCKED from 0 to 90.
  minute = 90
  await completeWorkUnit(services, OPERATOR, { project: 'demo', chunk: 'a', reason: 'by hand' })

  const from = minutesAfterNoon(0)
  const to = minutesAfterNoon(120)
  const seconds = (...minutes: number[]): number[] => minutes.map((value) => value * 60)
  const [readyMedian = 0, readyP90 = 0, ranMedian = 0, ranP90 = 0] = seconds(7, 10, 14, 18.8)
  expect(await store.statistics(id, { from, to, buckets: 4 })).toEqual({
    from,
    to,
    knownSince: from,
    truncated: false,
    buckets: [
      { from, to: minutesAfterNoon(30), injected: 2, done: 0, failedRuns: 0 },
      { from: minutesAfterNoon(30), to: minutesAfterNoon(60), injected: 0, done: 0, failedRuns: 1 },
      { from: minutesAfterNoon(60), to: minutesAfterNoon(90), injected: 0, done: 0, failedRuns: 0 },
      { from: minutesAfterNoon(90), to, injected: 0, done: 1, failedRuns: 0 },
    ],
    phases: PHASES.map((phase) => {
      // 20 and 8 minutes: the middle is 14, and nine tenths of the way from 8 to 20 are 18.8.
      if (phase === 'IMPLEMENT') return { phase, count: 2, medianSeconds: ranMedian, p90Seconds: ranP90 }
      return phase === 'REVIEW' ? { phase, count: 1, medianSeconds: 360, p90Seconds: 360 } : { phase, ...NONE }
    }),
    waits: [
      // 10, 2, 4 and 10 minutes: the middle is 7, and 10 is above nine tenths of the way.
      { status: 'READY', count: 4, medianSeconds: readyMedian, p90Seconds: readyP90 },
      { status: 'BLOCKED', count: 1, medianSeconds: 5_400, p90Seconds: 5_400 },
      { status: 'NEEDS_ATTENTION', count: 1, medianSeconds: 1_800, p90Seconds: 1_800 },
    ],
    usage: { inputTokens: null, outputTokens: null, costUsd: null },
  })
})

it('the usage is that of the runs that ended, of this project', async () => {
  let minute = 0
  const store = await openTestStore({ now: () => minutesAfterNoon(minute) })
  const services = testServices(store)
  const { id } = await createTestProject(store)
  await createTestProject(store, { key: 'other' })
  const uses = [
    { project: 'demo', chunk: 'a', usage: { inputTokens: 10, outputTokens: null, costUsd: 0.5 } },
    { project: 'demo', chunk: 'b', usage: { inputTokens: 5, outputTokens: 3, costUsd: null } },
    { project: 'other', chunk: 'c', usage: { inputTokens: 1_000, outputTokens: 1_000, costUsd: 1_000 } },
  ]
  for (const { project, chunk, usage } of uses) {
    const { [chunk]: unitId = '' } = await injectTestUnits(services, project, [chunk])
    const { runId } = await dispatchTestRun(services, project, unitId)
    await store.commit({ project, actor: 'scheduler' }, async (reader) => {
      const unit = await reader.chunk(chunk)
      return { writes: [{ unit: { ...unit, runs: unit.runs.map((run) => ({ ...run, ...usage })) }, reason: 'usage' }], result: null }
    })
    minute += 10
    await advanceRun(services, { project, unitId, runId }, (_, { generation }) => ({
      event: { type: 'defer', generation, end: { outcome: 'FAILED' }, notBefore: null },
      reason: 'later',
    }))
  }
  const of = async (from: number, to: number): Promise<unknown> =>
    (await store.statistics(id, { from: minutesAfterNoon(from), to: minutesAfterNoon(to), buckets: 1 })).usage
  expect(await of(0, 60)).toEqual({ inputTokens: 15, outputTokens: 3, costUsd: 0.5 })
  expect(await of(11, 60)).toEqual({ inputTokens: 5, outputTokens: 3, costUsd: null })
  expect(await of(0, 10)).toEqual({ inputTokens: null, outputTokens: null, costUsd: null })
})

it('an empty log is known since never', async () => {
  const store = await openTestStore()
  const { id } = await createTestProject(store)
  const found = await store.statistics(id, { from: minutesAfterNoon(0), to: minutesAfterNoon(1), buckets: 3 })
  expect(found).toMatchObject({ knownSince: null, truncated: false, buckets: [{ injected: 0 }, { injected: 0 }, { injected: 0 }] })
})

it('what has expired is not known, and the wait that began before is', async () => {
  let minute = 0
  const store = await openTestStore({ now: () => minutesAfterNoon(minute) })
  const services = testServices(store)
  const { id } = await createTestProject(store)
  const { a = '' } = await injectTestUnits(services, 'demo', ['a', 'b'])
  minute = 5
  await dispatchTestRun(services, 'demo', a)
  await store.trim({ keep: 'NUMBER', changes: 1 }, minutesAfterNoon(6))
  const found = await store.statistics(id, { from: minutesAfterNoon(0), to: minutesAfterNoon(10), buckets: 1 })
  expect(found).toMatchObject({ knownSince: minutesAfterNoon(5), buckets: [{ injected: 0 }] })
  expect(found.waits[0]).toEqual({ status: 'READY', count: 1, medianSeconds: 300, p90Seconds: 300 })
})

it('more than the bound says that it is: the newest are counted', async () => {
  let minute = 0
  const store = await openTestStore({ now: () => minutesAfterNoon(minute) })
  const { id } = await createTestProject(store)
  for (const chunk of ['a', 'b', 'c', 'd']) {
    await injectTestUnits(testServices(store), 'demo', [chunk])
    minute += 1
  }
  const window = { from: minutesAfterNoon(0), to: minutesAfterNoon(4), buckets: 4 }
  const of = async (most: number): Promise<unknown> => {
    const { truncated, buckets } = await store.statistics(id, window, most)
    return { truncated, injected: buckets.map(({ injected }) => injected) }
  }
  expect(await of(4)).toEqual({ truncated: false, injected: [1, 1, 1, 1] })
  expect(await of(3)).toEqual({ truncated: true, injected: [0, 1, 1, 1] })
  expect(await of(1)).toEqual({ truncated: true, injected: [0, 0, 0, 1] })
})

it('a window of many pages is read to its end', async () => {
  const store = await openTestStore({ now: () => minutesAfterNoon(0) })
  const { id } = await createTestProject(store)
  const chunks = Array.from({ length: 1_000 }, (_, index) => `c${index}`)
  await injectTestUnits(testServices(store), 'demo', chunks)
  await injectTestUnits(testServices(store), 'demo', ['one-more'])
  const { buckets } = await store.statistics(id, { from: minutesAfterNoon(0), to: minutesAfterNoon(1), buckets: 1 })
  expect(buckets).toMatchObject([{ injected: 1_001 }])
})

it('whatever has happened, the figures are those of a look at every change and every run', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ it: act, minutes: fc.nat(2) }), { minLength: 20, maxLength: 40 }),
      fc.record({ from: fc.nat(20), length: fc.integer({ min: 1, max: 40 }), buckets: fc.integer({ min: 1, max: 7 }) }),
      async (acts, { from, length, buckets }) => {
        let minute = 0
        const store = await openTestStore({ now: () => minutesAfterNoon(minute) })
        const { id } = await createTestProject(store, { phases: ['IMPLEMENT', 'REVIEW'] })
        await injectTestUnits(testServices(store), 'demo', ['a', 'b', { chunk: 'c', dependsOn: ['a'] }])
        for (const { it: next, minutes } of acts) {
          minute += minutes
          await perform(next, testServices(store))
        }
        const window = { from: minutesAfterNoon(from), to: minutesAfterNoon(from + length), buckets }
        expect(await store.statistics(id, window)).toEqual(await naive(store, id, window))
      },
    ),
    { numRuns: 10, endOnFailure: true },
  )
}, 120_000)

/** As one would say it, with all of the log in memory. */
async function naive(
  store: TestStore,
  projectId: string,
  { from, to, buckets }: { from: Date; to: Date; buckets: number },
): Promise<ProjectStatistics> {
  const log = await wholeLog(store, projectId)
  const runs = await store.read.run.findMany({ where: { workUnit: { projectId } } })
  const within = (time: Date | null, start: Date, end: Date): boolean => time !== null && time >= start && time < end
  const edge = (index: number): Date => new Date(from.getTime() + Math.round(((to.getTime() - from.getTime()) * index) / buckets))
  const before = (change: Change): Change | undefined =>
    log.find(({ workUnitId, revision }) => workUnitId === change.workUnitId && revision === change.revision - 1)
  const statusOf = (change: Change | undefined): string | undefined => change?.snapshot?.unit.status
  const becameDone = (change: Change): boolean => statusOf(change) === 'DONE' && statusOf(before(change)) !== 'DONE'
  const ended = runs.filter(({ endedAt }) => within(endedAt, from, to))
  const left = log.filter((change) => within(change.at, from, to) && change.revision > 1 && statusOf(before(change)) !== statusOf(change))
  const known = (values: (number | null)[]): number | null =>
    values.every((value) => value === null) ? null : values.reduce<number>((total, value) => total + (value ?? 0), 0)
  return {
    from,
    to,
    knownSince: log[0]?.at ?? null,
    truncated: false,
    buckets: Array.from({ length: buckets }, (_, index) => {
      const [start, end] = [edge(index), edge(index + 1)]
      const here = log.filter(({ at }) => within(at, start, end))
      return {
        from: start,
        to: end,
        injected: here.filter(({ kind }) => kind === 'CREATED').length,
        done: here.filter(becameDone).length,
        failedRuns: runs.filter(({ status, endedAt }) => ['FAILED', 'LOST'].includes(status) && within(endedAt, start, end)).length,
      }
    }),
    phases: PHASES.map((phase) => ({
      phase,
      ...spread(ended.filter((run) => run.phase === phase).map(({ startedAt, endedAt }) => Number(endedAt) - Number(startedAt))),
    })),
    waits: (['READY', 'BLOCKED', 'NEEDS_ATTENTION'] as const).map((status) => ({
      status,
      ...spread(
        left
          .filter((change) => statusOf(before(change)) === status)
          .map((change) => Number(change.at) - Number(before(change)?.snapshot?.unit.statusSince)),
      ),
    })),
    usage: {
      inputTokens: known(ended.map(({ inputTokens }) => inputTokens)),
      outputTokens: known(ended.map(({ outputTokens }) => outputTokens)),
      costUsd: known(ended.map(({ costUsd }) => costUsd)),
    },
  }
}

function spread(milliseconds: number[]): { count: number; medianSeconds: number | null; p90Seconds: number | null } {
  const seconds = milliseconds.map((value) => value / 1_000).toSorted((a, b) => a - b)
  const at = (share: number): number | null => {
    const place = (seconds.length - 1) * share
    const [low, high] = [seconds[Math.floor(place)], seconds[Math.ceil(place)]]
    return low === undefined || high === undefined ? null : low + (place % 1) * (high - low)
  }
  return { count: seconds.length, medianSeconds: at(0.5), p90Seconds: at(0.9) }
}
