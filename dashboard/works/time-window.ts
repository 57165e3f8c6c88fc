/** The stretch of time that the charts show, in parts that begin where the clock on the wall does: so bars stay where they are. */

export type WindowName = 'hour' | 'day' | 'week'
export const WINDOWS: readonly WindowName[] = ['hour', 'day', 'week']

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const PARTS: Record<WindowName, { readonly length: number; readonly part: number }> = {
  hour: { length: HOUR, part: 5 * MINUTE },
  day: { length: DAY, part: HOUR },
  week: { length: 7 * DAY, part: 6 * HOUR },
}

export interface TimeWindow {
  readonly from: string
  readonly to: string
  readonly buckets: number
}

/** At least as long as its name says; the part that goes on now is the last one. `offsetMinutes` is that of `Date.getTimezoneOffset`. */
export function timeWindow(name: WindowName, now: number, offsetMinutes: number): TimeWindow {
  const { length, part } = PARTS[name]
  const shift = offsetMinutes * MINUTE
  const begun = Math.floor((now - shift) / part) * part + shift
  const from = begun - length
  return { from: new Date(from).toISOString(), to: new Date(begun + part).toISOString(), buckets: length / part + 1 }
}

export function windowNamed(word: string | null): WindowName {
  return WINDOWS.find((name) => name === word) ?? 'hour'
}
