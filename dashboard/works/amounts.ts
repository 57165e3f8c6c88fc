/** Amounts as people read them; what is not known is said to be so. */
import { common } from '../english/common.ts'
import { duration } from '../ui/clock.tsx'

const WHOLE = new Intl.NumberFormat(undefined)
const DOLLARS = new Intl.NumberFormat(undefined, { style: 'currency', currency: 'USD', maximumFractionDigits: 2 })

export function count(value: number | null): string {
  return value === null ? common.notKnown : WHOLE.format(value)
}

export function dollars(value: number | null): string {
  return value === null ? common.notKnown : DOLLARS.format(value)
}

/** Below ten seconds with what is behind the point: `340 ms`, `2.4 s`, `3 min`. */
export function seconds(value: number | null): string {
  if (value === null) return common.none
  if (value < 1) return `${Math.round(value * 1_000)} ms`
  return value < 10 ? `${value.toFixed(1)} s` : duration(value * 1_000)
}

/** A mark of an axis, in seconds. No two of them may read the same: a minute that is not whole has its seconds. */
export function mark(value: number): string {
  if (value === 0) return '0'
  const rest = Math.round(value % 60)
  return value < 60 || value >= 3_600 || rest === 0 ? seconds(value) : `${seconds(value - rest)} ${rest} s`
}
