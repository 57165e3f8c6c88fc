/** What the charts of a project show, as the API tells it. */
import { expect, test } from 'vitest'
import { createTestProject, dispatchTestRun, injectTestUnits, testServices } from '../support/units.ts'
import { openTestStore } from '../support/database.ts'
import { minutesAfterNoon } from '../support/work-unit.ts'
import { Api, openApi, VIEWER } from './api.ts'

const STATISTICS = `query ($project: String = "demo", $from: DateTime!, $to: DateTime, $buckets: Int) {
  statistics(project: $project, from: $from, to: $to, buckets: $buckets) {
    from to knownSince truncated
    buckets { from to injected done failedRuns }
    phases { phase runs medianSeconds p90Seconds }
    waits { status count medianSeconds p90Seconds }
    usage { inputTokens outputTokens costUsd }
  }
}`

interface Answer {
  readonly statistics: { readonly from: string; readonly to: string; readonly buckets: readonly object[] }
}

test('a viewer is told, in seconds and by the clock of the server', async () => {
  let minute = 0
  const api = await openApi(await openTestStore({ now: () => minutesAfterNoon(minute) }))
  const { one = '' } = await injectTestUnits(api.services, 'demo', ['one'])
  minute = 3
  await dispatchTestRun(api.services, 'demo', one)
  const at = (minutes: number): string => minutesAfterNoon(minutes).toISOString()
  expect(await api.data(STATISTICS, { from: at(-60), to: at(60), buckets: 2 }, VIEWER)).toEqual({
    statistics: {
      from: at(-60),
      to: at(60),
      knownSince: at(0),
      truncated: false,
      buckets: [
        { from: at(-60), to: at(0), injected: 0, done: 0, failedRuns: 0 },
        { from: at(0), to: at(60), injected: 1, done: 0, failedRuns: 0 },
      ],
      phases: ['GOAL', 'PLAN', 'IMPLEMENT', 'REBASE', 'REVIEW', 'COMPLETE'].map((phase) => ({
        phase,
        runs: 0,
        medianSeconds: null,
        p90Seconds: null,
      })),
      waits: [
        { status: 'READY', count: 1, medianSeconds: 180, p90Seconds: 180 },
        { status: 'BLOCKED', count: 0, medianSeconds: null, p90Seconds: null },
        { status: 'NEEDS_ATTENTION', count: 0, medianSeconds: null, p90Seconds: null },
      ],
      usage: { inputTokens: null, outputTokens: null, costUsd: null },
    },
  })
})

test('the end is now when it is not said, and there are 24 parts', async () => {
  const store = await openTestStore()
  const api = new Api(testServices(store, { now: () => minutesAfterNoon(7) }))
  await createTestProject(store)
  const { statistics } = await api.data<Answer>(STATISTICS, { from: '2026-01-01T12:00:00+01:00' })
  expect(statistics).toMatchObject({ from: '2026-01-01T11:00:00.000Z', to: minutesAfterNoon(7).toISOString() })
  expect(statistics.buckets).toHaveLength(24)
})
