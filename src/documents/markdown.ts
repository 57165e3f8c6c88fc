/** What the Markdown of a chunk says at first sight: its title, and whether it says anything at all. */

const TEMPLATE_HEADINGS: readonly string[] = ['chunk goal', 'minor goal']
const MAX_TITLE_LENGTH = 200

/** An item begins a text of its own; what follows as text belongs to it. */
type Kind = 'heading' | 'item' | 'text' | 'code' | 'blank'

interface Line {
  readonly kind: Kind
  /** Without the marks of a heading, a list or a quotation. */
  readonly text: string
}

/** The first heading that is not of the template, else the first sentence, else null. */
export function titleOf(markdown: string): string | null {
  const lines = readLines(markdown)
  const heading = lines.find(({ kind, text }) => kind === 'heading' && text !== '' && !TEMPLATE_HEADINGS.includes(text.toLowerCase()))
  const title = heading?.text ?? firstSentence(lines)
  if (title === null || title.length <= MAX_TITLE_LENGTH) return title
  return `${title.slice(0, MAX_TITLE_LENGTH - 1).trimEnd()}…`
}

/** True when there is more than headings and comments. */
export function hasSubstance(markdown: string): boolean {
  return readLines(markdown).some(({ kind, text }) => kind !== 'heading' && text !== '')
}

function firstSentence(lines: readonly Line[]): string | null {
  const start = lines.findIndex(({ kind }) => kind === 'text' || kind === 'item')
  if (start === -1) return null
  const end = lines.findIndex(({ kind }, index) => index > start && kind !== 'text')
  const paragraph = lines
    .slice(start, end === -1 ? undefined : end)
    .map(({ text }) => text)
    .join(' ')
  // What follows in lower case goes on with the sentence, as in "e.g. this".
  return /^.*?[.!?](?=\s+\P{Ll}|\s*$)/u.exec(paragraph)?.[0] ?? paragraph
}

function readLines(markdown: string): Line[] {
  const lines: Line[] = []
  let fence: string | null = null
  for (const line of withoutComments(markdown).split('\n')) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1]
    if (fence !== null) {
      const closes = mark !== undefined && mark.startsWith(fence) && line.trim() === mark
      if (closes) fence = null
      else lines.push({ kind: 'code', text: line.trim() })
    } else if (mark !== undefined) fence = mark
    else if (isUnderline(line) && lines.at(-1)?.kind === 'text') lines.push({ kind: 'heading', text: lines.pop()?.text ?? '' })
    else lines.push(readLine(line))
  }
  return lines
}

function readLine(line: string): Line {
  const heading = /^ {0,3}#{1,6}(?:[ \t]+(.*))?$/.exec(line)
  if (heading)
    return {
      kind: 'heading',
      text: (heading[1] ?? '')
        .trim()
        .replace(/(?:^|[ \t])#+$/, '')
        .trimEnd(),
    }
  if (/^[\s*_-]*$/.test(line)) return { kind: 'blank', text: '' }
  const words = line.trim()
  const text = words.replace(/^(?:>\s*|[-*+](?:\s+|$)|\d{1,9}[.)](?:\s+|$))+/, '')
  if (text === '') return { kind: 'blank', text }
  return { kind: text === words || words.startsWith('>') ? 'text' : 'item', text }
}

/** A line of `=` makes the line before it a heading. One of `-` may, but most that stand in a goal are meant as a rule. */
function isUnderline(line: string): boolean {
  return /^ {0,3}=+[ \t]*$/.test(line)
}

/** A comment that never ends goes on to the end. One that stands in a block of code is text, but too rare to be told apart. */
function withoutComments(markdown: string): string {
  const parts: string[] = []
  let position = 0
  for (let start = markdown.indexOf('<!--'); start !== -1; start = markdown.indexOf('<!--', position)) {
    parts.push(markdown.slice(position, start))
    const end = markdown.indexOf('-->', start + 4)
    position = end === -1 ? markdown.length : end + 3
  }
  parts.push(markdown.slice(position))
  return parts.join('')
}
