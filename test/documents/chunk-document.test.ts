import { expect, test } from 'vitest'
import { parseChunkDocument, titleOfChunk } from '../../src/documents/chunk-document.ts'
import { SignalboxError } from '../../src/domain/errors.ts'

function errorOf(text: string): SignalboxError {
  try {
    parseChunkDocument(text, 'chunks/a/GOAL.md')
  } catch (error) {
    if (error instanceof SignalboxError) return error
    throw error
  }
  throw new Error('The document was accepted.')
}

const withFrontmatter = (yaml: string): string => `---\n${yaml}\n---\n\n# A title\n`

test('a whole document is read, and its unknown keys are left alone', () => {
  const document = parseChunkDocument(
    withFrontmatter(`status: FUTURE
ticket: null
depends_on: [base, "007"]
code_paths:
  - src/login.ts
  - "test/**"
code_references:
  - ref: src/login.ts#Login::submit
    implements: "The form"
    compliance: 1.0
  - ref: src/session.ts
narrative: { anything: [at, all] }
priority: -3`),
    'goal',
  )
  expect(document).toEqual({
    status: 'FUTURE',
    finished: false,
    title: 'A title',
    body: '# A title\n',
    dependsOn: ['base', '007'],
    codePaths: ['src/login.ts', 'test/**'],
    codeReferences: [
      { ref: 'src/login.ts#Login::submit', implements: 'The form' },
      { ref: 'src/session.ts', implements: null },
    ],
    priority: -3,
  })
})

const NOTHING_SAID = { status: null, finished: false, dependsOn: null, codePaths: [], codeReferences: [], priority: null }

test.each([
  ['no frontmatter', '# T\n\nText.', 'T', '# T\n\nText.'],
  ['nothing at all', '', null, ''],
  ['an empty frontmatter', '---\n---\n# T', 'T', '# T'],
  ['a frontmatter of comments', '---\n# nothing\n---\n# T', 'T', '# T'],
  [
    'keys without values',
    withFrontmatter('status:\ndepends_on:\ncode_paths: null\ncode_references: ~\npriority:'),
    'A title',
    '# A title\n',
  ],
  ['a BOM and Windows line endings', '\uFEFF---\r\nother: 1\r\n---\r\n\r\n# T\r\n\r\nText.\r\n', 'T', '# T\n\nText.\n'],
  ['--- inside the body', 'One.\n\n---\n\nstatus: DONE\n\n---\n', 'One.', 'One.\n\n---\n\nstatus: DONE\n\n---\n'],
])('%s says nothing but its text', (_, text, title, body) => {
  expect(parseChunkDocument(text, 'goal')).toEqual({ ...NOTHING_SAID, title, body })
})

test.each([
  ['FUTURE', false],
  ['IMPLEMENTING', false],
  ['ACTIVE', true],
  ['HISTORICAL', true],
  ['anything', true],
])('a chunk with status %s is finished: %s', (status, finished) => {
  expect(parseChunkDocument(withFrontmatter(`status: ${status}`), 'goal').finished).toBe(finished)
})

test.each([
  ['other: 1\ndepends_on: base', 3, 'depends_on must be a list of chunks; found base'],
  ['depends_on: [1, {}]', 2, 'depends_on must be a list of chunks; found [1, {}]'],
  ['depends_on: {}', 2, 'depends_on must be a list'],
  ['depends_on: &a [*a]', 2, 'depends_on must be a list'],
  ['code_paths: src', 2, 'code_paths must be a list of paths'],
  ['code_paths: ["a\\0b"]', 2, 'code_paths must be a list of paths'],
  ['code_paths: ["\\uD800"]', 2, 'code_paths must be a list of paths'],
  ['code_references: [src/a.ts]', 2, 'code_references must be a list of { ref'],
  ['code_references: [{ implements: x }]', 2, 'code_references must be a list of { ref'],
  ['code_references: [{ ref: a, implements: 1 }]', 2, 'code_references must be a list of { ref'],
  ['priority: high', 2, 'priority must be a number; found high'],
  ['status: [FUTURE]', 2, 'status must be a word'],
  ['status: FUTURE\n\nstatus: DONE', 4, "the key 'status' is there twice"],
  ['status: FUTURE\ndepends_on: [a', 3, 'the frontmatter is no YAML'],
  ['\tstatus: FUTURE', 2, 'the frontmatter is no YAML'],
  ['just words', 2, 'the frontmatter must be a table'],
  ['depends_on: *nobody', 2, 'the frontmatter cannot be read'],
])('%j is refused with its line', (yaml, line, sentence) => {
  const error = errorOf(withFrontmatter(yaml))
  expect(error).toMatchObject({ code: 'VALIDATION_FAILED', field: 'chunks/a/GOAL.md' })
  expect(error.message).toContain(`chunks/a/GOAL.md, line ${line}: ${sentence}`)
})

test('a frontmatter without an end is refused', () => {
  expect(errorOf('---\nstatus: FUTURE\n# T\n').message).toContain("no '---' that ends it")
})

test('a document that is made to explode is refused', () => {
  const levels = Array.from('bcdefghij', (name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghi'[index]}`).join(',')}]`)
  const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]', ...levels, 'depends_on: *j'].join('\n')
  expect(errorOf(withFrontmatter(bomb)).message).toContain('Excessive alias count')
  expect(errorOf(withFrontmatter(`depends_on: ${'['.repeat(20_000)}`)).code).toBe('VALIDATION_FAILED')
  expect(errorOf(withFrontmatter(`# ${'x'.repeat(70_000)}`)).message).toContain('65536 characters at most')
})

test.each([
  ['add-login', 'Add login'],
  ['add__login_page-2', 'Add login page 2'],
  ['x', 'X'],
])('the chunk %s in words is %s', (chunk, title) => {
  expect(titleOfChunk(chunk)).toBe(title)
})
