/** How much of a project's change log is kept, and so how far back a subscriber may resume. */

/** In milliseconds for an age; the last so many changes of each project for a number. */
export type Retention =
  | { readonly keep: 'ALL' }
  | { readonly keep: 'NUMBER'; readonly changes: number }
  | { readonly keep: 'AGE'; readonly ms: number }

const HOUR_MS = 3_600_000

/** Below these a client that was away for a moment would have to begin anew again and again. */
export const LEAST_CHANGES = 1_000
export const LEAST_AGE_MS = HOUR_MS

/**
 * However few changes are kept, those of the last two minutes are: longer than an operation takes that is reading them, and than a
 * client needs to notice that its connection is dead and to come back.
 */
export const GRACE_MS = 120_000

const UNITS: Readonly<Record<string, number>> = { h: HOUR_MS, d: 24 * HOUR_MS }

/** `all`, a number of changes as `100000`, or an age in days or hours as `30d`; null for anything else. Whether it is enough is not asked. */
export function parseRetention(text: string): Retention | null {
  const [, digits, unit] = /^(\d{1,9})([hd]?)$/.exec(text) ?? []
  if (text === 'all') return { keep: 'ALL' }
  if (digits === undefined || unit === undefined) return null
  const ms = UNITS[unit]
  return ms === undefined ? { keep: 'NUMBER', changes: Number(digits) } : { keep: 'AGE', ms: Number(digits) * ms }
}

/** Whether less would be kept than is safe. */
export function isTooLittle(retention: Retention): boolean {
  if (retention.keep === 'NUMBER') return retention.changes < LEAST_CHANGES
  return retention.keep === 'AGE' && retention.ms < LEAST_AGE_MS
}

/** What may expire: changes up to and with this sequence, as far as they were committed at or before this time. */
export interface Expiry {
  readonly upTo: number
  readonly before: Date
}

/** `head` is the sequence of the newest change; that one is always kept. */
export function expiryOf(retention: Retention, head: number, now: Date): Expiry {
  switch (retention.keep) {
    case 'ALL':
      return { upTo: 0, before: now }
    case 'NUMBER':
      return { upTo: Math.max(0, head - Math.max(1, retention.changes)), before: ago(now, GRACE_MS) }
    case 'AGE':
      return { upTo: Math.max(0, head - 1), before: ago(now, retention.ms) }
  }
}

/** No time before 1970: an age may be longer than a date can say. */
function ago(now: Date, ms: number): Date {
  return new Date(Math.max(0, now.getTime() - ms))
}
