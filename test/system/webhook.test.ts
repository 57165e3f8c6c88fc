/** A webhook of a whole server: what an agent does reaches it, and a restart between a delivery and its record sends it once more. */
import { Webhook } from 'standardwebhooks'
import { expect, onTestFinished, test } from 'vitest'
import { start } from '../../src/main.ts'
import { openReceiver } from '../support/receiver.ts'
import { ask, createProject, injectUnits, makeHome, quickAgent } from './world.ts'

test('a bot hears of a failure and of an end, also where the server stops in between', async () => {
  const receiver = await openReceiver()
  receiver.answers.push('HANG')
  const config = {
    ...(await makeHome()),
    ...{ host: '127.0.0.1', port: 0, allowedHosts: [], allowedWebhooks: [receiver.authority] },
    ...{ retainChanges: { keep: 'ALL' as const }, logLevel: 'silent' as const, open: false, version: 'test' },
  }
  const first = await start(config)
  onTestFinished(first.stop)
  await createProject(first, { command: quickAgent(`if (chunk === 'bad') process.exit(3)`), phases: ['IMPLEMENT'] })
  const create = 'mutation ($input: CreateWebhookInput!) { createWebhook(input: $input) { secret } }'
  const input = { project: 'demo', url: receiver.url, events: ['ATTENTION_OPENED', 'UNIT_DONE'] }
  const { createWebhook } = await ask<{ createWebhook: { secret: string } }>(first, create, { input })
  await injectUnits(first, { chunk: 'bad', phase: 'IMPLEMENT' })
  const [cut] = await receiver.until(1)
  await injectUnits(first, { chunk: 'good', phase: 'IMPLEMENT' })
  await first.stop()

  const second = await start(config)
  onTestFinished(second.stop)
  const received = await receiver.until(3)
  const bodies = received.map(({ body, headers }) => new Webhook(createWebhook.secret).verify(body, headers as Record<string, string>))
  expect(bodies).toMatchObject([
    { type: 'work_unit.attention_opened', data: { chunk: 'bad', attention: [{ kind: 'AGENT_FAILED' }] } },
    { type: 'work_unit.attention_opened', data: { chunk: 'bad' } },
    { type: 'work_unit.done', data: { chunk: 'good', status: 'DONE', mergedCommit: expect.stringMatching(/^[0-9a-f]{40}$/) } },
  ])
  expect(received[1]?.headers['webhook-id']).toBe(cut?.headers['webhook-id'])
})
