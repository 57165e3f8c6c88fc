import { beforeEach, describe, expect, it } from 'vitest'
import { askOperator } from '../../src/services/attention.ts'
import { advanceRun, dispatchRun, reportProgress, submitReview } from '../../src/services/run.ts'
import { authenticate } from '../../src/services/token.ts'
import { cancelWorkUnit, holdWorkUnit } from '../../src/services/work-unit.ts'
import { openTestStore, type TestStore } from '../support/database.ts'
import { expectRefusal } from '../support/refusal.ts'
import { createTestProject, dispatchTestRun, injectTestUnits, OPERATOR, type TestServices, testServices } from '../support/units.ts'

const A = { project: 'demo', chunk: 'a' }
const AGENT = { name: 'agent of a' }

let store: TestStore
let services: TestServices
let unitId: string

beforeEach(async () => {
  store = await openTestStore()
  services = testServices(store)
  await createTestProject(store)
  unitId = (await injectTestUnits(services, 'demo', [{ chunk: 'a', phase: 'REVIEW' }]))['a'] ?? ''
})

function unit() {
  return store.read.workUnit.findFirst({ include: { runs: true } })
}

describe('dispatch', () => {
  const dispatch = (revision: number) =>
    dispatchRun(services, { project: 'demo', unitId, revision, host: 'host', serverId: 'server', runToken: 'token' })

  it('opens a run, and answers with the unit as it is dispatched', async () => {
    const { runId, unit: dispatched } = await dispatch(1)
    expect(dispatched).toMatchObject({ id: unitId, status: 'RUNNING', generation: 1 })
    expect(await unit()).toMatchObject({
      status: 'RUNNING',
      runs: [{ id: runId, status: 'STARTING', phase: 'REVIEW', serverId: 'server' }],
    })
  })

  it('keeps a hash of the token only', async () => {
    await dispatch(1)
    expect((await unit())?.runs[0]?.tokenHash).toMatch(/^[0-9a-f]{64}$/)
  })

  it('of ten schedulers at once starts one run', async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => dispatch(1)))
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await store.read.run.count()).toBe(1)
  })

  it('is refused for a unit that has changed since the pick, that is held, or that is gone', async () => {
    await holdWorkUnit(services, OPERATOR, A)
    await expectRefusal(store, () => dispatch(1), 'STALE_REVISION', 'expectedRevision', 'not at 1')
    await expectRefusal(store, () => dispatch(2), 'ILLEGAL_TRANSITION', undefined, 'it is held')
    unitId = 'nobody'
    await expectRefusal(store, () => dispatch(1), 'NOT_FOUND', undefined, 'nobody')
  })
})

describe('the token of a run', () => {
  it('says who the agent is, as long as the run goes on', async () => {
    const { runId, runToken } = await dispatchTestRun(services, 'demo', unitId)
    expect(await authenticate(services, runToken)).toEqual({ kind: 'run', name: 'agent of a', runId })
    await cancelWorkUnit(services, OPERATOR, A)
    expect(await authenticate(services, runToken)).toBeNull()
  })
})

describe('advance', () => {
  it('decides on the unit as it is, and applies the event', async () => {
    const { runId } = await dispatchTestRun(services, 'demo', unitId)
    await advanceRun(services, { project: 'demo', unitId, runId }, (seen, run) => {
      expect([seen.id, run.id]).toEqual([unitId, runId])
      return { event: { type: 'finishPhase', generation: run.generation, phases: ['REVIEW', 'COMPLETE'] }, reason: 'REVIEW is finished' }
    })
    expect(await unit()).toMatchObject({ status: 'READY', phase: 'COMPLETE', runs: [{ status: 'SUCCEEDED' }] })
    expect(await store.read.workUnitChange.findFirst({ orderBy: { sequence: 'desc' } })).toMatchObject({
      actor: 'scheduler',
      reason: 'REVIEW is finished',
    })
  })

  it('with nothing decided changes nothing', async () => {
    const { runId } = await dispatchTestRun(services, 'demo', unitId)
    expect(await advanceRun(services, { project: 'demo', unitId, runId }, () => null)).toMatchObject({ sequence: 2, units: [] })
  })

  it('is refused for a run that was cancelled', async () => {
    const { runId } = await dispatchTestRun(services, 'demo', unitId)
    await cancelWorkUnit(services, OPERATOR, A)
    await expectRefusal(
      store,
      () => advanceRun(services, { project: 'demo', unitId, runId }, () => null),
      'STALE_RUN',
      undefined,
      'ended or was replaced',
    )
  })
})

describe('a review verdict', () => {
  const review = (runId: string, summary = 'Good.') =>
    submitReview(services, AGENT, runId, { verdict: 'APPROVE', summary, issues: ['one', 'two'] })

  it('stands on the run, and the last one counts', async () => {
    const { runId } = await dispatchTestRun(services, 'demo', unitId)
    await submitReview(services, AGENT, runId, { verdict: 'FEEDBACK', summary: 'Not yet.' })
    await review(runId)
    expect(await unit()).toMatchObject({
      status: 'RUNNING',
      runs: [{ verdict: 'APPROVE', verdictSummary: 'Good.', verdictIssues: ['one', 'two'] }],
    })
  })

  it('of a cancelled run, of nobody’s run, without a summary, or outside of REVIEW is refused', async () => {
    const { runId } = await dispatchTestRun(services, 'demo', unitId)
    await expectRefusal(store, () => review(runId, ' '), 'VALIDATION_FAILED', 'summary', 'not blank')
    await expectRefusal(store, () => review('nobody'), 'STALE_RUN', undefined, 'ended or was replaced')
    await cancelWorkUnit(services, OPERATOR, A)
    await expectRefusal(store, () => review(runId), 'STALE_RUN', undefined, 'ended or was replaced')
    const { b = '' } = await injectTestUnits(services, 'demo', ['b'])
    const other = await dispatchTestRun(services, 'demo', b)
    await expectRefusal(store, () => review(other.runId), 'ILLEGAL_TRANSITION', undefined, 'it is in IMPLEMENT')
  })
})

describe('progress', () => {
  const report = (runId: string, message: string, percent?: number | null) => reportProgress(services, AGENT, runId, { message, percent })

  it('stands on the run, the last one counts, and it stays when the run has ended', async () => {
    const { runId } = await dispatchTestRun(services, 'demo', unitId)
    await report(runId, 'Half way.', 50)
    await report(runId, ' Nearly there.\n')
    expect(await unit()).toMatchObject({
      runs: [{ progressMessage: 'Nearly there.', progressPercent: null, progressAt: expect.any(Date) }],
    })
    await cancelWorkUnit(services, OPERATOR, A)
    expect(await unit()).toMatchObject({ runs: [{ status: 'CANCELLED', progressMessage: 'Nearly there.' }] })
    expect(await store.read.workUnitChange.findMany({ where: { reason: { startsWith: 'progress' } } })).toMatchObject([
      { actor: 'agent of a', reason: 'progress, 50 %: Half way.', changedFields: ['currentRun'] },
      { actor: 'agent of a', reason: 'progress: Nearly there.', changedFields: ['currentRun'] },
    ])
  })

  it('that was reported already is no change', async () => {
    const { runId } = await dispatchTestRun(services, 'demo', unitId)
    const first = await report(runId, 'Half way.', 50)
    expect(await report(runId, 'Half way.', 50)).toEqual(first)
    expect(await report(runId, 'Half way.', 51)).toMatchObject({ sequence: first.sequence + 1 })
  })

  it('of a run that waits or has ended, of nobody’s run, or out of form is refused', async () => {
    const { runId } = await dispatchTestRun(services, 'demo', unitId)
    await expectRefusal(store, () => report(runId, ' '), 'VALIDATION_FAILED', 'message', 'not blank')
    await expectRefusal(store, () => report(runId, 'Half way.', 101), 'VALIDATION_FAILED', 'percent', 'found 101')
    await expectRefusal(store, () => report('nobody', 'Half way.'), 'STALE_RUN', undefined, 'ended or was replaced')
    await askOperator(services, AGENT, runId, { question: 'Which?' })
    await expectRefusal(store, () => report(runId, 'Half way.'), 'ILLEGAL_TRANSITION', undefined, "'a' is NEEDS_ATTENTION")
    await suspend(runId)
    await expectRefusal(store, () => report(runId, 'Half way.'), 'STALE_RUN', undefined, 'ended or was replaced')
  })

  async function suspend(runId: string): Promise<void> {
    await advanceRun(services, { project: 'demo', unitId, runId }, (_, { generation }) => ({
      event: { type: 'suspend', generation, end: { outcome: 'SUSPENDED' } },
      reason: 'its process has ended',
    }))
  }
})
