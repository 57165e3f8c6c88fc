import { expect, test } from 'vitest'
import type { WorkUnitStatus } from '../../src/domain/work-unit.ts'
import { arrived, hopeless, isReached, lateness } from '../../src/cli/wait-goal.ts'

type Seen = Record<string, WorkUnitStatus | 'DELETED'>

const ATTENTION = ['NEEDS_ATTENTION'] as const
const DONE = ['DONE'] as const

test.each<[string, readonly WorkUnitStatus[], boolean, Seen, boolean, string | null]>([
  ['all are there', DONE, false, { a: 'DONE', b: 'DONE' }, true, null],
  ['one is missing', DONE, false, { a: 'DONE', b: 'READY' }, false, null],
  ['one is missing, and one is enough', DONE, true, { a: 'READY', b: 'DONE' }, true, null],
  ['one of two statuses will do', ['DONE', 'NEEDS_ATTENTION'], false, { a: 'DONE', b: 'NEEDS_ATTENTION' }, true, null],
  ['one was deleted', DONE, false, { a: 'DELETED', b: 'DONE' }, false, "'a' was deleted and will never be DONE."],
  ['one was deleted, and one is enough', DONE, true, { a: 'DELETED', b: 'READY' }, false, null],
  ['one is past it', ATTENTION, false, { a: 'DONE', b: 'READY' }, false, "'a' is DONE and will never be NEEDS_ATTENTION."],
  ['one is past it, and one is enough', ATTENTION, true, { a: 'DONE', b: 'READY' }, false, null],
  [
    'all are past it',
    ATTENTION,
    true,
    { a: 'DONE', b: 'DELETED' },
    false,
    "'a', 'b' are all DONE or deleted and will never be NEEDS_ATTENTION.",
  ],
])('%s', (_, statuses, any, seen, reached, reason) => {
  const goal = { chunks: Object.keys(seen), statuses, any }
  const statusOf = new Map(Object.entries(seen))
  expect([isReached(goal, statusOf), hopeless(goal, statusOf)]).toEqual([reached, reason])
})

test('who is late is named, and who is there is not', () => {
  const seen = new Map<string, WorkUnitStatus>([
    ['a', 'DONE'],
    ['b', 'READY'],
  ])
  const goal = { chunks: ['b', 'a', 'c'], statuses: DONE, any: false }
  expect(arrived(goal, seen)).toEqual(['a'])
  expect(lateness(goal, seen, 5)).toBe("after 5 seconds 'b', 'c' are not DONE.")
  expect(lateness({ ...goal, chunks: ['b', 'c'], any: true }, seen, 5)).toBe("after 5 seconds none of 'b', 'c' is DONE.")
})
