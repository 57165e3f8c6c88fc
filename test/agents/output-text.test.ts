import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createOutputText } from '../../src/agents/output-text.ts'

test.each([
  ['whole lines, as many as came', ['one\ntwo\nthr', 'ee\n'], 10, ['one\ntwo\n', 'three\n']],
  ['the last line without an end', ['one\ntwo'], 10, ['one\n', 'two']],
  ['a long line in pieces', ['abcdefgh\n'], 3, ['abc', 'def', 'gh\n']],
  ['no half of a character', ['ab😀cd\n'], 3, ['ab', '😀c', 'd\n']],
  ['NUL replaced', ['a\0b\n'], 10, ['a\uFFFDb\n']],
  ['nothing for nothing', [], 10, []],
])('%s', (_, chunks, longest, expected) => {
  const text = createOutputText(longest)
  const pieces = chunks.flatMap((chunk) => text.push(Buffer.from(chunk)))
  expect([...pieces, ...text.end()]).toEqual(expected)
})

test('however the bytes are cut, the pieces joined are the text, each within the bound', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', maxLength: 60 }),
      fc.array(fc.nat(200)),
      fc.integer({ min: 2, max: 9 }),
      (input, cuts, longest) => {
        const bytes = Buffer.from(input)
        const text = createOutputText(longest)
        const borders = [0, ...cuts.map((cut) => Math.min(cut, bytes.length)).toSorted((a, b) => a - b), bytes.length]
        const pieces = borders.flatMap((border, index) => text.push(bytes.subarray(border, borders[index + 1] ?? border)))
        pieces.push(...text.end())
        expect(pieces.join('')).toBe(input.replaceAll('\0', '\uFFFD'))
        expect(pieces.filter((piece) => piece.length > longest)).toEqual([])
      },
    ),
  )
})
