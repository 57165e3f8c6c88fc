/** Cursors: what was given out is taken back, and nothing else is. */
import { expect, test } from 'vitest'
import { decodeCursor, encodeCursor } from '../../src/graphql/cursor.ts'

const PROJECT = { id: '5f0c', key: 'demo', sequence: 7, expiredSequence: 0 }
const raw = (text: string): string => Buffer.from(text).toString('base64url')

test.each([0, 1, 7])('the cursor of %i is taken back', (sequence) => {
  expect(decodeCursor(encodeCursor({ projectId: PROJECT.id, sequence }), PROJECT)).toBe(sequence)
})

test('a cursor before what has expired is CURSOR_EXPIRED, and the oldest one that is left is taken', () => {
  const project = { ...PROJECT, expiredSequence: 4 }
  const cursor = (sequence: number): string => encodeCursor({ projectId: project.id, sequence })
  expect(decodeCursor(cursor(4), project)).toBe(4)
  for (const sequence of [0, 3]) {
    expect(() => decodeCursor(cursor(sequence), project)).toThrow(
      expect.objectContaining({
        code: 'CURSOR_EXPIRED',
        field: 'after',
        message: `after must be a cursor from 4 on, the oldest that project 'demo' still serves; found one at ${sequence}: changes after it have expired. Take a new snapshot and subscribe after its cursor.`,
      }),
    )
  }
  // What is from elsewhere is not called old.
  expect(() => decodeCursor(encodeCursor({ projectId: 'other', sequence: 1 }), project)).toThrow(
    expect.objectContaining({ code: 'CURSOR_INVALID' }),
  )
})

test.each([
  { what: 'garbage', cursor: 'garbage' },
  { what: 'nothing', cursor: '' },
  { what: 'another version', cursor: raw('2:5f0c:1') },
  { what: 'no sequence', cursor: raw('1:5f0c:') },
  { what: 'a negative sequence', cursor: raw('1:5f0c:-1') },
  { what: 'a fraction', cursor: raw('1:5f0c:1.5') },
  { what: 'a leading zero', cursor: raw('1:5f0c:01') },
  { what: 'a huge sequence', cursor: raw('1:5f0c:99999999999999999999') },
  { what: 'a sequence beyond the head', cursor: encodeCursor({ projectId: '5f0c', sequence: 8 }) },
  { what: 'another project', cursor: encodeCursor({ projectId: 'other', sequence: 1 }) },
  { what: 'another project of the same beginning', cursor: encodeCursor({ projectId: '5f0c:1', sequence: 1 }) },
  { what: 'a far future', cursor: encodeCursor({ projectId: '5f0c', sequence: 999_999_999_999_999 }) },
  { what: 'what is no number', cursor: raw('1:5f0c:NaN') },
  { what: 'digits of another script', cursor: raw('1:5f0c:\u0661') },
  { what: 'a NUL', cursor: `${encodeCursor({ projectId: '5f0c', sequence: 1 })}\0` },
  { what: 'a NUL within', cursor: raw('1:5f0c\0:1') },
  { what: 'a line feed at the end', cursor: raw('1:5f0c:1\n') },
  { what: 'another alphabet', cursor: '✂️'.repeat(20) },
  { what: 'half a character', cursor: '\ud800' },
  { what: 'a megabyte', cursor: 'A'.repeat(1_000_000) },
  { what: 'padding', cursor: `${encodeCursor({ projectId: '5f0c', sequence: 1 })}=` },
  { what: 'something added', cursor: `${encodeCursor({ projectId: '5f0c', sequence: 1 })}!` },
])('$what is CURSOR_INVALID, with a sentence that says what to do', ({ cursor }) => {
  expect(() => decodeCursor(cursor, PROJECT)).toThrow(
    expect.objectContaining({
      code: 'CURSOR_INVALID',
      field: 'after',
      message: expect.stringMatching(/^after must be .*; found .* Take a new snapshot/),
    }),
  )
})
