/** How far a webhook has come is written by whoever has its claim, and by nobody else: a server that was away too long sets nothing back. */
import { beforeEach, expect, it } from 'vitest'
import type { Claim } from '../../src/store/webhook.ts'
import { openSecondStore, openTestStore, type TestStore } from '../support/database.ts'
import { createTestProject, injectTestUnits, testServices } from '../support/units.ts'
import { minutesAfterNoon } from '../support/work-unit.ts'

const NOON = minutesAfterNoon(0)
const WEBHOOK = {
  id: 'webhook',
  url: 'https://hooks.example.com/',
  events: ['UNIT_DONE'],
  secret: 'whsec_c2VjcmV0',
  createdBy: 'olga',
} as const

const A: Claim = { id: 'webhook', by: 'a', sequence: 2 }
const B: Claim = { ...A, by: 'b' }

let store: TestStore

beforeEach(async () => {
  store = await openTestStore({ now: () => NOON })
  await createTestProject(store)
  await injectTestUnits(testServices(store), 'demo', ['one', 'two'])
  await store.webhooks.create('demo', () => WEBHOOK)
})

const row = () => store.read.webhook.findUniqueOrThrow({ where: { id: 'webhook' } })
const claim = (who: Claim, minutes: number): Promise<boolean> =>
  store.webhooks.claim(who, minutesAfterNoon(minutes), minutesAfterNoon(minutes + 1))
const failure = { text: 'It answered 500.', at: NOON }

it('a new webhook starts at the head of the log', async () => {
  expect(await row()).toMatchObject({ sequence: 2, failures: 0, createdAt: NOON, lastFailure: null, nextAttemptAt: null })
})

it('one server has the claim, until it is over or given back', async () => {
  expect([await claim(A, 0), await claim(B, 0), await claim(A, 0.5), await claim(B, 1)]).toEqual([true, false, true, false])
  expect(await claim(B, 1.5)).toBe(true)
  expect([await store.webhooks.release(A), await claim(A, 2)]).toEqual([false, false])
  expect([await store.webhooks.release(B), await claim(A, 2)]).toEqual([true, true])
  await store.webhooks.releaseAll()
  expect(await row()).toMatchObject({ claimedBy: null, claimedUntil: null })
})

it('a claim is for the position that the row has, and not before the next attempt is due', async () => {
  expect(await claim({ ...A, sequence: 1 }, 0)).toBe(false)
  await claim(A, 0)
  expect(await store.webhooks.failed(A, failure, 3, minutesAfterNoon(5))).toBe(true)
  expect(await row()).toMatchObject({ sequence: 2, failures: 3, lastFailure: 'It answered 500.', lastFailureAt: NOON, claimedBy: null })
  expect([await claim(B, 4.9), await claim(B, 5)]).toEqual([false, true])
})

it('what a server without the claim, or at another position, wants to write is not written', async () => {
  const { delivered, failed, pass, release } = store.webhooks
  await claim(A, 0)
  const before = await row()
  const late = minutesAfterNoon(0.9)
  expect([
    ...[await delivered(B, 4), await failed(B, failure, 1, late), await release(B), await pass(B, 4, late)],
    ...[await delivered({ ...A, sequence: 1 }, 4), await pass({ ...A, sequence: 1 }, 4, late)],
  ]).toEqual([false, false, false, false, false, false])
  expect(await row()).toEqual(before)

  expect(await delivered(A, 4)).toBe(true)
  const after = await row()
  expect(after).toMatchObject({ sequence: 4, failures: 0, nextAttemptAt: null, claimedBy: null })
  // The same once more, as by a server that did not hear that it was written.
  expect([await delivered(A, 3), await pass(A, 3, late)]).toEqual([false, false])
  expect(await row()).toEqual(after)
})

it('what does not concern it is passed without a claim, and what was missed is kept as its last failure', async () => {
  expect(await store.webhooks.pass(A, 5, NOON)).toBe(true)
  expect(await row()).toMatchObject({ sequence: 5, lastFailure: null })
  expect(await store.webhooks.pass({ ...B, sequence: 5 }, 9, NOON, failure)).toBe(true)
  expect(await row()).toMatchObject({ sequence: 9, lastFailure: 'It answered 500.', lastFailureAt: NOON, failures: 0 })
})

it('each webhook that is made or removed is told as a change of its project, also within one millisecond', async () => {
  const heard: string[] = []
  store.subscribe('projectUpdated', ({ projectId }) => heard.push(projectId))
  await store.webhooks.create('demo', () => ({ ...WEBHOOK, id: 'other' }))
  const { projectId } = await store.webhooks.remove('webhook')
  await store.webhooks.remove('other')
  expect(heard).toEqual([projectId, projectId, projectId])
  await expect(store.webhooks.remove('other')).rejects.toThrow("There is no webhook 'other'")
  await expect(store.webhooks.create('nowhere', () => WEBHOOK)).rejects.toThrow("There is no project 'nowhere'")
})

it('is as it was for a server that opens the database later', async () => {
  await claim(A, 0)
  expect(await (await openSecondStore(store.location)).read.webhook.findMany()).toEqual([await row()])
})
