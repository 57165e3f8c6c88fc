import { describe, expect, test } from 'vitest'
import { isUntouched, marksOf, readEntries, requestOf, withAdded } from '../../dashboard/inject/basket.ts'
import { matching, needsOf } from '../../dashboard/inject/documents.ts'

const basket = withAdded(
  [],
  [
    { chunk: 'a' },
    {},
    { chunk: ' b ', goal: '# B\n', priority: ' -3', dependsOn: 'a, c  d', phase: 'IMPLEMENT', held: true },
    { chunk: 'c', dependsOn: '' },
  ],
)

describe('the request', () => {
  test('holds what is said, and nothing of what is not', () => {
    const { workUnits, ids, unreadable } = requestOf(basket)
    expect(workUnits).toEqual([
      { chunk: 'a' },
      { chunk: 'b', goal: '# B\n', priority: -3, dependsOn: ['a', 'c', 'd'], phase: 'IMPLEMENT', held: true },
      { chunk: 'c', dependsOn: [] },
    ])
    expect([ids, unreadable]).toEqual([[1, 3, 4], null])
  })

  test.each(['x', '1.5', '1e3', '--1'])('the priority %j cannot be asked for', (priority) => {
    expect(requestOf(withAdded(basket, [{ chunk: 'd', priority }])).unreadable).toEqual({ id: 5, part: 'priority' })
  })
})

describe('a refusal marks what it names', () => {
  const request = requestOf(basket)
  test.each<[string, { problem: string; field: string | null }, object[]]>([
    ['by its field', { problem: 'No.', field: 'workUnits[1].dependsOn[0]' }, [{ id: 3, part: 'dependsOn' }]],
    [
      'by the place in the sentence',
      { problem: 'Value 1e99 at "input.workUnits[2].priority" is none.', field: null },
      [{ id: 4, part: 'priority' }],
    ],
    ['without a part', { problem: 'No.', field: 'workUnits[0]' }, [{ id: 1, part: null }]],
    [
      'by the circle',
      { problem: 'These would wait: a → b → a (each waits).', field: 'workUnits' },
      [
        { id: 1, part: 'dependsOn' },
        { id: 3, part: 'dependsOn' },
      ],
    ],
    ['by nothing', { problem: 'a and b are words here.', field: 'workUnits' }, []],
    ['by a place that is not there', { problem: 'No.', field: 'workUnits[7].chunk' }, []],
  ])('%s', (_, refusal, marks) => {
    expect(marksOf(refusal, request)).toEqual(marks)
  })
})

test('what was kept is what is read, and anything else is nothing', () => {
  expect(readEntries(JSON.stringify(basket))).toEqual(basket)
  expect(readEntries(JSON.stringify([...basket, { id: 9 }, { id: 'x' }, null, 3, { ...basket[0], held: 'yes' }]))).toEqual(basket)
  expect([readEntries(''), readEntries('{"a":1}'), readEntries('[')]).toEqual([[], [], []])
  expect(basket.map(isUntouched)).toEqual([false, true, false, false])
})

const file = (chunk: string, dependsOn: string[] = [], problem: string | null = null) => ({
  path: `docs/${chunk}/GOAL.md`,
  chunk,
  title: `On ${chunk}`,
  dependsOn,
  problem,
})

describe('files of the repository', () => {
  const files = [
    file('a', ['b', 'gone', 'there']),
    file('b', ['c', 'a']),
    file('c', ['also-gone']),
    file('d', ['broken']),
    file('broken', [], 'No.'),
  ]
  const isThere = (chunk: string) => chunk === 'there'
  const needs = (index: number) => {
    const { offered, nowhere } = needsOf(files[index] ?? file('x'), files, isThere)
    return [offered.map(({ chunk }) => chunk), nowhere]
  }

  test('offer what they wait for, also through others, and tell what is nowhere', () => {
    expect(needs(0)).toEqual([['b', 'c'], ['gone']])
    expect(needs(2)).toEqual([[], ['also-gone']])
    expect(needs(3)).toEqual([[], ['broken']])
  })

  test('are found by words of their path and title', () => {
    expect(matching(files, ' ON  docs/b ').map(({ chunk }) => chunk)).toEqual(['b', 'broken'])
    expect(matching(files, '')).toBe(files)
  })
})
