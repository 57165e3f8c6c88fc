/** Cursors: what was given out is taken back, and nothing else is. */
import { expect, test } from 'vitest'
import { decodeCursor, encodeCursor } from '../../src/graphql/cursor.ts'

const PROJECT = { id: '5f0c', key: 'demo', sequence: 7 }
const raw = (text: string): string => Buffer.from(text).toString('base64url')

test.each([0, 1, 7])('the cursor of %i is taken back', (sequence) => {
  expect(decodeCursor(encodeCursor({ projectId: PROJECT.id, sequence }), PROJECT)).toBe(sequence)
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
