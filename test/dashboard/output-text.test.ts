/** What a program writes for a terminal, as the page shows it. */
import { describe, expect, test } from 'vitest'
import { spansOf } from '../../dashboard/output/colours.ts'
import { Finder, nextMatch, placesOf } from '../../dashboard/output/finder.ts'
import { coloursAfter, linesOf } from '../../dashboard/output/terminal-text.ts'

const piece = (text: string) => ({ position: 7, stream: 'OUT' as const, text, at: '2026-11-22T12:00:00.000Z' })
const RED = '\u001b[31m'
const OFF = '\u001b[0m'

describe('lines', () => {
  test.each([
    ['\u001b[1;32mok\u001b[0m', ['ok']],
    ['\u001b]0;title\u0007text', ['text']],
    ['\u001b[2K\u001b[1Gline\r\n', ['line']],
    ['[not a code]', ['[not a code]']],
    ['one\n\nthree\n', ['one', '', 'three']],
    ['10 %\r50 %\r100 %\n', ['100 %']],
    ['done\r', ['done']],
    ['', ['']],
  ])('%j is read as %j', (text, lines) => {
    expect(linesOf(piece(text)).map(({ plain }) => plain)).toEqual(lines)
  })

  test('a colour goes on over the ends of lines until it is ended', () => {
    const lines = linesOf(piece(`a ${RED}b\nc\nd${OFF}e\nf`))
    expect(lines.map(({ colours }) => colours)).toEqual(['', RED, RED, ''])
    expect(lines.map(({ key }) => key)).toEqual(['7.0', '7.1', '7.2', '7.3'])
    expect(coloursAfter('', `${RED}x`)).toBe(RED)
    expect(linesOf(piece('y'), RED)[0]?.colours).toBe(RED)
  })

  test('colours that are never ended do not pile up', () => {
    expect(coloursAfter('', RED.repeat(100_000)).length).toBeLessThanOrEqual(400)
  })
})

describe('colours', () => {
  const colours = (text: string) => spansOf('', text).map(({ text, colour, ground }) => [text, colour, ground])
  test('the sixteen of a terminal are tokens, all others are made of their numbers', () => {
    expect(colours(`${RED}a\u001b[92mb\u001b[44mc${OFF}d`)).toEqual([
      ['a', { token: 'ansi-red' }, null],
      ['b', { token: 'ansi-bright-green' }, null],
      ['c', { token: 'ansi-bright-green' }, { token: 'ansi-blue' }],
      ['d', null, null],
    ])
    expect(colours('\u001b[38;5;9ma\u001b[38;5;208mb\u001b[38;5;240mc\u001b[38;2;1;2;3md')).toEqual([
      ['a', { token: 'ansi-bright-red' }, null],
      ['b', { rgb: '255, 135, 0' }, null],
      ['c', { rgb: '88, 88, 88' }, null],
      ['d', { rgb: '1, 2, 3' }, null],
    ])
  })

  test('a line begins with the colours of the one before it', () => {
    expect(spansOf(RED, 'still red')).toMatchObject([{ text: 'still red', colour: { token: 'ansi-red' } }])
  })

  test('what is inverse has a ground to be written on', () => {
    expect(spansOf('', '\u001b[7mx')).toMatchObject([{ isInverse: true, ground: { token: 'ansi-white' } }])
    expect(spansOf('', `${RED}\u001b[7mx`)).toMatchObject([{ isInverse: true, ground: { token: 'ansi-red' } }])
  })

  test('decorations are told', () => {
    expect(spansOf('', '\u001b[1;4mx')).toMatchObject([{ text: 'x', decorations: ['bold', 'underline'] }])
  })
})

test('a search finds every place, whatever the size of its letters', () => {
  expect(placesOf('Error: an error, no terror', 'error')).toEqual([0, 10, 21])
  expect(placesOf('aaaa', 'aa')).toEqual([0, 2])
  expect(placesOf('anything', '')).toEqual([])
})

test('from match to match one goes around the end, and begins at what is in sight', () => {
  const matches = new Finder('O').find(linesOf(piece('one\ntwo\nthree\nfour to')))
  expect(matches.map(({ index, place }) => [index, place])).toEqual([
    [0, 0],
    [1, 2],
    [3, 1],
    [3, 6],
  ])
  const [first, second, third, last] = matches
  expect(nextMatch(matches, null, 1, 2)).toBe(third)
  expect(nextMatch(matches, null, -1, 2)).toBe(second)
  expect(nextMatch(matches, null, -1, 9)).toBe(last)
  expect(nextMatch(matches, last ?? null, 1, 0)).toBe(first)
  expect(nextMatch(matches, first ?? null, -1, 0)).toBe(last)
  expect(nextMatch([], null, 1, 0)).toBeNull()
})
