import { describe, expect, test } from 'vitest'
import { arrange } from '../../dashboard/track/arrange.ts'
import { chainsOf } from '../../dashboard/track/chains.ts'
import { Lines } from '../../dashboard/track/lines.ts'
import { LANES, railsOf } from '../../dashboard/track/rails.ts'
import { parseView } from '../../dashboard/track/view.ts'
import { unit } from './support/track-units.ts'

const lines = (units: readonly ReturnType<typeof unit>[], address: string, columns = 1) =>
  new Lines(arrange(units, parseView(new URLSearchParams(address))).groups, columns)

const keysOf = (drawn: Lines) => Array.from({ length: drawn.size }, (_, at) => drawn.keyAt(at))

describe('chains', () => {
  test('a unit comes behind all that it depends on, as deep as the longest way to it', () => {
    const cards = [
      unit({ chunk: 'release', after: ['manual', 'model'] }),
      unit({ chunk: 'manual', after: ['export', 'import'] }),
      unit({ chunk: 'import', after: ['model'] }),
      unit({ chunk: 'export', after: ['model'] }),
      unit({ chunk: 'alone' }),
      unit({ chunk: 'model' }),
    ]
    const [chain, single] = chainsOf(cards).map((each) => each.cards.map(({ chunk }, place) => `${each.depths[place]} ${chunk}`))
    expect(chain).toEqual(['0 model', '1 import', '1 export', '2 manual', '3 release'])
    expect(single).toEqual(['0 alone'])
  })

  test('what one unit has set free stands right behind it', () => {
    const cards = [
      unit({ chunk: 'a' }),
      unit({ chunk: 'b', after: ['a'] }),
      unit({ chunk: 'c', after: ['a'] }),
      unit({ chunk: 'c2', after: ['c'] }),
      unit({ chunk: 'b2', after: ['b'] }),
    ]
    expect(chainsOf(cards)[0]?.cards.map(({ chunk }) => chunk)).toEqual(['a', 'b', 'b2', 'c', 'c2'])
  })

  test('a dependency that is not among the units holds nobody back', () => {
    expect(chainsOf([unit({ chunk: 'b', after: ['gone'] })])).toHaveLength(1)
  })
})

describe('lines', () => {
  const seven = Array.from({ length: 7 }, (_, index) => unit({ chunk: `u${index}`, status: index < 5 ? 'READY' : 'BLOCKED' }))

  test('are headings and units, as many as there are columns, and know how many come before them', () => {
    const drawn = lines(seven, 'sort=name', 3)
    const each = Array.from({ length: drawn.count + 1 }, (_, index) => drawn.line(index))
    expect(each.map((line) => line && [line.heading?.id ?? line.cards.map(({ chunk }) => chunk).join(' '), line.at])).toEqual([
      ['READY', 0],
      ['u0 u1 u2', 1],
      ['u3 u4', 4],
      ['BLOCKED', 6],
      ['u5 u6', 7],
      undefined,
    ])
    expect(drawn.size).toBe(9)
  })

  test('each has the name under which it is found', () => {
    const drawn = lines(seven, 'sort=name', 3)
    expect(keysOf(drawn)).toEqual(['group READY', 'u0', 'u1', 'u2', 'u3', 'u4', 'group BLOCKED', 'u5', 'u6'])
    expect(keysOf(drawn).map((key) => drawn.find(key ?? '')?.at)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8])
    expect(drawn.find('u4')).toEqual({ at: 5, line: 2, column: 1 })
    expect(drawn.find('gone')).toBeNull()
  })

  test('a folded group is its heading alone', () => {
    expect(keysOf(lines(seven, 'shut=READY'))).toEqual(['group READY', 'group BLOCKED', 'u5', 'u6'])
  })

  test.each([
    ['u1', 'next', 'u2'],
    ['u1', 'down', 'u4'],
    ['u2', 'down', 'u4'],
    ['u3', 'up', 'u0'],
    ['u4', 'down', 'group BLOCKED'],
    ['group BLOCKED', 'down', 'u5'],
    ['u0', 'up', 'group READY'],
    ['u6', 'next', 'u6'],
    ['u6', 'down', 'u6'],
    ['u3', 'first', 'group READY'],
    ['u3', 'last', 'u6'],
    ['gone', 'next', 'group READY'],
    [null, 'next', 'group READY'],
  ] as const)('from %s %s leads to %s', (from, step, to) => {
    expect(lines(seven, 'sort=name', 3).step(from, step)).toBe(to)
  })
})

describe('rails', () => {
  test('one joins a blocker to all that wait for it, each rail in a lane of its own', () => {
    const units = [
      unit({ chunk: 'a' }),
      unit({ chunk: 'b' }),
      unit({ chunk: 'c', waitsFor: ['a', 'b'] }),
      unit({ chunk: 'd', waitsFor: ['a'] }),
      unit({ chunk: 'e', waitsFor: ['d'] }),
    ]
    const rails = railsOf(lines(units, 'group=none&sort=name'))
    expect(rails.map(({ blocker, waiters, lane, first, last }) => [blocker, waiters.join(' '), lane, first, last])).toEqual([
      ['a', 'c d', 0, 0, 3],
      ['b', 'c', 1, 1, 2],
      ['d', 'e', 1, 3, 4],
    ])
  })

  test('none is drawn to what is not shown, or is far away', () => {
    const far = Array.from({ length: 40 }, (_, index) => unit({ chunk: `u${10 + index}` }))
    const units = [unit({ chunk: 'a' }), ...far, unit({ chunk: 'z', waitsFor: ['a', 'gone', 'u49'] })]
    expect(railsOf(lines(units, 'group=none&sort=name')).map(({ blocker }) => blocker)).toEqual(['u49'])
  })

  test('there are never more beside each other than the gutter has lanes', () => {
    const blockers = Array.from({ length: 8 }, (_, index) => unit({ chunk: `a${index}` }))
    const waiters = blockers.map(({ chunk }, index) => unit({ chunk: `b${index}`, waitsFor: [chunk] }))
    const rails = railsOf(lines([...blockers, ...waiters], 'group=none&sort=name'))
    expect(rails.map(({ lane }) => lane)).toEqual(Array.from({ length: LANES }, (_, lane) => lane))
  })
})
