/** What the deliverer is given, and the limits that it keeps to. */
import type { Logger } from 'pino'
import type { Services } from '../services/context.ts'

export interface DelivererOptions {
  readonly services: Pick<Services, 'store' | 'now' | 'allowedWebhooks'>
  /** By which this server claims what it delivers; another one after a restart. */
  readonly serverId: string
  /** True where no other server can be at work on this database: claims that are left over are void then. */
  readonly exclusive: boolean
  /** Of signalbox, for the receivers. */
  readonly version: string
  /** Cursors and ids as the API has them, so that receivers can ask it for more. */
  readonly api: {
    cursor(position: { readonly projectId: string; readonly sequence: number }): string
    globalId(type: 'WorkUnit' | 'AttentionItem' | 'Run', id: string): string
  }
  /** Calls back once after some milliseconds; returns the way to call it off. */
  readonly after: (ms: number, callback: () => void) => () => void
  /** From 0 to 1. */
  readonly random: () => number
  readonly log: Logger
  /** Hears how each attempt went. `missed`: changes had expired before they could be sent. */
  readonly onOutcome: (outcome: DeliveryOutcome) => void
}

export type DeliveryOutcome = 'delivered' | 'failed' | 'missed'

/** How long a receiver may take to answer. */
export const ATTEMPT_MS = 10_000

/** How long a claim holds: longer than an attempt takes, and the clocks of two servers are apart. */
export const CLAIM_MS = 30_000

/** How long until what failed unexpectedly, as when the database is away, is tried again. */
export const RETRY_MS = 2_000

/** How long a stop waits for what is being written. */
export const STOP_MS = 1_500

/**
 * What concerns a webhook is written down at once. That it got past what does not is written with the next of these: after some time,
 * or so many changes. After a crash those are looked at once more.
 */
export const SAVE_AFTER = { ms: 1_000, changes: 500 } as const
