import { expect, test } from 'vitest'
import { readExpiry } from '../../src/cli/expiry.ts'

const NOW = new Date('2026-11-22T12:00:00.000Z')

test.each([
  ['90m', '2026-11-22T13:30:00.000Z'],
  ['12h', '2026-11-23T00:00:00.000Z'],
  ['30d', '2026-12-22T12:00:00.000Z'],
  ['2027-01-31', '2027-01-31T00:00:00.000Z'],
  ['2027-01-31T12:00:00+01:00', '2027-01-31T11:00:00.000Z'],
])('%s is %s', (text, time) => {
  expect(readExpiry(text, NOW)).toBe(time)
})

test.each(['', '30', '30y', '-3d', 'tomorrow', 'January 5', '2027-13-01'])('%j is none', (text) => {
  expect(() => readExpiry(text, NOW)).toThrow('It must be as 90m, 12h or 30d, or a time as 2027-01-31T12:00:00Z.')
})
