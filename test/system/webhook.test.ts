/** A webhook of a server that is a program: what agents do reaches it, also where the server is killed between a delivery and its record. */
import { Webhook } from 'standardwebhooks'
import { expect, inject, test } from 'vitest'
import { openReceiver } from '../support/receiver.ts'
import { end, serve } from './program.ts'
import { ask, createProject, injectUnits, makeHome, quickAgent } from './world.ts'

// On PostgreSQL another server has to wait for the claim of one that was killed: test/webhooks does that by a clock of its own.
test.runIf(inject('database') === 'SQLITE')(
  'a bot hears of a failure and of an end, also where the server is killed with -9 in between',
  async () => {
    const receiver = await openReceiver()
    receiver.answers.push('HANG')
    const home = await makeHome()
    const environment = { ...home.environment, SIGNALBOX_ALLOW_WEBHOOK: receiver.authority }
    const first = await serve({ ...home, environment })
    await createProject(first.place, { command: quickAgent(`if (chunk === 'bad') process.exit(3)`), phases: ['IMPLEMENT'] })
    const create = 'mutation ($input: CreateWebhookInput!) { createWebhook(input: $input) { secret } }'
    const input = { project: 'demo', url: receiver.url, events: ['ATTENTION_OPENED', 'UNIT_DONE'] }
    const { createWebhook } = await ask<{ createWebhook: { secret: string } }>(first.place, create, { input })
    await injectUnits(first.place, { chunk: 'bad', phase: 'IMPLEMENT' })
    const [cut] = await receiver.until(1)
    await end(first.program, 'SIGKILL')

    const second = await serve({ ...home, environment })
    await injectUnits(second.place, { chunk: 'good', phase: 'IMPLEMENT' })
    const received = await receiver.until(3)
    const bodies = received.map(({ body, headers }) => new Webhook(createWebhook.secret).verify(body, headers as Record<string, string>))
    expect(bodies).toMatchObject([
      { type: 'work_unit.attention_opened', data: { chunk: 'bad', attention: [{ kind: 'AGENT_FAILED' }] } },
      { type: 'work_unit.attention_opened', data: { chunk: 'bad' } },
      { type: 'work_unit.done', data: { chunk: 'good', status: 'DONE', mergedCommit: expect.stringMatching(/^[0-9a-f]{40}$/) } },
    ])
    expect(received[1]?.headers['webhook-id']).toBe(cut?.headers['webhook-id'])
    await end(second.program, 'SIGTERM')
    expect(second.program.exitCode).toBe(0)
  },
  120_000,
)
