/** Webhooks: who is told of what happens in a project. All of it is the owners' business: an address may be a secret itself. */
import { SignalboxError } from '../domain/errors.ts'
import { WEBHOOK_EVENTS, type WebhookEvent as EventName } from '../domain/webhook.ts'
import type { Webhook as WebhookRow } from '../generated/sqlite/client.ts'
import { createWebhook, deleteWebhook } from '../services/webhook.ts'
import { builder } from './builder.ts'
import { callerOf } from './context.ts'
import type { Position } from './cursor.ts'
import { enumValues } from './enum-values.ts'
import { encodeGlobalId, idWithin } from './global-id.ts'
import { idempotencyKey } from './input.ts'
import { fromJson } from './json-column.ts'
import { projectNamed } from './project.ts'

const WebhookEvent = builder.enumType('WebhookEvent', {
  description: 'What a webhook can be told of.',
  values: enumValues(WEBHOOK_EVENTS, {
    ATTENTION_OPENED: 'Something waits for a person: an attention item was opened.',
    UNIT_DONE: 'A work unit is DONE.',
    RUN_FAILED: 'A run ended as FAILED or LOST.',
  }),
})

const Webhook = builder.prismaNode('Webhook', {
  description:
    'An address that is told of what happens in a project: one POST per change that concerns it, in the order of the change log, each at ' +
    'least once. What is not answered with a status from 200 to 299 within ten seconds is sent again, later and later up to every five ' +
    'minutes, for as long as the webhook exists and the log has the change; what comes behind it waits. Redirects are not followed.\n\n' +
    'Messages are signed by the Standard Webhooks specification: `webhook-id` is the same at every attempt, `webhook-timestamp` is the time ' +
    'of the attempt, `webhook-signature` is `v1,` with the HMAC-SHA256 of `id.timestamp.body`.\n\n' +
    'The body is JSON: `type` is `work_unit.attention_opened`, `work_unit.done` or `work_unit.run_failed`, `timestamp` the time of the change, ' +
    'and `data` has `events` (all that the change means to this webhook), `project`, `chunk`, `title`, `workUnitId`, `sequence`, `cursor`, ' +
    '`revision`, `status`, `previousStatus`, `phase`, `actor`, `reason`, `attention` (what was opened: `id`, `kind`, `prompt`, `options`), ' +
    '`mergedCommit` and `failedRun`. Ids and the cursor are those of this API.',
  nullable: true,
  authScopes: { owner: true },
  id: { field: 'id', description: 'The global id.' },
  fields: (t) => ({
    url: t.exposeString('url', { description: 'Where it is sent to.' }),
    events: t.field({ type: [WebhookEvent], description: 'What it is told of.', resolve: ({ events }) => fromJson<EventName[]>(events) }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
    createdBy: t.exposeString('createdBy', { description: 'Who made it.' }),
    sequence: t.exposeInt('sequence', {
      description: 'The position in the change log up to which everything that concerns it has been delivered.',
    }),
    failures: t.exposeInt('failures', { description: 'How many attempts have failed since the last one that did not.' }),
    lastFailure: t.exposeString('lastFailure', {
      nullable: true,
      description:
        'What went wrong the last time that something did, also if changes expired before they were delivered; null when nothing has.',
    }),
    lastFailureAt: t.expose('lastFailureAt', { type: 'DateTime', nullable: true, description: 'When that was.' }),
    nextAttemptAt: t.expose('nextAttemptAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the attempt after a failed one is made; null when the last one did not fail.',
    }),
  }),
})

builder.queryField('webhooks', (t) =>
  t.prismaField({
    type: [Webhook],
    authScopes: { owner: true },
    description: 'The webhooks of a project, the oldest first. An unknown project is NOT_FOUND.',
    args: { project: t.arg.string({ required: true, description: "The project's key." }) },
    resolve: async (query, _root, { project }, context) => {
      const { id: projectId } = await projectNamed(context, project)
      return context.services.store.read.webhook.findMany({
        ...query,
        where: { projectId },
        orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
      })
    },
  }),
)

const CreateWebhookInput = builder.inputType('CreateWebhookInput', {
  description: 'A new webhook.',
  fields: (t) => ({
    project: t.string({ required: true, description: "The project's key." }),
    url: t.string({
      required: true,
      description:
        'An http or https address, without a user, a password or a fragment. Its host and port must be among those that whoever runs the server has named with `serve --allow-webhook`.',
    }),
    events: t.field({ type: [WebhookEvent], required: true, description: 'What it is told of; one event at least.' }),
    idempotencyKey: idempotencyKey(t),
  }),
})

const DeleteWebhookInput = builder.inputType('DeleteWebhookInput', {
  description: 'Which webhook to delete.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'Its global id.' }),
    idempotencyKey: idempotencyKey(t),
  }),
})

const CreateWebhookPayload = builder.objectRef<{ webhook: WebhookRow; position: Position }>('CreateWebhookPayload').implement({
  description: 'The answer to a new webhook.',
  authScopes: { owner: true },
  fields: (t) => ({
    webhook: t.field({ type: Webhook, description: 'The webhook.', resolve: ({ webhook }) => webhook }),
    secret: t.string({
      description:
        'What its messages are signed with: `whsec_` and the key in base64. It is shown here and never again, except to a repeat by the idempotency key.',
      resolve: ({ webhook }) => webhook.secret,
    }),
    cursor: t.field({ type: 'Cursor', description: 'It is told of what changes after this.', resolve: ({ position }) => position }),
  }),
})

const DeleteWebhookPayload = builder.objectRef<{ id: string; position: Position }>('DeleteWebhookPayload').implement({
  description: 'The answer to the deletion of a webhook.',
  authScopes: { owner: true },
  fields: (t) => ({
    webhookId: t.id({ description: 'The `id` that it had.', resolve: ({ id }) => encodeGlobalId('Webhook', id) }),
    cursor: t.field({ type: 'Cursor', description: 'It is told of nothing that changes after this.', resolve: ({ position }) => position }),
  }),
})

/** As the first answer showed it, whatever it has delivered since: a repeat by its idempotency key is answered with the same. */
function asMade(webhook: WebhookRow, sequence: number): WebhookRow {
  return { ...webhook, sequence, failures: 0, lastFailure: null, lastFailureAt: null, nextAttemptAt: null }
}

builder.mutationFields((t) => ({
  createWebhook: t.field({
    type: CreateWebhookPayload,
    authScopes: { owner: true },
    description: 'Makes a webhook, which is told of what happens from now on. It touches no work unit.',
    args: { input: t.arg({ type: CreateWebhookInput, required: true, description: 'The webhook.' }) },
    resolve: async (_root, { input: { idempotencyKey: key, ...input } }, context) => {
      const { id, ...position } = await createWebhook(context.services, callerOf(context, key), input)
      const webhook = await context.services.store.read.webhook.findUnique({ where: { id } })
      if (webhook) return { webhook: asMade(webhook, position.sequence), position }
      throw new SignalboxError(
        'NOT_FOUND',
        'This request was carried out before, and its webhook has been deleted since: nothing of it is left to answer with.',
      )
    },
  }),
  deleteWebhook: t.field({
    type: DeleteWebhookPayload,
    authScopes: { owner: true },
    description: 'Deletes a webhook: nothing more is sent to it, not even what it has not got yet.',
    args: { input: t.arg({ type: DeleteWebhookInput, required: true, description: 'Which webhook.' }) },
    resolve: async (_root, { input: { idempotencyKey: key, ...input } }, context) => {
      const { id, ...position } = await deleteWebhook(context.services, callerOf(context, key), { id: idWithin('Webhook', input.id, 'id') })
      return { id, position }
    },
  }),
}))
