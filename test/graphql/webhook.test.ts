/** Webhooks as their owners see them. */
import { expect, test } from 'vitest'
import { encodeGlobalId, idWithin } from '../../src/graphql/global-id.ts'
import { openTestStore } from '../support/database.ts'
import { createTestProject, injectTestUnits, testServices } from '../support/units.ts'
import { Api, OPERATOR, VIEWER } from './api.ts'

const CREATE = `mutation ($input: CreateWebhookInput!) { createWebhook(input: $input) {
  secret cursor webhook { id url events createdAt createdBy sequence failures lastFailure lastFailureAt nextAttemptAt }
} }`
const DELETE = 'mutation ($input: DeleteWebhookInput!) { deleteWebhook(input: $input) { webhookId cursor } }'
const LIST = '{ webhooks(project: "demo") { id url events createdBy sequence } }'
const NODE = 'query ($id: ID!) { node(id: $id) { id ... on Webhook { url } } }'

const INPUT = { project: 'demo', url: 'https://hooks.example.com/a', events: ['RUN_FAILED', 'UNIT_DONE'] }

interface Created {
  readonly createWebhook: { readonly secret: string; readonly cursor: string; readonly webhook: { readonly id: string } }
}

async function open(allowed = ['hooks.example.com:443']): Promise<Api> {
  const store = await openTestStore()
  const api = new Api(testServices(store, { allowedWebhooks: allowed }))
  await createTestProject(store)
  await injectTestUnits(api.services, 'demo', ['one'])
  return api
}

test('an owner makes a webhook, is shown its secret, lists it, and deletes it', async () => {
  const api = await open()
  const { createWebhook } = await api.data<Created>(CREATE, { input: INPUT })
  const { id } = createWebhook.webhook
  const { project } = await api.data<{ project: { cursor: string } }>('{ project(key: "demo") { cursor } }')
  expect(createWebhook).toEqual({
    secret: expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=$/),
    cursor: project.cursor,
    webhook: {
      ...{ id, url: 'https://hooks.example.com/a', events: ['UNIT_DONE', 'RUN_FAILED'], createdBy: 'olga', sequence: 1 },
      ...{ createdAt: expect.any(String), failures: 0, lastFailure: null, lastFailureAt: null, nextAttemptAt: null },
    },
  })
  const { createWebhook: second } = await api.data<Created>(CREATE, { input: { ...INPUT, events: ['ATTENTION_OPENED'] } })
  expect(second.secret).not.toBe(createWebhook.secret)
  expect(await api.data(LIST)).toMatchObject({ webhooks: [{ id }, { id: second.webhook.id, events: ['ATTENTION_OPENED'] }] })
  expect(await api.data(NODE, { id })).toEqual({ node: { id, url: INPUT.url } })

  expect(await api.data(DELETE, { input: { id } })).toEqual({ deleteWebhook: { webhookId: id, cursor: project.cursor } })
  expect(await api.data(LIST)).toMatchObject({ webhooks: [{ id: second.webhook.id }] })
  expect(await api.refusal(DELETE, { input: { id } })).toMatchObject({ code: 'NOT_FOUND', field: 'id' })
})

test('a repeat by its key gets the first answer, secret and all, which no receipt holds', async () => {
  const allowed = ['hooks.example.com:443']
  const api = await open(allowed)
  const input = { ...INPUT, idempotencyKey: 'key' }
  const first = await api.data<Created>(CREATE, { input })
  const { createWebhook } = first
  await api.store.webhooks.pass({ id: idWithin('Webhook', createWebhook.webhook.id, 'id'), by: 'server', sequence: 1 }, 9, new Date())
  allowed.length = 0
  const again = await Promise.all([1, 2, 3].map(() => api.data<Created>(CREATE, { input })))
  expect(again).toEqual([first, first, first])
  expect(await api.store.read.webhook.count()).toBe(1)
  expect(JSON.stringify(await api.store.read.receipt.findMany())).not.toContain(first.createWebhook.secret)
  expect(await api.refusal(CREATE, { input: { ...input, events: ['UNIT_DONE'] } })).toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' })

  const removal = { id: first.createWebhook.webhook.id, idempotencyKey: 'other' }
  const removed = await api.data(DELETE, { input: removal })
  expect(await api.data(DELETE, { input: removal })).toEqual(removed)
  expect(await api.refusal(CREATE, { input })).toMatchObject({ code: 'NOT_FOUND', message: expect.stringContaining('deleted since') })
})

test('nobody but an owner sees a webhook', async () => {
  const api = await open()
  const { createWebhook } = await api.data<Created>(CREATE, { input: INPUT })
  for (const viewer of [VIEWER, OPERATOR]) {
    expect(await api.refusal(LIST, {}, viewer)).toMatchObject({ code: 'FORBIDDEN' })
    expect(await api.refusal(NODE, { id: createWebhook.webhook.id }, viewer)).toMatchObject({ code: 'FORBIDDEN' })
    expect(await api.refusal(DELETE, { input: { id: createWebhook.webhook.id } }, viewer)).toMatchObject({ code: 'FORBIDDEN' })
  }
  expect(await api.data(LIST)).toMatchObject({ webhooks: [{}] })
})

test.each([
  ['an unknown project', { project: 'nope' }, 'NOT_FOUND', 'project', "'nope'"],
  [
    'a host that was not allowed',
    { url: 'https://elsewhere.example/' },
    'VALIDATION_FAILED',
    'url',
    '--allow-webhook elsewhere.example:443',
  ],
  ['a port that was not allowed', { url: 'https://hooks.example.com:22/' }, 'VALIDATION_FAILED', 'url', 'hooks.example.com:22'],
  ['no address', { url: 'hooks' }, 'VALIDATION_FAILED', 'url', 'no http or https address'],
  ['no event', { events: [] }, 'VALIDATION_FAILED', 'events', 'one event at least'],
  ['an unknown event', { events: ['LUNCH'] }, 'VALIDATION_FAILED', 'events[0]', 'LUNCH'],
  ['a key that is blank', { idempotencyKey: ' ' }, 'VALIDATION_FAILED', 'idempotencyKey', '1 to 200'],
])('%s is refused, and nothing is made', async (_, patch, code, field, words) => {
  const api = await open()
  const refusal = await api.refusal(CREATE, { input: { ...INPUT, ...patch } })
  expect(refusal).toMatchObject({ code, field, message: expect.stringContaining(words) })
  expect([await api.store.read.webhook.count(), await api.store.read.receipt.count()]).toEqual([0, 0])
})

test.each([encodeGlobalId('Project', 'x'), 'nonsense'])('%j is the id of no webhook', async (id) => {
  const api = await open()
  expect(await api.refusal(DELETE, { input: { id } })).toMatchObject({ code: 'VALIDATION_FAILED', field: 'id' })
})
