/** What an operator decides is sent once, when the picture is live: also where it is not live yet, and where the answer is lost. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createApiClients } from '../../dashboard/api/client.ts'
import { LiveGate } from '../../dashboard/api/live-gate.ts'
import { send } from '../../dashboard/api/send.ts'
import type { Step } from '../../dashboard/api/send.ts'
import { HoldWorkUnit } from '../../dashboard/api/verbs.ts'

const INPUT = { project: 'demo', chunk: 'a', expectedRevision: 3 }
const ANSWER = '{"data":{"holdWorkUnit":{"__typename":"WorkUnitPayload","cursor":"c1"}}}'

let gate: LiveGate
let steps: Step[]
let sent: Record<string, unknown>[]
/** How many of the next answers are lost with their connection. */
let lost: number
let withdrawal: AbortController

beforeEach(() => {
  gate = new LiveGate()
  steps = []
  sent = []
  lost = 0
  withdrawal = new AbortController()
})
afterEach(() => withdrawal.abort())

function hold(through: LiveGate | null = gate) {
  const { client } = createApiClients({
    url: 'http://localhost/graphql',
    onSignedOut: () => undefined,
    fetch: async (_, request) => {
      const { variables } = JSON.parse(String(request?.body)) as { variables: { input: Record<string, unknown> } }
      sent.push(variables.input)
      lost -= 1
      if (lost >= 0) throw new TypeError('Failed to fetch')
      return new Response(ANSWER, { headers: { 'Content-Type': 'application/json' } })
    },
  })
  return send(HoldWorkUnit, INPUT, { client, gate: through, signal: withdrawal.signal, onStep: (step) => steps.push(step) })
}

test('while the picture is not live nothing is sent; then it is, once', async () => {
  const answer = hold()
  expect([steps, sent]).toEqual([['waiting'], []])
  gate.set(true)
  expect((await answer)?.data).toMatchObject({ holdWorkUnit: { cursor: 'c1' } })
  expect(steps).toEqual(['waiting', 'sending', 'idle'])
  expect(sent).toEqual([{ ...INPUT, idempotencyKey: expect.stringMatching(/^[0-9a-f]{32}$/) as string }])
})

test('what waits can be withdrawn, and is never sent', async () => {
  const answer = hold()
  withdrawal.abort()
  expect(await answer).toBeNull()
  gate.set(true)
  expect([steps, sent]).toEqual([['waiting', 'idle'], []])
})

test('one whose answer is lost is sent again with its key, when the picture is live again', async () => {
  gate.set(true)
  lost = 2
  expect((await hold())?.error).toBeUndefined()
  expect(sent).toHaveLength(3)
  expect(new Set(sent.map((input) => input['idempotencyKey'])).size).toBe(1)
})

test('two decisions have two keys', async () => {
  gate.set(true)
  await Promise.all([hold(), hold()])
  expect(new Set(sent.map((input) => input['idempotencyKey'])).size).toBe(2)
})

test('where there is no picture it is sent at once, and a lost answer is told', async () => {
  lost = 1
  expect((await hold(null))?.error?.networkError).toBeInstanceOf(Error)
  expect(sent).toHaveLength(1)
})
