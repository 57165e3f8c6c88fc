/** Texts of GOAL.md files as they are pasted: one, or several that are told apart by lines such as `=== chunk-name ===`. */

export interface Pasted {
  /** By its line; else what the first heading suggests. */
  readonly chunk: string
  /** The text as a GOAL.md has it, frontmatter and all. */
  readonly goal: string
}

/** `=== NAME ===`, or `==> PATH <==` as `head` and `tail` write it above each of several files. A name has no blanks in it. */
const SEPARATOR = /^(?:={3,}[ \t]*(\S+)[ \t]*={3,}|==>[ \t]+(\S+)[ \t]+<==)[ \t]*$/
const TEMPLATE_HEADINGS = ['chunk goal', 'minor goal']

export function splitPasted(text: string): Pasted[] {
  const parts: { name: string | null; lines: string[] }[] = [{ name: null, lines: [] }]
  for (const line of text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/)) {
    const [, marked, listed] = SEPARATOR.exec(line) ?? []
    const name = marked ?? listed
    if (name === undefined) parts.at(-1)?.lines.push(line)
    else parts.push({ name: chunkOf(name), lines: [] })
  }
  return parts.flatMap(({ name, lines }) => {
    const goal = trimLines(lines)
    // What has a name is there, also without a text: a chunk without a goal is written by an agent in GOAL.
    if (name === null && goal === '') return []
    return [{ chunk: name ?? suggestChunk(goal), goal }]
  })
}

/** `docs/chunks/billing/GOAL.md` is the chunk `billing`. */
function chunkOf(name: string): string {
  const folders = name.split('/').filter((part) => part !== '' && part !== 'GOAL.md')
  return folders.at(-1) ?? ''
}

/** A slug of the first heading that says something, or nothing. */
export function suggestChunk(goal: string): string {
  const headings = [...goal.matchAll(/^#{1,6}[ \t]+(.+)$/gm)].map(([, heading = '']) => heading.trim())
  const title = headings.find((heading) => !TEMPLATE_HEADINGS.includes(heading.toLowerCase())) ?? ''
  const words = title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .split(/[^a-z0-9]+/)
  return words
    .filter((word) => word !== '')
    .join('-')
    .slice(0, 80)
    .replace(/-$/, '')
}

/** Without the blank lines around it, which separate it from the marks. */
function trimLines(lines: readonly string[]): string {
  const text = lines.join('\n').replace(/^(?:[ \t]*\n)+/, '')
  const trimmed = text.trimEnd()
  return trimmed === '' ? '' : `${trimmed}\n`
}
