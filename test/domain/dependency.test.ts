import fc from 'fast-check'
import { expect, it } from 'vitest'
import { findCycle } from '../../src/domain/dependency.ts'

it.each<[string, [string, string[]][], string[] | null]>([
  ['nothing waits', [], null],
  [
    'a chain',
    [
      ['a', ['b']],
      ['b', ['c']],
      ['c', []],
    ],
    null,
  ],
  [
    'a diamond',
    [
      ['a', ['b', 'c']],
      ['b', ['d']],
      ['c', ['d']],
      ['d', []],
    ],
    null,
  ],
  ['a name that is not a key', [['a', ['elsewhere']]], null],
  ['itself', [['a', ['a']]], ['a', 'a']],
  [
    'a pair',
    [
      ['a', ['b']],
      ['b', ['a']],
    ],
    ['a', 'b', 'a'],
  ],
  [
    'a circle behind a chain',
    [
      ['a', ['b']],
      ['b', ['c']],
      ['c', ['d']],
      ['d', ['b']],
    ],
    ['b', 'c', 'd', 'b'],
  ],
  [
    'a circle that is found second',
    [
      ['a', ['z']],
      ['z', []],
      ['b', ['c']],
      ['c', ['b']],
    ],
    ['b', 'c', 'b'],
  ],
])('%s', (_, edges, expected) => {
  expect(findCycle(new Map(edges))).toEqual(expected)
})

it('a chain of 100,000 is no cycle, and closed it is one', () => {
  const chain = new Map(Array.from({ length: 100_000 }, (_, index) => [`${index}`, [`${index + 1}`]]))
  expect(findCycle(chain)).toBeNull()
  chain.set('99999', ['0'])
  expect(findCycle(chain)).toHaveLength(100_001)
})

it('says the same as a naive search, and what it names is a circle', () => {
  const name = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g')
  const graph = fc.dictionary(name, fc.uniqueArray(name, { maxLength: 3 }))
  fc.assert(
    fc.property(graph, (edges) => {
      const waitsFor = new Map(Object.entries(edges))
      const cycle = findCycle(waitsFor)
      expect(cycle !== null).toBe([...waitsFor.keys()].some((start) => reaches(waitsFor, start, start)))
      if (!cycle) return
      expect(cycle.at(0)).toBe(cycle.at(-1))
      expect(new Set(cycle).size).toBe(cycle.length - 1)
      for (const [index, from] of cycle.slice(0, -1).entries()) expect(waitsFor.get(from)).toContain(cycle[index + 1])
    }),
    { numRuns: 1_000 },
  )
})

/** By repeated widening: slow, and too simple to be wrong. */
function reaches(waitsFor: ReadonlyMap<string, readonly string[]>, from: string, to: string): boolean {
  let reached = new Set(waitsFor.get(from))
  for (let size = -1; size !== reached.size;) {
    size = reached.size
    reached = new Set([...reached, ...[...reached].flatMap((name) => waitsFor.get(name) ?? [])])
  }
  return reached.has(to)
}
