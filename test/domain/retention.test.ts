import { expect, test } from 'vitest'
import { expiryOf, GRACE_MS } from '../../src/domain/retention.ts'
import { minutesAfterNoon, NOON } from '../support/work-unit.ts'

test('nothing expires where all is kept', () => {
  expect(expiryOf({ keep: 'ALL' }, 10_000, NOON).upTo).toBe(0)
})

test.each([
  [12, 0],
  [1_000, 0],
  [1_001, 1],
  [5_000, 4_000],
])('of %i changes the last 1000 are kept, and those of the last two minutes', (head, upTo) => {
  const expiry = expiryOf({ keep: 'NUMBER', changes: 1_000 }, head, NOON)
  expect(expiry).toEqual({ upTo, before: minutesAfterNoon(-2) })
  expect(NOON.getTime() - expiry.before.getTime()).toBe(GRACE_MS)
})

test.each([
  [0, 0],
  [1, 0],
  [5, 4],
])('of %i changes all but the last may be too old', (head, upTo) => {
  expect(expiryOf({ keep: 'AGE', ms: 3_600_000 }, head, NOON)).toEqual({ upTo, before: minutesAfterNoon(-60) })
})

test('an age beyond all dates keeps everything', () => {
  expect(expiryOf({ keep: 'AGE', ms: 999_999_999 * 86_400_000 }, 5, NOON).before).toEqual(new Date(0))
})
