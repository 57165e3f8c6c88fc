/** The operations on webhooks. */
import type { WebhookEvent } from '../domain/webhook.ts'
import { operation } from './operation.ts'

export interface WebhookRow {
  readonly id: string
  readonly url: string
  readonly events: readonly WebhookEvent[]
  readonly createdAt: string
  readonly createdBy: string
  readonly sequence: number
  readonly failures: number
  readonly lastFailure: string | null
  readonly lastFailureAt: string | null
  readonly nextAttemptAt: string | null
}

const ROW = /* GraphQL */ `
  fragment WebhookRow on Webhook {
    id
    url
    events
    createdAt
    createdBy
    sequence
    failures
    lastFailure
    lastFailureAt
    nextAttemptAt
  }
`

export const ListWebhooks = operation<{ webhooks: WebhookRow[] }, { project: string }>(/* GraphQL */ `
  query ListWebhooks($project: String!) {
    webhooks(project: $project) {
      ...WebhookRow
    }
  }
  ${ROW}
`)

export const CreateWebhook = operation<
  { createWebhook: { webhook: WebhookRow; secret: string } },
  { input: { project: string; url: string; events: readonly WebhookEvent[] } }
>(/* GraphQL */ `
  mutation CreateWebhook($input: CreateWebhookInput!) {
    createWebhook(input: $input) {
      webhook {
        ...WebhookRow
      }
      secret
    }
  }
  ${ROW}
`)

export const DeleteWebhook = operation<{ deleteWebhook: { webhookId: string } }, { input: { id: string } }>(/* GraphQL */ `
  mutation DeleteWebhook($input: DeleteWebhookInput!) {
    deleteWebhook(input: $input) {
      webhookId
    }
  }
`)
