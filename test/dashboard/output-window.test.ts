/** The stretch of output that is kept: whatever is put to it, it has no gap, and its borders are where to read on from. */
import { expect, test } from 'vitest'
import { OutputWindow } from '../../dashboard/output/output-window.ts'

const piece = (position: number, text = `line ${position}\n`) => ({
  position,
  stream: 'OUT' as const,
  text,
  at: '2026-11-22T12:00:00.000Z',
})
const pieces = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, index) => piece(first + index))

function windowOf(first: number, last: number): OutputWindow {
  const window = new OutputWindow({ lines: 100, characters: 10_000 })
  for (const each of pieces(first, last)) window.append(each)
  return window
}

const texts = (window: OutputWindow) => window.lines.map(({ plain }) => plain)

test('what is in front of it is put there', () => {
  const window = windowOf(11, 12)
  window.prepend(pieces(9, 10))
  expect(texts(window)).toEqual(['line 9', 'line 10', 'line 11', 'line 12'])
  expect([window.first, window.last]).toEqual([9, 12])
})

test.each([
  ['ends before it', 5, 8],
  ['reaches into it', 8, 11],
  ['is not there', 1, 0],
])('what %s is left out: a gap, or a line twice, would be a lie', (_, first, last) => {
  const window = windowOf(11, 12)
  window.prepend(pieces(first, last))
  expect(texts(window)).toEqual(['line 11', 'line 12'])
  expect([window.first, window.last]).toEqual([11, 12])
})

test('room is made by whole pieces, at its beginning and at its end', () => {
  const window = new OutputWindow({ lines: 4, characters: 10_000 })
  for (const position of [1, 2, 3, 4]) window.append(piece(position, `a ${position}\nb ${position}\n`))
  window.trimBeginning()
  expect(texts(window)).toEqual(['a 3', 'b 3', 'a 4', 'b 4'])
  expect([window.first, window.last]).toEqual([3, 4])
  window.trimEnd()
  expect(texts(window)).toEqual(['a 3', 'b 3'])
  expect([window.first, window.last]).toEqual([3, 3])
})

test('a piece that is too big for it stays: there is nothing else to show', () => {
  const window = new OutputWindow({ lines: 4, characters: 10 })
  window.append(piece(1))
  window.append(piece(2, `${'x'.repeat(50)}\n`))
  window.trimBeginning()
  expect([window.first, window.last, window.lines.length]).toEqual([2, 2, 1])
})
