import { expect, test } from 'vitest'
import { backOff } from '../../src/client/back-off.ts'

test('the pause doubles, stays within four seconds for ever, and leaves half of the wait to chance', () => {
  const attempts = [1, 2, 3, 4, 5, 6, 1_000]
  expect(attempts.map((attempt) => backOff(attempt, () => 1))).toEqual([250, 500, 1_000, 2_000, 4_000, 4_000, 4_000])
  expect(attempts.map((attempt) => backOff(attempt, () => 0))).toEqual([125, 250, 500, 1_000, 2_000, 2_000, 2_000])
})
