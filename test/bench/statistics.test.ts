import { expect, test } from 'vitest'
import { middleMean, percentile, summarize } from './statistics.ts'

test.each([
  { values: [3, 1, 2], share: 0.5, is: 2 },
  { values: [4, 1, 3, 2], share: 0.5, is: 2 },
  { values: [1, 2, 3, 4], share: 0.99, is: 4 },
  { values: [7], share: 0.99, is: 7 },
  { values: [], share: 0.5, is: Number.NaN },
])('of $values, $share are not above $is', ({ values, share, is }) => {
  expect(percentile(values, share)).toBe(is)
})

test('a summary is the median with how far the rounds lie apart', () => {
  expect(summarize([5, 1, 9])).toEqual({ median: 5, least: 1, most: 9 })
})

test('outliers do not move the mean of the middle half', () => {
  expect(middleMean([1, 2, 3, 4])).toBe(2.5)
  expect(middleMean([9_000, 2, 3, -5_000])).toBe(2.5)
  expect(middleMean([7])).toBe(7)
})
