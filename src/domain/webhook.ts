/** What a webhook is told: which changes concern it, what they mean, and when a delivery that failed is tried again. */
import type { AttentionItem } from './attention.ts'
import type { Change } from './change.ts'
import { SignalboxError } from './errors.ts'
import type { EndedRun } from './run.ts'
import { openAttention, type WorkUnit } from './work-unit.ts'

/** In the order in which they matter to a person: a change that means several is named after the first. */
export const WEBHOOK_EVENTS = ['ATTENTION_OPENED', 'UNIT_DONE', 'RUN_FAILED'] as const
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number]

/** The names of events on the wire, in the form that the Standard Webhooks specification recommends. */
export const EVENT_TYPES: Readonly<Record<WebhookEvent, string>> = {
  ATTENTION_OPENED: 'work_unit.attention_opened',
  UNIT_DONE: 'work_unit.done',
  RUN_FAILED: 'work_unit.run_failed',
}

/** What a change is worth telling of. */
export interface News {
  readonly events: readonly [WebhookEvent, ...WebhookEvent[]]
  /** The attention items that it opened. */
  readonly opened: readonly AttentionItem[]
  /** The run that ended with it and failed, or whose server was lost. */
  readonly failedRun: EndedRun | null
}

/** Whether a change may have opened attention items, which takes the unit before it to know. */
export function mayHaveOpened({ changedFields, snapshot }: Change): boolean {
  return snapshot !== null && changedFields.includes('attention') && openAttention(snapshot.unit).length > 0
}

/**
 * What `change` means, of the events `wanted`; null where it is none of them. `before` is the unit at the revision before, null for a new
 * one; it counts only where `mayHaveOpened` says so.
 */
export function newsOf(change: Change, before: WorkUnit | null, wanted: readonly WebhookEvent[]): News | null {
  const { snapshot, previousStatus } = change
  if (snapshot === null) return null
  const known = new Set(before && openAttention(before).map(({ id }) => id))
  const opened = mayHaveOpened(change) ? openAttention(snapshot.unit).filter(({ id }) => !known.has(id)) : []
  const failedRun = snapshot.endedRuns.find(({ status }) => status === 'FAILED' || status === 'LOST') ?? null
  const happened: Readonly<Record<WebhookEvent, boolean>> = {
    ATTENTION_OPENED: opened.length > 0,
    UNIT_DONE: snapshot.unit.status === 'DONE' && previousStatus !== 'DONE',
    RUN_FAILED: failedRun !== null,
  }
  const [first, ...more] = WEBHOOK_EVENTS.filter((event) => happened[event] && wanted.includes(event))
  return first === undefined ? null : { events: [first, ...more], opened, failedRun }
}

/** The events of a webhook, each once and in their order. Throws VALIDATION_FAILED where none is named. */
export function validEvents(value: readonly WebhookEvent[], field = 'events'): readonly WebhookEvent[] {
  if (value.length > 0) return WEBHOOK_EVENTS.filter((event) => value.includes(event))
  throw new SignalboxError(
    'VALIDATION_FAILED',
    `${field} must name one event at least, of ${WEBHOOK_EVENTS.join(', ')}; found none.`,
    field,
  )
}

const FIRST_RETRY_MS = 1_000
const LONGEST_RETRY_MS = 300_000

/**
 * How long after so many failures in a row the next attempt is made: twice as long each time, up to five minutes, less up to half of
 * it, so that many webhooks of a receiver that was away do not come back to it at once. `random` is from 0 to 1.
 */
export function retryDelayMs(failures: number, random: number): number {
  const longest = Math.min(FIRST_RETRY_MS * 2 ** (failures - 1), LONGEST_RETRY_MS)
  return Math.round(longest * (1 - random / 2))
}
