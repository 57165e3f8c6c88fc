/** What reaches the receivers of webhooks, whatever happens to them and to the server. */
import { Webhook } from 'standardwebhooks'
import { expect, inject, test } from 'vitest'
import { encodeCursor } from '../../src/graphql/cursor.ts'
import { encodeGlobalId } from '../../src/graphql/global-id.ts'
import { askOperator } from '../../src/services/attention.ts'
import { deleteWebhook } from '../../src/services/webhook.ts'
import { prioritizeWorkUnit } from '../../src/services/work-unit.ts'
import { openSecondStore } from '../support/database.ts'
import { openReceiver, type Received } from '../support/receiver.ts'
import { dispatchTestRun, injectTestUnits, OPERATOR, testServices } from '../support/units.ts'
import { makeStage, runUnit } from './stage.ts'

interface Body {
  readonly type: string
  readonly data: { readonly chunk: string; readonly sequence: number; readonly events: readonly string[] }
}

const bodyOf = ({ body }: Received): Body => JSON.parse(body) as Body
const chunksOf = (received: readonly Received[]): string[] => received.map((each) => bodyOf(each).data.chunk)
const idOf = ({ headers }: Received): unknown => headers['webhook-id']

function verify(secret: string, { body, headers }: Received, changed = body): unknown {
  return new Webhook(secret).verify(changed, headers as Record<string, string>)
}

test('a receiver is told what a bot needs, signed by the Standard Webhooks specification', async () => {
  const { store, services, projectId, receiver, add, start } = await makeStage()
  const { id, secret } = await add()
  await start()
  await runUnit(services, 'one', 'FAILED')

  const [received] = await receiver.until(1)
  if (!received) throw new Error('It came.')
  const change = await store.read.workUnitChange.findFirstOrThrow({ where: { sequence: 3 } })
  const [item] = await store.read.attentionItem.findMany()
  const [run] = await store.read.run.findMany()
  expect(verify(secret, received)).toEqual({
    type: 'work_unit.attention_opened',
    timestamp: change.at.toISOString(),
    data: {
      events: ['ATTENTION_OPENED', 'RUN_FAILED'],
      project: 'demo',
      chunk: 'one',
      title: 'One',
      workUnitId: encodeGlobalId('WorkUnit', change.workUnitId),
      sequence: 3,
      cursor: encodeCursor({ projectId, sequence: 3 }),
      revision: 3,
      status: 'NEEDS_ATTENTION',
      previousStatus: 'RUNNING',
      phase: 'IMPLEMENT',
      actor: 'scheduler',
      reason: 'the agent failed',
      attention: [
        { id: encodeGlobalId('AttentionItem', item?.id ?? ''), kind: 'AGENT_FAILED', prompt: 'IMPLEMENT of one failed.', options: [] },
      ],
      mergedCommit: null,
      failedRun: {
        ...{ id: encodeGlobalId('Run', run?.id ?? ''), phase: 'IMPLEMENT', generation: 1, attempt: 1 },
        ...{ status: 'FAILED', exitCode: 3, failure: 'It exited with 3.' },
      },
    },
  })
  expect(received).toMatchObject({
    method: 'POST',
    path: '/hook?room=1',
    headers: { 'content-type': 'application/json', 'user-agent': 'signalbox/1.2.3', 'webhook-id': `${projectId}-3` },
  })

  const { secret: another } = await add()
  expect(() => verify(another, received)).toThrow('No matching signature found')
  expect(() => verify(secret, received, received.body.replace('NEEDS_ATTENTION', 'DONE'))).toThrow('No matching signature found')
  expect(JSON.stringify(received)).not.toContain(secret)
  expect(await store.read.webhook.findUnique({ where: { id } })).toMatchObject({ events: expect.any(Array) })
})

test('each webhook is told of what it wants, in the order of the log, from when it was made', async () => {
  const { services, receiver, allowed, add, start, until } = await makeStage()
  const other = await openReceiver()
  allowed.push(other.authority)
  await runUnit(services, 'before', 'DONE')
  await add(['UNIT_DONE'])
  await start()
  // This one is made while the deliverer is at work.
  const { id } = await add(['ATTENTION_OPENED', 'RUN_FAILED'], other.url)
  await runUnit(services, 'one', 'DONE')
  await runUnit(services, 'two', 'FAILED')
  const { three = '' } = await injectTestUnits(services, 'demo', ['three'])
  const { runId } = await dispatchTestRun(services, 'demo', three)
  await askOperator(services, { name: 'agent' }, runId, { question: 'Left?', options: ['left', 'right'] })
  await prioritizeWorkUnit(services, OPERATOR, { project: 'demo', chunk: 'three', priority: 1 })
  await runUnit(services, 'four', 'DONE')

  const done = await receiver.until(2)
  expect(chunksOf(done)).toEqual(['one', 'four'])
  expect(bodyOf(done[0] as Received)).toMatchObject({ type: 'work_unit.done', data: { events: ['UNIT_DONE'], status: 'DONE' } })
  const asked = await other.until(2)
  expect(asked.map((each) => bodyOf(each).data)).toMatchObject([
    { chunk: 'two', events: ['ATTENTION_OPENED', 'RUN_FAILED'] },
    { chunk: 'three', events: ['ATTENTION_OPENED'], attention: [{ prompt: 'Left?', options: ['left', 'right'] }], failedRun: null },
  ])
  await runUnit(services, 'five', 'FAILED')
  expect(chunksOf(await other.until(3))).toEqual(['two', 'three', 'five'])
  await until(id, ({ sequence }) => sequence === bodyOf(other.received[2] as Received).data.sequence)
  expect([receiver.received.length, other.received.length]).toEqual([2, 3])
})

test('what a receiver does not take is sent again, later each time, before anything else, and nothing is lost', async () => {
  const { services, receiver, clock, add, start, until, log, outcomes } = await makeStage()
  const elsewhere = await openReceiver()
  receiver.answers.push(500, 'CUT', { redirect: elsewhere.url }, 'HANG', 404)
  const { id, secret } = await add(['UNIT_DONE'])
  await start()
  await runUnit(services, 'one', 'DONE')
  await runUnit(services, 'two', 'DONE')

  const row = await until(id, ({ failures }) => failures === 1)
  expect(row).toMatchObject({ sequence: 0, lastFailure: 'It answered 500.', lastFailureAt: clock.now() })
  expect(row.nextAttemptAt).toEqual(new Date(clock.now().getTime() + 875))
  await clock.pass(875)
  expect(await until(id, ({ failures }) => failures === 2)).toMatchObject({
    lastFailure: expect.stringMatching(/^It was not reached: .+\.$/),
  })
  await clock.pass(1_750)
  expect(await until(id, ({ failures }) => failures === 3)).toMatchObject({
    lastFailure: 'It answered 302, and redirects are not followed.',
  })
  await clock.pass(3_500)
  await receiver.until(4)
  await clock.pass(10_000)
  expect(await until(id, ({ failures }) => failures === 4)).toMatchObject({ lastFailure: 'It did not answer within 10 seconds.' })
  await clock.pass(7_000)
  await until(id, ({ failures }) => failures === 5)
  await clock.pass(14_000)

  const received = await receiver.until(7)
  expect(chunksOf(received)).toEqual(['one', 'one', 'one', 'one', 'one', 'one', 'two'])
  expect(new Set(received.map(idOf)).size).toBe(2)
  for (const each of received) verify(secret, each)
  expect(await until(id, ({ sequence }) => sequence === 6)).toMatchObject({
    ...{ failures: 0, nextAttemptAt: null, lastFailure: 'It answered 404.', claimedBy: null },
  })
  expect(elsewhere.received).toEqual([])
  expect(outcomes).toEqual([...Array.from({ length: 5 }, () => 'failed'), 'delivered', 'delivered'])
  expect(log.some((line) => JSON.stringify(line).includes(secret))).toBe(false)
})

test('a receiver that takes its time keeps no other one waiting', async () => {
  const { services, receiver, allowed, add, start } = await makeStage()
  const other = await openReceiver()
  allowed.push(other.authority)
  receiver.answers.push('HANG')
  await add(['UNIT_DONE'])
  await add(['UNIT_DONE'], other.url)
  await start()
  for (const chunk of ['one', 'two', 'three']) await runUnit(services, chunk, 'DONE')
  expect(chunksOf(await other.until(3))).toEqual(['one', 'two', 'three'])
  expect(chunksOf(receiver.received)).toEqual(['one'])
})

test('a start delivers what happened while nobody delivered, and what a stop broke off with the same id', async () => {
  const { services, receiver, add, start, store } = await makeStage()
  const { id } = await add(['UNIT_DONE'])
  receiver.answers.push('HANG')
  const first = await start()
  await runUnit(services, 'one', 'DONE')
  await receiver.until(1)
  await first.stop()
  expect(await store.read.webhook.findUnique({ where: { id } })).toMatchObject({ sequence: 0, failures: 0, claimedBy: null })

  await runUnit(services, 'two', 'DONE')
  await start()
  const received = await receiver.until(3)
  expect(chunksOf(received)).toEqual(['one', 'one', 'two'])
  expect(received.map(idOf)).toEqual([idOf(received[0] as Received), idOf(received[0] as Received), idOf(received[2] as Received)])
})

test('a claim of a server that died holds for half a minute, and not at all where no other server can be', async () => {
  const { services, receiver, clock, add, start, until, store } = await makeStage()
  const { id } = await add(['UNIT_DONE'])
  await runUnit(services, 'one', 'DONE')
  const die = async (): Promise<void> => {
    const { sequence } = await store.read.webhook.findUniqueOrThrow({ where: { id } })
    const until = new Date(clock.now().getTime() + 30_000)
    expect(await store.webhooks.claim({ id, by: 'dead', sequence }, clock.now(), until)).toBe(true)
  }
  await die()
  const heir = await start({ exclusive: false })
  await clock.pass(30_000)
  await until(id, ({ sequence }) => sequence === 3)
  await heir.stop()

  await runUnit(services, 'two', 'DONE')
  await die()
  await start({ exclusive: true })
  expect(chunksOf(await receiver.until(2))).toEqual(['one', 'two'])
})

test('nothing more is sent to a webhook that was deleted while it was tried again', async () => {
  const { services, receiver, allowed, clock, add, start, until } = await makeStage()
  const other = await openReceiver()
  allowed.push(other.authority)
  receiver.answers.push(500, 'HANG')
  const { id } = await add(['UNIT_DONE'])
  const { id: otherId } = await add(['UNIT_DONE'], other.url)
  await start()
  await runUnit(services, 'one', 'DONE')
  await until(id, ({ failures }) => failures === 1)
  await clock.pass(875)
  await receiver.until(2)
  await deleteWebhook(services, OPERATOR, { id })
  await runUnit(services, 'two', 'DONE')
  await until(otherId, ({ sequence }) => sequence === 6)
  expect(receiver.received).toHaveLength(2)
  // Neither an attempt nor a retry is left.
  expect(clock.waits).toEqual([])
})

test('a host that is not allowed any more is not called, and that is said', async () => {
  const { services, receiver, allowed, add, start, until, clock } = await makeStage()
  const { id } = await add(['UNIT_DONE'])
  allowed.length = 0
  await start()
  await runUnit(services, 'one', 'DONE')
  const { lastFailure } = await until(id, ({ failures }) => failures === 1)
  expect(lastFailure).toBe(
    `${receiver.authority} is not among the hosts that this server may send webhooks to: see 'signalbox serve --allow-webhook'.`,
  )
  expect(receiver.received).toEqual([])
  allowed.push(receiver.authority)
  await clock.pass(875)
  await receiver.until(1)
})

test('what has expired before it was delivered is missed, which is said, and what is left is delivered', async () => {
  const { services, receiver, clock, add, start, until, store, logged, outcomes } = await makeStage()
  const { id } = await add(['UNIT_DONE'])
  await runUnit(services, 'gone', 'DONE')
  await runUnit(services, 'left', 'DONE')
  await store.trim({ keep: 'NUMBER', changes: 2 }, new Date(clock.now().getTime() + 3_600_000))
  // As after a restart, where nothing is in memory.
  const reopened = await openSecondStore(store.location, { now: clock.now })
  await start({ services: { ...services, store: reopened } })
  expect(chunksOf(await receiver.until(1))).toEqual(['left'])
  const text = "Changes 1 to 4 had expired before they could be delivered: see 'signalbox serve --retain-changes'."
  expect(await until(id, ({ sequence }) => sequence === 6)).toMatchObject({ lastFailure: text, failures: 0 })
  expect(await logged(({ msg }) => msg === 'a webhook has missed changes')).toMatchObject({ level: 50, webhook: id, reason: text })
  expect(outcomes).toEqual(['missed', 'delivered'])
})

test('what does not concern a webhook is written down after a second, so that it does not expire undelivered', async () => {
  const { services, receiver, clock, add, start, store } = await makeStage()
  const { id } = await add(['UNIT_DONE'])
  await injectTestUnits(services, 'demo', ['one'])
  await prioritizeWorkUnit(services, OPERATOR, { project: 'demo', chunk: 'one', priority: 3 })
  const written = new Promise((resolve) => {
    const pass: typeof store.webhooks.pass = (...args) => {
      const result = store.webhooks.pass(...args)
      resolve(result)
      return result
    }
    void start({ services: { ...services, store: { ...store, webhooks: { ...store.webhooks, pass } } } })
  })
  await clock.pass(1_000)
  expect(await written).toBe(true)
  expect(await store.read.webhook.findUnique({ where: { id } })).toMatchObject({ sequence: 2, failures: 0, lastFailure: null })
  expect(receiver.received).toEqual([])
})

test('a database that is away for a moment delays a delivery and ends none', async () => {
  const { services, receiver, clock, add, start, logged, store } = await makeStage()
  await add(['UNIT_DONE'])
  let away: 'LOOKING' | 'CLAIMING' | null = 'LOOKING'
  const fail = (): Promise<never> => Promise.reject(new Error('The database is away.'))
  const read = new Proxy(store.read, {
    get: (tables, name): unknown => (name === 'webhook' && away === 'LOOKING' ? { findMany: fail } : Reflect.get(tables, name)),
  })
  const claim: typeof store.webhooks.claim = (...args) => (away === 'CLAIMING' ? fail() : store.webhooks.claim(...args))
  await start({ services: { ...services, store: { ...store, read, webhooks: { ...store.webhooks, claim } } } })
  await runUnit(services, 'one', 'DONE')
  await logged(({ msg }) => msg === 'the webhooks could not be read')
  away = 'CLAIMING'
  await clock.pass(2_000)
  await logged(({ msg }) => msg === 'a webhook could not be looked after')
  away = null
  await clock.pass(2_000)
  expect(chunksOf(await receiver.until(1))).toEqual(['one'])
})

test.runIf(inject('database') === 'POSTGRESQL')('two servers on one database deliver each change once, in order', async () => {
  const { services, receiver, clock, add, start, until, store } = await makeStage()
  const other = testServices(await openSecondStore(store.location, { now: clock.now }), {
    now: clock.now,
    allowedWebhooks: services.allowedWebhooks,
  })
  const first = await start({ exclusive: false })
  await start({ exclusive: false, services: other })
  const { id } = await add(['UNIT_DONE'])
  const chunks = Array.from({ length: 10 }, (_, index) => `c${index}`)
  for (const [index, chunk] of chunks.entries()) await runUnit(index % 2 === 0 ? services : other, chunk, 'DONE')
  await until(id, ({ sequence }) => sequence === 30)
  await first.stop()
  // The other one may have lost a claim to it, and looks again when that is over.
  void clock.pass(30_000)
  await runUnit(services, 'last', 'DONE')
  await until(id, ({ sequence }) => sequence === 33)
  expect(chunksOf(receiver.received)).toEqual([...chunks, 'last'])
})
