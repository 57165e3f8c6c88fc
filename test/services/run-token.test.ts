/** A run token is good for its own run, and no longer than that goes on, however it ends. */
import { beforeEach, expect, it } from 'vitest'
import type { Run } from '../../src/domain/run.ts'
import { answerAttention, askOperator } from '../../src/services/attention.ts'
import { deleteWorkUnit } from '../../src/services/deletion.ts'
import { advanceRun, reportProgress, type RunEvent, submitReview } from '../../src/services/run.ts'
import { authenticate, goodTokens } from '../../src/services/token.ts'
import { cancelWorkUnit, completeWorkUnit, prioritizeWorkUnit, retryWorkUnits, rewindWorkUnit } from '../../src/services/work-unit.ts'
import { openTestStore, type TestStore } from '../support/database.ts'
import { createTestProject, dispatchTestRun, injectTestUnits, OPERATOR, type TestServices, testServices } from '../support/units.ts'

const AGENT = { name: 'agent of a' }

let store: TestStore
let services: TestServices

beforeEach(async () => {
  store = await openTestStore()
  services = testServices(store)
  await createTestProject(store)
})

/** A run in REVIEW of a unit of its own. */
interface Running {
  readonly project: string
  readonly chunk: string
  readonly unitId: string
  readonly runId: string
  readonly runToken: string
}

async function runOf(chunk: string): Promise<Running> {
  const { [chunk]: unitId = '' } = await injectTestUnits(services, 'demo', [{ chunk, phase: 'REVIEW' }])
  return { project: 'demo', chunk, unitId, ...(await dispatchTestRun(services, 'demo', unitId)) }
}

const LOST = { outcome: 'LOST', failure: 'its server is gone' } as const
const ITEM = { id: 'item', kind: 'AGENT_FAILED', prompt: 'It failed.' } as const

/** What ends a run that works. */
const ENDS: Readonly<Record<string, (run: Run) => RunEvent>> = {
  'its phase is finished': ({ generation }) => ({ type: 'finishPhase', generation, phases: ['REVIEW', 'COMPLETE'] }),
  'its unit is DONE': ({ generation }) => ({ type: 'finishPhase', generation, phases: ['REVIEW'] }),
  'the reviewer sends it back': ({ generation }) => ({ type: 'reviewFeedback', generation, feedback: 'Again.' }),
  'it is tried again later': ({ generation }) => ({ type: 'defer', generation, end: { outcome: 'FAILED' }, notBefore: null }),
  'its server was killed': ({ generation }) => ({ type: 'defer', generation, end: LOST, notBefore: null }),
  'it needs a person': ({ generation }) => ({ type: 'flag', generation, items: [ITEM], end: { outcome: 'FAILED' } }),
}

/** What ends a run that has asked, and whose process may be there still. */
const ENDS_OF_WAITING: Readonly<Record<string, (run: Running, itemId: string) => Promise<unknown>>> = {
  'its process has ended': (run) => advance(run, ({ generation }) => ({ type: 'suspend', generation, end: { outcome: 'SUSPENDED' } })),
  'its server was killed': (run) => advance(run, ({ generation }) => ({ type: 'suspend', generation, end: LOST })),
  'it is answered': (_, item) => answerAttention(services, OPERATOR, { item, answer: 'This.' }),
  'its unit is retried': ({ project, chunk }) => retryWorkUnits(services, OPERATOR, { project, chunks: [chunk] }),
  'its unit is rewound': ({ project, chunk }) => rewindWorkUnit(services, OPERATOR, { project, chunk, phase: 'PLAN' }),
  'its unit is completed': ({ project, chunk }) => completeWorkUnit(services, OPERATOR, { project, chunk, reason: 'Done by hand.' }),
  'its unit is deleted': ({ project, chunk }) => deleteWorkUnit(services, OPERATOR, { project, chunk }),
}

function advance(run: Running, eventOf: (run: Run) => RunEvent): Promise<unknown> {
  return advanceRun(services, run, (_, open) => ({ event: eventOf(open), reason: 'so it is' }))
}

async function expectGood({ runToken, runId, chunk }: Running): Promise<void> {
  expect(await authenticate(services, runToken)).toEqual({ kind: 'run', name: `agent of ${chunk}`, runId })
  expect(await goodTokens(services, [runToken])).toEqual(new Set([runToken]))
}

/** Nobody is let in with it, and who was let in before can say nothing more. */
async function expectDead({ runToken, runId }: Running, how: string): Promise<void> {
  expect([await authenticate(services, runToken), await goodTokens(services, [runToken])], how).toEqual([null, new Set()])
  const says: (() => Promise<unknown>)[] = [
    () => askOperator(services, AGENT, runId, { question: 'Still there?' }),
    () => submitReview(services, AGENT, runId, { verdict: 'APPROVE', summary: 'Good.' }),
    () => reportProgress(services, AGENT, runId, { message: 'Half way.' }),
  ]
  const before = await store.read.workUnitChange.count()
  for (const say of says) await expect(say(), how).rejects.toMatchObject({ code: 'STALE_RUN' })
  expect(await store.read.workUnitChange.count()).toBe(before)
}

it('dies with a run that works, however that ends', async () => {
  for (const [index, [how, eventOf]] of Object.entries(ENDS).entries()) {
    const run = await runOf(`unit-${index}`)
    await expectGood(run)
    await advance(run, eventOf)
    await expectDead(run, how)
  }
})

it('dies with a run that waits for an answer, however that ends', async () => {
  for (const [index, [how, end]] of Object.entries(ENDS_OF_WAITING).entries()) {
    const run = await runOf(`unit-${index}`)
    const { result } = await askOperator(services, AGENT, run.runId, { question: 'Which?' })
    await expectGood(run)
    await end(run, result.itemId)
    await expectDead(run, how)
  }
})

it('dies when its run is cancelled, and the next generation has another one', async () => {
  const first = await runOf('a')
  await cancelWorkUnit(services, OPERATOR, first)
  await expectDead(first, 'cancelled')
  await retryWorkUnits(services, OPERATOR, { project: 'demo', chunks: ['a'] })
  const second = { ...first, ...(await dispatchTestRun(services, 'demo', first.unitId)) }
  await expectDead(first, 'replaced')
  await expectGood(second)
})

it('has idempotency keys of its run’s own: no other run, and no operator, is given its answers or gives it theirs', async () => {
  const [mine, theirs] = [await runOf('a'), await runOf('b')]
  // As the agent of the same chunk in another project: of the same name, with the same key, with the same question.
  const once = { ...AGENT, idempotencyKey: 'key' }
  const question = { question: 'Which?' }
  const asked = await askOperator(services, once, mine.runId, question)
  const other = await askOperator(services, once, theirs.runId, question)
  await prioritizeWorkUnit(services, once, { project: 'demo', chunk: 'a', priority: 5 })
  expect(await askOperator(services, once, mine.runId, question)).toEqual(asked)
  const unitOf = (id: string) => store.read.attentionItem.findUnique({ where: { id }, select: { workUnitId: true } })
  expect([await unitOf(asked.result.itemId), await unitOf(other.result.itemId)]).toEqual([
    { workUnitId: mine.unitId },
    { workUnitId: theirs.unitId },
  ])
})
