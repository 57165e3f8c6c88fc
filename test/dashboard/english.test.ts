/**
 * English stands in dashboard/english and nowhere else: what a component shows or says has a name there, so that a text is found, and
 * could be told in another language, in one place. If this fails for a text of yours, give it a name in dashboard/english/<page>.ts.
 */
import { readdirSync, readFileSync } from 'node:fs'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'

const dashboard = new URL('../../dashboard/', import.meta.url)
const files = readdirSync(dashboard, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.tsx'))

/** What is read out or shown, of all that components and elements are given. */
const SHOWN = new Set([
  'aria-label',
  'aria-description',
  'aria-roledescription',
  'title',
  'placeholder',
  'alt',
  'label',
  'description',
  'name',
])
/** Names of programs, which are the same in every language. */
const ALLOWED = new Set(['signalbox serve', 'signalbox demo'])

const hasLetter = (text: string): boolean => /\p{L}/u.test(text)

/** Texts that stand in the source and reach the screen, with their lines. */
function textsOf(source: string): string[] {
  const file = ts.createSourceFile('page.tsx', source, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX)
  const found: string[] = []
  const take = (node: ts.Node, text: string) => {
    const shown = text.trim().replaceAll(/\s+/g, ' ')
    if (hasLetter(shown) && !ALLOWED.has(shown)) found.push(`${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}: ${shown}`)
  }
  /** The texts that an expression may come to: through conditions, but not what it compares or calls. */
  const takeValue = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node)) take(node, node.text)
    else if (ts.isTemplateExpression(node)) {
      for (const part of [node.head, ...node.templateSpans.map(({ literal }) => literal)]) take(part, part.text)
      for (const { expression } of node.templateSpans) takeValue(expression)
    } else if (ts.isConditionalExpression(node)) for (const branch of [node.whenTrue, node.whenFalse]) takeValue(branch)
    else if (ts.isParenthesizedExpression(node)) takeValue(node.expression)
    else if (ts.isBinaryExpression(node) && JOINING.has(node.operatorToken.kind))
      for (const side of [node.left, node.right]) takeValue(side)
  }
  const visit = (node: ts.Node): void => {
    if (ts.isJsxText(node)) take(node, node.text)
    if (ts.isJsxAttribute(node) && SHOWN.has(node.name.getText()) && node.initializer) {
      const { initializer } = node
      takeValue(ts.isJsxExpression(initializer) && initializer.expression ? initializer.expression : initializer)
    }
    if (ts.isJsxExpression(node) && !ts.isJsxAttribute(node.parent) && node.expression) takeValue(node.expression)
    ts.forEachChild(node, visit)
  }
  visit(file)
  return found
}

/** What gives one of its sides, or both of them. */
const JOINING = new Set([
  ts.SyntaxKind.PlusToken,
  ts.SyntaxKind.AmpersandAmpersandToken,
  ts.SyntaxKind.BarBarToken,
  ts.SyntaxKind.QuestionQuestionToken,
])

describe('the guard finds', () => {
  test.each([
    ['text', '<p>Hello</p>', ['1: Hello']],
    ['text over lines', '<p>\n  One\n  two {x}\n</p>', ['2: One two']],
    ['a label', '<Button aria-label="Close" />', ['1: Close']],
    ['a choice of labels', "<Button label={open ? 'Close' : words.open} />", ['1: Close']],
    ['the words between values', '<p title={`in ${days} days`} />', ['1: in', '1: days']],
    ['a text that is a value', "<p>{busy && 'Sending'}</p>", ['1: Sending']],
    ['an addition', "<Input placeholder={'For ' + name} />", ['1: For']],
  ])('%s', (_, source, found) => {
    expect(textsOf(`const page = ${source}`)).toEqual(found)
  })

  test.each([
    ['no names of classes and ids', '<p className="row" id="page" role="status" />'],
    ['no signs', '<p>· {x} — 100 %</p>'],
    ['no words from dashboard/english', '<p title={words.close}>{words.lead}</p>'],
    ['nothing that is compared', "<p>{kind === 'READY' ? <Ready /> : null}</p>"],
    ['no arguments', "<p>{say('READY')}</p>"],
    ['no names of programs', '<code>signalbox serve</code>'],
  ])('%s', (_, source) => {
    expect(textsOf(`const page = ${source}`)).toEqual([])
  })
})

test('no component has English of its own', () => {
  expect(files.length).toBeGreaterThan(20)
  const found = files.flatMap((file) => textsOf(readFileSync(new URL(file, dashboard), 'utf8')).map((text) => `dashboard/${file}:${text}`))
  expect(found, 'Give it a name in dashboard/english.').toEqual([])
})
