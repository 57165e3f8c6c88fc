import { expect, it } from 'vitest'
import type { Caller, Decision } from '../../src/services/context.ts'
import { createProject, updateProject } from '../../src/services/project.ts'
import { createToken, revokeToken } from '../../src/services/token.ts'
import { createWebhook, deleteWebhook } from '../../src/services/webhook.ts'
import { openTestStore } from '../support/database.ts'
import { testServices } from '../support/units.ts'

const again = (idempotencyKey: string): Caller => ({ name: 'ada', idempotencyKey })

it('each decision about a project, a token or a webhook is told of once, however often it is sent; one that is refused is not', async () => {
  const told: Decision[] = []
  const services = testServices(await openTestStore(), {
    onDecision: (decision) => told.push(decision),
    allowedWebhooks: ['hooks.example.com:443'],
  })
  const project = { key: 'demo', repositoryPath: '/repository', agent: { driver: 'COMMAND', command: ['true'] } } as const
  const token = { name: 'bot', role: 'VIEWER' } as const
  const webhook = { project: 'demo', url: 'https://hooks.example.com/', events: ['UNIT_DONE'] } as const
  let id = ''
  for (let time = 0; time < 2; time += 1) {
    await createProject(services, again('1'), project)
    await updateProject(services, again('2'), { key: 'demo', paused: true, maxAgents: 2 })
    await createToken(services, again('3'), token)
    id = (await createWebhook(services, again('4'), webhook)).id
  }
  await expect(createProject(services, { name: 'ada' }, project)).rejects.toThrow()
  await expect(createWebhook(services, { name: 'ada' }, { ...webhook, url: 'https://elsewhere.example/' })).rejects.toThrow()
  await expect(createToken(services, { name: 'ada' }, token)).rejects.toThrow()
  for (let time = 0; time < 2; time += 1) await deleteWebhook(services, again('5'), { id })
  await revokeToken(services, { name: 'eve' }, { name: 'bot' })
  await revokeToken(services, { name: 'ada' }, { name: 'bot' })

  expect(told).toEqual([
    { what: 'project created', actor: 'ada', project: 'demo' },
    { what: 'project settings changed', actor: 'ada', project: 'demo', settings: ['maxAgents', 'paused'] },
    { what: 'token created', actor: 'ada', name: 'bot' },
    { what: 'webhook created', actor: 'ada', project: 'demo', webhook: id },
    { what: 'webhook deleted', actor: 'ada', project: 'demo', webhook: id },
    { what: 'token revoked', actor: 'eve', name: 'bot' },
  ])
})
