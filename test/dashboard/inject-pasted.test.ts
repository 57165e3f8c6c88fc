import { describe, expect, test } from 'vitest'
import { splitPasted, suggestChunk } from '../../dashboard/inject/pasted.ts'

const ONE = '---\ndepends_on: [model]\n---\n# Notes have tags\n\nText.\n\n---\n\nMore, after a rule.\n'

describe('pasted texts', () => {
  test.each<[string, string, { chunk: string; goal: string }[]]>([
    ['nothing', ' \n\n', []],
    ['one document, named by its heading', `\n${ONE}\n\n`, [{ chunk: 'notes-have-tags', goal: ONE }]],
    ['one document with its name', `=== tags ===\n${ONE}`, [{ chunk: 'tags', goal: ONE }]],
    [
      'several documents',
      `=== a ===\n\n${ONE}\n=== b ===\n# B\n==== c_1 ====\nC.`,
      [
        { chunk: 'a', goal: ONE },
        { chunk: 'b', goal: '# B\n' },
        { chunk: 'c_1', goal: 'C.\n' },
      ],
    ],
    [
      'a document before the first name',
      `${ONE}===b===\nB.\n`,
      [
        { chunk: 'notes-have-tags', goal: ONE },
        { chunk: 'b', goal: 'B.\n' },
      ],
    ],
    ['a name without a text', '=== a ===\n', [{ chunk: 'a', goal: '' }]],
    [
      'what head and tail print of several files',
      '==> docs/chunks/a/GOAL.md <==\nA.\n\n==> docs/chunks/b/GOAL.md <==\nB.\n',
      [
        { chunk: 'a', goal: 'A.\n' },
        { chunk: 'b', goal: 'B.\n' },
      ],
    ],
    ['paths as names', '=== docs/chunks/a/GOAL.md ===\nA.', [{ chunk: 'a', goal: 'A.\n' }]],
    ['a name that is no slug, which the server refuses', '=== Billing! ===\nA.', [{ chunk: 'Billing!', goal: 'A.\n' }]],
    [
      'line ends and the mark of Windows',
      '\uFEFF=== a ===\r\n---\r\nstatus: FUTURE\r\n---\r\nA.\r\n',
      [{ chunk: 'a', goal: '---\nstatus: FUTURE\n---\nA.\n' }],
    ],
    [
      'lines that only look like names',
      '# T\n=====\n=== two words ===\n=== RUN TestA\nend',
      [{ chunk: 't', goal: '# T\n=====\n=== two words ===\n=== RUN TestA\nend\n' }],
    ],
  ])('%s', (_, text, found) => {
    expect(splitPasted(text)).toEqual(found)
  })
})

test.each([
  ['# Chunk Goal\n\n## Minor Goal\n\n### Die Prüfung: läuft!\n', 'die-prufung-lauft'],
  [`# ${'word '.repeat(40)}`, 'word-word-word-word-word-word-word-word-word-word-word-word-word-word-word-word'],
  ['No heading.', ''],
  ['# …', ''],
])('%j suggests the name %j', (goal, chunk) => {
  expect(suggestChunk(goal)).toBe(chunk)
})
