import { expect, it } from 'vitest'
import { countWaitingBehind } from '../../src/domain/attention.ts'

it.each<[string, [string, string[]][], Record<string, number>]>([
  ['nobody waits', [], { a: 0 }],
  [
    'directly and through others',
    [
      ['a', ['b']],
      ['b', ['c', 'd']],
    ],
    { a: 3, b: 2, c: 0 },
  ],
  [
    'a diamond counts its tip once',
    [
      ['a', ['b', 'c']],
      ['b', ['d']],
      ['c', ['d']],
    ],
    { a: 3 },
  ],
  [
    'a circle ends, and nobody waits for itself',
    [
      ['a', ['b']],
      ['b', ['a']],
    ],
    { a: 1, b: 1 },
  ],
])('%s', (_, dependents, expected) => {
  expect(Object.fromEntries(countWaitingBehind(Object.keys(expected), new Map(dependents)))).toEqual(expected)
})

it('a chain of 100,000 is counted', () => {
  const chain = new Map(Array.from({ length: 100_000 }, (_, index) => [`${index}`, [`${index + 1}`]]))
  expect(countWaitingBehind(['0'], chain).get('0')).toBe(100_000)
})
