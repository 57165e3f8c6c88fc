import { expect, test } from 'vitest'
import { readOptions } from './options.ts'

test('figures are chosen by name, and all are measured when none is named', () => {
  expect(readOptions(['cuts', '--clients', '3', '--seed', '7'])).toMatchObject({
    figures: ['cuts'],
    settings: { cuts: { clients: 3, seed: 7 } },
  })
  expect(readOptions(['--quick']).figures).toEqual(['fan-out', 'memory', 'latency', 'cuts', 'dashboard'])
})

test.each([
  { words: ['fan-in'], says: "There is no figure 'fan-in'. There are fan-out, memory, latency, cuts, dashboard." },
  { words: ['--clients', 'many'], says: "--clients takes whole numbers above 0; found 'many'." },
  { words: ['--sockets', '1,,2'], says: "--sockets takes whole numbers above 0; found ''." },
])('$words is refused with a sentence', ({ words, says }) => {
  expect(() => readOptions(words)).toThrow(says)
})
