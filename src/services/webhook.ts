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
  const make = () => ({
    id: services.newId(),
    url: validWebhookUrl(input.url, services.allowedWebhooks),
    events: validEvents(input.events),
    // The form of the Standard Webhooks specification.
    secret: `whsec_${randomBytes(SECRET_LENGTH).toString('base64')}`,
    createdBy: caller.name,
  })
  const { isFirst, ...made } = await services.store.webhooks.create(input.project, make, receiptFor(caller, 'createWebhook', input))
  if (isFirst) services.onDecision({ what: 'webhook created', actor: caller.name, project: made.project, webhook: made.id })
  return made
}

/** Nothing more is sent to it, and what is being sent is broken off. */
export async function deleteWebhook(services: Services, caller: Caller, input: { readonly id: string }): Promise<WebhookAnswer> {
  const { isFirst, ...gone } = await services.store.webhooks.remove(input.id, receiptFor(caller, 'deleteWebhook', input))
  if (isFirst) services.onDecision({ what: 'webhook deleted', actor: caller.name, project: gone.project, webhook: gone.id })
  return gone
}
