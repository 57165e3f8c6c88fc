/** When a token expires, as people say it. */
import { InvalidArgumentError } from 'commander'

const UNITS_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 }

/** `30d`, `12h` or `90m` from `now` on, or a time in ISO 8601. Throws an InvalidArgumentError. */
export function readExpiry(text: string, now: Date): string {
  const [, number, unit = ''] = /^(\d{1,6})([mhd])$/.exec(text) ?? []
  const time = number === undefined ? Date.parse(text) : now.getTime() + Number(number) * (UNITS_MS[unit] ?? 0)
  const isIso = number !== undefined || /^\d{4}-\d{2}-\d{2}/.test(text)
  if (!isIso || Number.isNaN(time)) throw new InvalidArgumentError('It must be as 90m, 12h or 30d, or a time as 2027-01-31T12:00:00Z.')
  return new Date(time).toISOString()
}
