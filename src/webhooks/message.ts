/** What a receiver is sent: one message per change, in the form of the Standard Webhooks specification (standardwebhooks.com). */
import { createHmac } from 'node:crypto'
import type { Change } from '../domain/change.ts'
import { EVENT_TYPES, type News } from '../domain/webhook.ts'
import type { DelivererOptions } from './options.ts'

export interface Message {
  /** The same at every attempt, and no other message's. */
  readonly id: string
  readonly body: string
}

/** Neither the goal nor what the agent said is in it: the cursor and the ids are for whoever wants more. */
export function messageOf(api: DelivererOptions['api'], projectKey: string, change: Change, { events, opened, failedRun }: News): Message {
  const { projectId, sequence } = change
  const unit = change.snapshot?.unit
  const body = {
    type: EVENT_TYPES[events[0]],
    timestamp: change.at,
    data: {
      events,
      project: projectKey,
      chunk: change.chunk,
      title: unit?.title,
      workUnitId: api.globalId('WorkUnit', change.workUnitId),
      sequence,
      cursor: api.cursor({ projectId, sequence }),
      revision: change.revision,
      status: unit?.status,
      previousStatus: change.previousStatus,
      phase: unit?.phase,
      actor: change.actor,
      reason: change.reason,
      attention: opened.map(({ id, kind, prompt, options }) => ({ id: api.globalId('AttentionItem', id), kind, prompt, options })),
      mergedCommit: unit?.mergedCommit ?? null,
      failedRun: failedRun && { ...failedRun, id: api.globalId('Run', failedRun.id) },
    },
  }
  return { id: `${projectId}-${sequence}`, body: JSON.stringify(body) }
}

/** The headers by which a receiver knows the message and its sender. `secret` is `whsec_` with the key in base64. */
export function signedHeaders({ id, body }: Message, secret: string, at: Date): Record<string, string> {
  const timestamp = Math.floor(at.getTime() / 1_000)
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')
  return { 'webhook-id': id, 'webhook-timestamp': String(timestamp), 'webhook-signature': `v1,${signature}` }
}
