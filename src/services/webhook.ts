/** Webhooks: who is told of what happens in a project. What sends to them is the room src/webhooks. */
import { randomBytes } from 'node:crypto'
import { validEvents, type WebhookEvent } from '../domain/webhook.ts'
import { validWebhookUrl } from '../domain/webhook-address.ts'
import type { WebhookAnswer } from '../store/webhook.ts'
import type { Caller, Services } from './context.ts'
import { receiptFor } from './request.ts'

export interface CreateWebhookInput {
  readonly project: string
  readonly url: string
  readonly events: readonly WebhookEvent[]
}

/** In bytes: as many as the hash that signs with it has. */
const SECRET_LENGTH = 32

/** Makes a webhook that is told of everything after the sequence that it answers with. Its secret is in its row, and not in the receipt. */
export async function createWebhook(services: Services, caller: Caller, input: CreateWebhookInput): Promise<WebhookAnswer> {
  const webhook = {
    id: services.newId(),
    url: validWebhookUrl(input.url, services.allowedWebhooks),
    events: validEvents(input.events),
    // The form of the Standard Webhooks specification.
    secret: `whsec_${randomBytes(SECRET_LENGTH).toString('base64')}`,
    createdBy: caller.name,
  }
  const answer = await services.store.webhooks.create(input.project, webhook, receiptFor(caller, 'createWebhook', input))
  // A repeat is answered with the first one's.
  if (answer.id === webhook.id)
    services.onDecision({ what: 'webhook created', actor: caller.name, project: input.project, webhook: webhook.id })
  return answer
}

/** Nothing more is sent to it, and what is being sent is broken off. */
export async function deleteWebhook(services: Services, caller: Caller, input: { readonly id: string }): Promise<WebhookAnswer> {
  const known = await services.store.read.webhook.findUnique({ where: { id: input.id }, select: { project: { select: { key: true } } } })
  const answer = await services.store.webhooks.remove(input.id, receiptFor(caller, 'deleteWebhook', input))
  if (known) services.onDecision({ what: 'webhook deleted', actor: caller.name, project: known.project.key, webhook: input.id })
  return answer
}
