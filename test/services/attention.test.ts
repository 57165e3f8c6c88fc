import { beforeEach, describe, expect, inject, it } from 'vitest'
import type { ErrorCode } from '../../src/domain/errors.ts'
import { answerAttention, askOperator } from '../../src/services/attention.ts'
import { deleteWorkUnit } from '../../src/services/deletion.ts'
import { cancelWorkUnit, retryWorkUnits } from '../../src/services/work-unit.ts'
import { openSecondStore, openTestStore, type TestStore } from '../support/database.ts'
import { expectRefusal } from '../support/refusal.ts'
import { createTestProject, dispatchTestRun, injectTestUnits, OPERATOR, type TestServices, testServices } from '../support/units.ts'

const AGENT = { name: 'agent of a' }
const NOON = new Date('2026-01-01T12:00:00.000Z')

let store: TestStore
let services: TestServices
let runId: string

beforeEach(async () => {
  store = await openTestStore({ now: () => NOON })
  services = testServices(store, { now: () => NOON })
  await createTestProject(store)
  const { a = '' } = await injectTestUnits(services, 'demo', ['a'])
  runId = (await dispatchTestRun(services, 'demo', a)).runId
})

function unit() {
  return store.read.workUnit.findFirst({ include: { runs: true, attention: true } })
}

async function ask(options: readonly string[] = ['yes', 'no']): Promise<string> {
  return (await askOperator(services, AGENT, runId, { question: 'Shall I?', options })).result.itemId
}

describe('a question', () => {
  it('stops the unit and keeps the run waiting', async () => {
    const item = await ask()
    expect(await unit()).toMatchObject({
      status: 'NEEDS_ATTENTION',
      runs: [{ status: 'WAITING', endedAt: null }],
      attention: [
        { id: item, kind: 'QUESTION', state: 'OPEN', prompt: 'Shall I?', options: ['yes', 'no'], runId, generation: 1, openedAt: NOON },
      ],
    })
  })

  it('asked again with its idempotency key is the same one, and another where a later run asks', async () => {
    const again = (run: string) => askOperator(services, { ...AGENT, idempotencyKey: 'one' }, run, { question: 'Shall I?' })
    const item = (await again(runId)).result.itemId
    expect((await again(runId)).result.itemId).toBe(item)
    const { units } = await answerAttention(services, OPERATOR, { item, answer: 'Yes.' })
    const later = await dispatchTestRun(services, 'demo', units[0]?.id ?? '')
    expect((await again(later.runId)).result.itemId).not.toBe(item)
  })

  const BAD: readonly [string, () => Promise<unknown>, ErrorCode, string | undefined, string][] = [
    ['blank', () => askOperator(services, AGENT, runId, { question: ' ' }), 'VALIDATION_FAILED', 'question', 'not blank'],
    [
      'with a blank option',
      () => askOperator(services, AGENT, runId, { question: 'Shall I?', options: ['yes', ''] }),
      'VALIDATION_FAILED',
      'options[1]',
      'not blank',
    ],
    [
      'of a run that nobody knows',
      () => askOperator(services, AGENT, 'nobody', { question: 'Shall I?' }),
      'STALE_RUN',
      undefined,
      'ended or was replaced',
    ],
  ]

  it.each(BAD)('%s is refused', async (_, request, code, field, words) => {
    await expectRefusal(store, request, code, field, words)
  })

  it('of a run that was cancelled is refused', async () => {
    await cancelWorkUnit(services, OPERATOR, { project: 'demo', chunk: 'a' })
    await expectRefusal(store, () => ask(), 'STALE_RUN', undefined, 'ended or was replaced')
  })

  it('while another one is open is refused', async () => {
    await ask()
    await expectRefusal(store, () => ask(), 'ILLEGAL_TRANSITION', undefined, "'a' is NEEDS_ATTENTION")
  })
})

describe('an answer', () => {
  it.each([
    [{ option: 'yes' }, 'yes'],
    [{ answer: 'As you like.' }, 'As you like.'],
    [{ option: 'no', answer: 'Not today.' }, 'no\nNot today.'],
    [{ option: 'no', answer: '' }, 'no'],
  ])('%j goes to the agent in the same phase', async (input, text) => {
    await answerAttention(services, { name: 'ada' }, { item: await ask(), ...input, expectedRevision: 3 })
    expect(await unit()).toMatchObject({
      ...{ status: 'READY', phase: 'IMPLEMENT', pendingAnswer: text, runs: [{ status: 'SUSPENDED', tokenHash: null }] },
      attention: [{ state: 'ANSWERED', answer: text, answeredBy: 'ada', answeredAt: NOON }],
    })
  })

  it('is given once: the second one is told who answered, when and what', async () => {
    const item = await ask()
    const answers = await Promise.allSettled(['ada', 'bob'].map((name) => answerAttention(services, { name }, { item, option: 'yes' })))
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
    const late = () => answerAttention(services, { name: 'bob' }, { item, option: 'no' })
    await expectRefusal(store, late, 'ALREADY_ANSWERED', 'item', `ada answered it at ${NOON.toISOString()}: 'yes'`)
  })

  it('of two operators at once, at one server or at two, is that of one of them; the other is told who and when', async () => {
    const item = await ask()
    const servers = inject('database') === 'POSTGRESQL' ? [services, testServices(await openSecondStore(store.location))] : [services]
    const names = Array.from({ length: 10 }, (_, index) => `operator ${index}`)
    const answers = await Promise.allSettled(
      names.map((name, index) => answerAttention(servers[index % servers.length] ?? services, { name }, { item, option: 'yes' })),
    )
    const won = names.filter((_, index) => answers[index]?.status === 'fulfilled')
    expect(won).toHaveLength(1)
    const message = expect.stringContaining(`${won[0]} answered it at `)
    const lost = answers.filter(({ status }) => status === 'rejected')
    expect(lost).toEqual(lost.map(() => ({ status: 'rejected', reason: expect.objectContaining({ code: 'ALREADY_ANSWERED', message }) })))
    expect(await store.read.workUnitChange.count({ where: { reason: 'answered' } })).toBe(1)
  })

  it('to what was withdrawn is told so', async () => {
    const item = await ask()
    await retryWorkUnits(services, OPERATOR, { project: 'demo', chunks: ['a'] })
    await expectRefusal(store, () => answerAttention(services, OPERATOR, { item, option: 'yes' }), 'ALREADY_ANSWERED', 'item', 'withdrawn')
  })

  it('that is bad is refused', async () => {
    const item = await ask()
    const cases: readonly [object, ErrorCode, string, string][] = [
      [{ option: 'perhaps' }, 'VALIDATION_FAILED', 'option', "one of yes, no; found 'perhaps'"],
      [{}, 'VALIDATION_FAILED', 'answer', 'not blank'],
      [{ answer: ' ' }, 'VALIDATION_FAILED', 'answer', 'not blank'],
      [{ option: 'yes', expectedRevision: 2 }, 'STALE_REVISION', 'expectedRevision', 'not at 2'],
      [{ item: 'nobody', option: 'yes' }, 'NOT_FOUND', 'item', "'nobody'"],
    ]
    for (const [input, code, field, words] of cases) {
      await expectRefusal(store, () => answerAttention(services, OPERATOR, { item, ...input }), code, field, words)
    }
  })

  it('with an option where none is offered is refused', async () => {
    const item = await ask([])
    await expectRefusal(
      store,
      () => answerAttention(services, OPERATOR, { item, option: 'yes' }),
      'VALIDATION_FAILED',
      'option',
      'offers none',
    )
  })

  it('to an item whose unit was deleted is refused', async () => {
    const item = await ask()
    await deleteWorkUnit(services, OPERATOR, { project: 'demo', chunk: 'a' })
    await expectRefusal(store, () => answerAttention(services, OPERATOR, { item, option: 'yes' }), 'NOT_FOUND', 'item', item)
  })
})
