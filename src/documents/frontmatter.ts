/** The YAML between the two `---` lines at the top of a document, and the Markdown behind it. What is wrong is told with its line. */
import { type Document, isMap, isNode, isScalar, LineCounter, type Node, parseDocument } from 'yaml'
import { SignalboxError } from '../domain/errors.ts'

const MAX_LENGTH = 64 * 1024
const MAX_SHOWN = 100
/** An alias may stand for a lot; a value that has more of them than this is no value but a bomb. */
const MAX_ALIASES = 100

export interface Entry {
  /** The value as plain data. */
  readonly value: unknown
  /** The value as it stands in the document, in one line that may be cut. */
  readonly source: string
  /** The line of its key in the document, from 1. */
  readonly line: number
}

export interface FrontmatterDocument {
  readonly entries: ReadonlyMap<string, Entry>
  /** What follows the frontmatter, with `\n` as its line ending and without the blank lines before it. */
  readonly body: string
}

/**
 * Reads `text`, which may have a BOM, Windows line endings and no frontmatter, and takes the `keys` from its frontmatter.
 * `field` names the document in a VALIDATION_FAILED.
 */
export function readFrontmatter(text: string, field: string, keys: readonly string[]): FrontmatterDocument {
  const [first, ...rest] = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/)
  if (first === undefined || !isFence(first)) return { entries: new Map(), body: bodyOf([first ?? '', ...rest]) }
  const end = rest.findIndex(isFence)
  if (end === -1) throw invalid(field, 1, "the frontmatter that begins with '---' has no '---' that ends it")
  return { entries: readEntries(rest.slice(0, end).join('\n'), field, keys), body: bodyOf(rest.slice(end + 1)) }
}

/** VALIDATION_FAILED at a line of the document that `field` names. */
export function invalid(field: string, line: number, sentence: string): SignalboxError {
  return new SignalboxError('VALIDATION_FAILED', `${field}, line ${line}: ${sentence}.`, field)
}

function isFence(line: string): boolean {
  return line.trimEnd() === '---'
}

function bodyOf(lines: readonly string[]): string {
  return lines.join('\n').replace(/^(?:[ \t]*\n)+/, '')
}

function readEntries(yaml: string, field: string, keys: readonly string[]): Map<string, Entry> {
  if (yaml.length > MAX_LENGTH) throw invalid(field, 1, `the frontmatter may have ${MAX_LENGTH} characters at most; found ${yaml.length}`)
  const lines = new LineCounter()
  // The first line of the YAML is the second of the document.
  const lineAt = (offset: number): number => lines.linePos(offset).line + 1
  // Keys are compared below: yaml's own check compares each with each, which takes seconds for a hostile document.
  const document = understand(field, 2, () => parseDocument(yaml, { lineCounter: lines, uniqueKeys: false, prettyErrors: false }))
  const [error] = document.errors
  if (error) throw invalid(field, lineAt(error.pos[0]), `the frontmatter is no YAML: ${error.message.replace(/\.$/, '')}`)
  const { contents } = document
  if (contents === null || (isScalar(contents) && contents.value === null)) return new Map()
  if (!isMap(contents)) throw invalid(field, 2, 'the frontmatter must be a table of keys and values')

  const entries = new Map<string, Entry>()
  for (const { key, value } of contents.items) {
    if (!isScalar(key) || typeof key.value !== 'string' || !keys.includes(key.value)) continue
    const line = lineAt(key.range?.[0] ?? 0)
    if (entries.has(key.value)) throw invalid(field, line, `the key '${key.value}' is there twice`)
    entries.set(key.value, { ...(isNode(value) ? readValue(value, document, field, line, yaml) : { value: null, source: '' }), line })
  }
  return entries
}

function readValue(node: Node, document: Document, field: string, line: number, yaml: string): Omit<Entry, 'line'> {
  const value: unknown = understand(field, line, () => node.toJS(document, { maxAliasCount: MAX_ALIASES }))
  const [start, end] = node.range ?? [0, 0]
  const source = yaml
    .slice(start, end)
    .trim()
    .replace(/\s*\n\s*/g, ' ')
  return { value, source: source.length > MAX_SHOWN ? `${source.slice(0, MAX_SHOWN)}…` : source }
}

/** yaml throws where it meets too many aliases, an alias of nothing, or nesting that is deeper than the stack. */
function understand<T>(field: string, line: number, read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw invalid(field, line, `the frontmatter cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
}
