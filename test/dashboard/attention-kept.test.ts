import { describe, expect, test } from 'vitest'
import type { Item } from '../../dashboard/api/attention-queue.ts'
import { alikeOf } from '../../dashboard/attention/cause.ts'
import { evidencePaths } from '../../dashboard/attention/evidence-paths.ts'
import { nextOf, NOTHING, release, takeQueue } from '../../dashboard/attention/kept.ts'
import { newsOf } from '../../dashboard/attention/news.ts'
import { refusalOf } from '../../dashboard/attention/use-selection.ts'

function item(id: string, more: Partial<Item> = {}): Item {
  const workUnit = { id: `U-${id}`, chunk: `chunk-${id}`, title: `The ${id}` }
  const nothing = { options: [], detail: null, deadline: null, run: null, conflict: null }
  return {
    id,
    kind: 'QUESTION',
    prompt: 'Left or right?',
    openedAt: '2026-11-22T12:00:00.000Z',
    blockedCount: 0,
    workUnit,
    ...nothing,
    ...more,
  }
}

const [a, b, c, d] = [item('a'), item('b'), item('c'), item('d')]
const ids = (items: readonly Item[]) => items.map(({ id }) => id)
const nobody = () => false
const held = (id: string) => (other: string) => other === id

describe('what is on the screen', () => {
  const all = takeQueue(NOTHING, [a, b, c], nobody)

  test('an item that nobody is at leaves with the queue', () => {
    expect(ids(takeQueue(all, [a, c], nobody).items)).toEqual(['a', 'c'])
  })

  test('an item that somebody is at stays at its place, also when it is left later, until it is let go', () => {
    const kept = takeQueue(all, [a, c], held('b'))
    expect(ids(kept.items)).toEqual(['a', 'b', 'c'])
    const later = takeQueue(kept, [d, a, c], nobody)
    expect(ids(later.items)).toEqual(['d', 'b', 'a', 'c'])
    expect(ids(takeQueue(release(later, ['b']), [d, a], nobody).items)).toEqual(['d', 'a'])
  })

  test('what was decided here goes at once, and an older answer of the server does not bring it back', () => {
    const decided = release(all, ['b'])
    expect(ids(decided.items)).toEqual(['a', 'c'])
    const gone = takeQueue(decided, [a, c], held('b'))
    expect(ids(gone.items)).toEqual(['a', 'c'])
    expect(ids(takeQueue(gone, [a, b, c], nobody).items)).toEqual(['a', 'c'])
  })

  test('an item that comes back is there once', () => {
    const kept = takeQueue(all, [a], held('b'))
    expect(ids(takeQueue(kept, [b, a], held('b')).items)).toEqual(['b', 'a'])
  })
})

test.each([
  [['b'], 'c'],
  [['c'], 'b'],
  [['a', 'b'], 'c'],
  [['a', 'b', 'c'], undefined],
])('after %j comes %s', (decided, next) => {
  expect(nextOf([a, b, c], decided)?.id).toBe(next)
})

describe('failures of one cause', () => {
  const failure = (id: string, line: string, more: Partial<Item> = {}) =>
    item(id, { kind: 'AGENT_FAILED', prompt: `IMPLEMENT of chunk-${id} failed.`, detail: `started\n${line}\n`, ...more })
  const first = failure('a', '\u001b[31mout of memory\u001b[0m at 0x7fffdeadbeef after 3 s')

  test('are those with the same words, whatever the names, the numbers and the colours in them', () => {
    const alike = failure('b', 'out of memory at 0x7fffdeadb000 after 41 s')
    const others = [failure('c', 'no route to host'), failure('d', 'out of memory after 3 s', { kind: 'LIMIT' }), a]
    expect(ids(alikeOf([first, alike, ...others], first))).toEqual(['a', 'b'])
  })

  test('are not found by a name that is part of a word', () => {
    const named = (chunk: string, prompt: string) =>
      item(chunk, { kind: 'AGENT_FAILED', prompt, workUnit: { id: chunk, chunk, title: chunk } })
    const short = named('a', 'a failed at the schema of a')
    expect(ids(alikeOf([short, named('b', 'b failed at the schema of b'), named('il', 'il faed at the schema of il')], short))).toEqual([
      'a',
      'b',
    ])
  })

  test('are not sought for what is answered', () => {
    expect(alikeOf([a, b], a)).toEqual([])
  })
})

test.each([
  [
    ['src/a.js', 'src/a.js', 'docs'],
    ['src/a.js', 'docs'],
  ],
  [['src/**/*.js'], ['src']],
  [
    ['src/{a,b}.js', './x'],
    ['src', './x'],
  ],
  [['*.md', 'src/a.js'], undefined],
  [[], undefined],
  [Array.from({ length: 101 }, (_, index) => `f${index}`), undefined],
])('evidence in %j is looked for in %j', (paths, expected) => {
  expect(evidencePaths(paths.map((path) => ({ path })))).toEqual(expected)
})

describe('the refusal of a retry of many', () => {
  const problem = "'retry' is possible from NEEDS_ATTENTION; 'chunk-b' is RUNNING."

  test('is shown at the unit that it names', () => {
    expect([a, b, c].map((each) => refusalOf(problem, [a, b], each))).toEqual([null, problem, null])
  })

  test('is shown at each where it names none', () => {
    expect([a, b, c].map((each) => refusalOf('The server did not answer.', [a, b], each) !== null)).toEqual([true, true, false])
  })

  test('is of those that were tried only', () => {
    expect(refusalOf(problem, [a], b)).toBeNull()
    expect(refusalOf(null, [a], a)).toBeNull()
  })
})

test('news of one item says what it asks, news of several says how many there are, and both lead to the first', () => {
  expect(newsOf('demo', [])).toBeNull()
  expect(newsOf('demo', [a])).toEqual({ title: 'Question: The a', body: 'Left or right?', address: '#/demo/attention?item=a' })
  expect(newsOf('demo', [b, c])).toMatchObject({ title: '2 items need you', address: '#/demo/attention?item=b' })
})
