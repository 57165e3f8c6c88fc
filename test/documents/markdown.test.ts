import { expect, test } from 'vitest'
import { hasSubstance, titleOf } from '../../src/documents/markdown.ts'

test.each([
  ['# Chunk Goal\n\n## Minor Goal\n\n### Log in\n', 'Log in'],
  ['# CHUNK goal\n\nUsers log in. Then they work.\n', 'Users log in.'],
  ['Text first.\n\n## Later heading ##\n', 'Later heading'],
  ['Underlined\n==========\n\nText.', 'Underlined'],
  ['A rule follows\n---\nmore', 'A rule follows'],
  ['Files, e.g. this one,\nare read. Yes!', 'Files, e.g. this one, are read.'],
  ['Version 1.5 is out. Take it.', 'Version 1.5 is out.'],
  ['no end mark', 'no end mark'],
  ['- first point\n- second', 'first point'],
  ['> Why? Because.', 'Why?'],
  ['<!-- # Not this -->\n<!--\n# nor this\n-->\n# This\n', 'This'],
  ['```sh\n# a comment of the shell\n```\n\n# This\n', 'This'],
  ['~~~~\n```\n# code\n~~~~\nSaid.', 'Said.'],
  ['#hashtag is no heading', '#hashtag is no heading'],
  ['# Chunk Goal\n', null],
  ['<!-- never ends\n# T', null],
  ['***\n\n---\n', null],
  ['', null],
  [`# ${'x'.repeat(500)}`, `${'x'.repeat(199)}…`],
])('the title of %j is %j', (markdown, title) => {
  expect(titleOf(markdown)).toBe(title)
})

test.each([
  ['', false],
  ['# Plan\n\n## Approach\n\n---\n\n- \n', false],
  ['# Plan\n<!-- Describe the approach.\n\nIn detail. -->\n', false],
  ['# Plan\n\n```\n\n```\n', false],
  ['# Plan\n\nDo it.\n', true],
  ['# Plan\n\n- Do it.\n', true],
  ['# Plan\n\n```\nnpm test\n```\n', true],
  ['# Plan <!-- a --> b\n<!-- c --> Do it.', true],
])('%j has substance: %s', (markdown, substance) => {
  expect(hasSubstance(markdown)).toBe(substance)
})
