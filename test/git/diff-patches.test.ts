import { expect, test } from 'vitest'
import { SectionCutter } from '../../src/git/diff-patches.ts'

test('a patch is cut into the same sections whatever the pieces are in which it comes', () => {
  const sections = ['diff --git a/a b/a\n@@ -1 +1 @@\n-x\n+diff --git \n', 'diff --git a/b b/b\nold mode\n', 'diff --git a/ü b/ü\n+ü\n']
  const bytes = Buffer.from(sections.join(''))
  for (let size = 1; size <= bytes.length; size += 1) {
    const cutter = new SectionCutter(3)
    for (let at = 0; at < bytes.length; at += size) expect(cutter.take(bytes.subarray(at, at + size))).toBe(true)
    expect(cutter.end(), `pieces of ${size}`).toEqual(sections)
  }
})

test('it wants no more than the sections that are asked for, and does not make up for one that is missing', () => {
  const cutter = new SectionCutter(1)
  expect(cutter.take(Buffer.from('diff --git a\n+1\ndiff --git b\n+2\n'))).toBe(false)
  expect(cutter.end()).toEqual(['diff --git a\n+1\n'])
  const short = new SectionCutter(2)
  short.take(Buffer.from('diff --git a\n+1\n'))
  expect(() => short.end()).toThrow('1 sections of a patch that must have 2')
})
