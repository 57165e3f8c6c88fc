/**
 * Delivers to one webhook, for as long as there is one: from its position in the change log, one change after the other, each until it
 * is taken. All that counts stands in the webhook's row, so that a restart goes on where it was, and so does another server.
 */
import { SignalboxError } from '../domain/errors.ts'
import type { Webhook } from '../generated/sqlite/client.ts'
import { retryDelayMs, type WebhookEvent } from '../domain/webhook.ts'
import { webhookAuthority } from '../domain/webhook-address.ts'
import type { Claim } from '../store/webhook.ts'
import { messageOf, signedHeaders } from './message.ts'
import { CLAIM_MS, type DelivererOptions, RETRY_MS, SAVE_AFTER } from './options.ts'
import { post } from './post.ts'
import { createReader, type Found } from './reader.ts'
import { createRest, type Pause } from './rest.ts'

export interface Delivery {
  readonly projectId: string
  /** The log has grown. */
  grown(): void
  /** Breaks off what is being sent. Resolves when nothing is written any more. */
  stop(): Promise<void>
}

/** Begins to deliver. It never rejects: what fails is logged, and tried again. */
export function deliver(options: DelivererOptions, { id, projectId }: { readonly id: string; readonly projectId: string }): Delivery {
  const { services, after, random, log, onOutcome, serverId: by } = options
  const { store, now } = services
  const stopping = new AbortController()
  const rest = createRest(after)
  const reader = createReader(store, projectId)
  /** How far the log has been read here; the row may be behind that by changes that do not concern it. */
  let position = 0

  async function go(): Promise<void> {
    let save = false
    while (!stopping.signal.aborted) {
      const pause: Pause | 'AGAIN' | 'GONE' = await step(save).catch((error: unknown): Pause => {
        log.error({ webhook: id, err: error }, 'a webhook could not be looked after')
        return { untilGrowth: false, ms: RETRY_MS }
      })
      if (pause === 'GONE') return
      save = pause !== 'AGAIN' && (await rest.wait(pause))
    }
  }

  /** Delivers one change, or finds that there is none. `save`: what was read past is to be written down. */
  async function step(save: boolean): Promise<Pause | 'AGAIN' | 'GONE'> {
    const row = await store.read.webhook.findUnique({ where: { id } })
    if (!row) return 'GONE'
    const claimed = row.claimedBy === by ? null : row.claimedUntil
    const waitMs = Math.max(row.nextAttemptAt?.getTime() ?? 0, claimed?.getTime() ?? 0) - now().getTime()
    if (waitMs > 0) return { untilGrowth: false, ms: waitMs }

    const claim: Claim = { id, by, sequence: row.sequence }
    const wanted = row.events as WebhookEvent[]
    const reading = await reader.readOn(Math.max(position, row.sequence), wanted, stopping.signal).catch(async (error: unknown) => {
      if (!(error instanceof SignalboxError) || error.code !== 'CURSOR_EXPIRED') throw error
      await skipExpired(claim)
      return null
    })
    if (reading === null) return 'AGAIN'
    position = reading.position
    if (reading.concerns) {
      await attempt(row, claim, reading.concerns)
      return 'AGAIN'
    }
    const unsaved = position - row.sequence
    if (save || unsaved >= SAVE_AFTER.changes) await store.webhooks.pass(claim, position, now())
    return { untilGrowth: true, ms: save || unsaved === 0 ? null : SAVE_AFTER.ms }
  }

  /** One change, once: taken or not, it is in the row afterwards. */
  async function attempt(row: Webhook, claim: Claim, found: Found): Promise<void> {
    if (stopping.signal.aborted || !(await store.webhooks.claim(claim, now(), new Date(now().getTime() + CLAIM_MS)))) return
    const { key } = await store.read.project.findUniqueOrThrow({ where: { id: projectId }, select: { key: true } })
    const { sequence, chunk } = found.change
    const about = { webhook: id, project: key, chunk, sequence, events: found.news.events }
    const reason = await send(row, key, found)
    if (reason === null) {
      onOutcome('delivered')
      if (await store.webhooks.delivered(claim, sequence)) log.info(about, 'a webhook was delivered')
      else log.warn(about, 'a webhook was delivered, and had been deleted or taken over by another server meanwhile')
    } else if (stopping.signal.aborted) {
      await store.webhooks.release(claim)
    } else {
      onOutcome('failed')
      reader.forget()
      const failures = row.failures + 1
      const nextAttemptAt = new Date(now().getTime() + retryDelayMs(failures, random()))
      await store.webhooks.failed(claim, { text: reason, at: now() }, failures, nextAttemptAt)
      log.warn({ ...about, reason, failures, until: nextAttemptAt }, 'a webhook was not delivered')
    }
  }

  /** Answers with what went wrong. */
  async function send({ url, secret }: Webhook, project: string, { change, news }: Found): Promise<string | null> {
    const authority = webhookAuthority(new URL(url))
    if (!services.allowedWebhooks.includes(authority))
      return `${authority} is not among the hosts that this server may send webhooks to: see 'signalbox serve --allow-webhook'.`
    const message = messageOf(options.api, project, change, news)
    return post(options, url, { headers: signedHeaders(message, secret, now()), body: message.body }, stopping.signal)
  }

  /** What the log has no more cannot be delivered. That is said, and what is left is. */
  async function skipExpired(claim: Claim): Promise<void> {
    const { expiredSequence } = await store.read.project.findUniqueOrThrow({ where: { id: projectId }, select: { expiredSequence: true } })
    const text = `Changes ${Math.max(position, claim.sequence) + 1} to ${expiredSequence} had expired before they could be delivered: see 'signalbox serve --retain-changes'.`
    if (!(await store.webhooks.pass(claim, expiredSequence, now(), { text, at: now() }))) return
    onOutcome('missed')
    log.error({ webhook: id, projectId, reason: text }, 'a webhook has missed changes')
  }

  const gone = go()
  return {
    projectId,
    grown: rest.grown,
    async stop() {
      stopping.abort()
      rest.stop()
      await gone
    },
  }
}
