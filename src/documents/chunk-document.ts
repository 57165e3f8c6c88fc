/** What a chunk's GOAL.md says: YAML frontmatter, of which a few keys mean something to signalbox, then the goal as Markdown. */
import type { CodeReference } from '../domain/conflict.ts'
import { invalid, readFrontmatter, type Entry } from './frontmatter.ts'
import { titleOf } from './markdown.ts'

/** The statuses of a chunk that is still to be done; anything else says that it is finished. */
const OPEN_STATUSES: readonly string[] = ['FUTURE', 'IMPLEMENTING']

const KEYS = ['status', 'depends_on', 'code_paths', 'code_references', 'priority'] as const

export interface ChunkDocument {
  readonly status: string | null
  /** True when it has a status that says so. */
  readonly finished: boolean
  /** Null where neither a heading nor a sentence gives one: `titleOfChunk` then serves. */
  readonly title: string | null
  /** The Markdown without the frontmatter, with `\n` as its line ending. */
  readonly body: string
  /** Null is "not said". */
  readonly dependsOn: readonly string[] | null
  readonly codePaths: readonly string[]
  readonly codeReferences: readonly CodeReference[]
  readonly priority: number | null
}

/** Reads the text of a GOAL.md. `field` names it in a VALIDATION_FAILED, which also names the line. */
export function parseChunkDocument(text: string, field: string): ChunkDocument {
  const { entries, body } = readFrontmatter(text, field, KEYS)
  const read = <T>(key: (typeof KEYS)[number], expected: string, accept: (value: unknown) => T | undefined): T | null => {
    const entry = entries.get(key)
    return entry === undefined || entry.value === null ? null : readEntry(entry, { key, field, expected, accept })
  }

  const status = read('status', 'a word, as FUTURE', asText)
  return {
    status,
    finished: status !== null && !OPEN_STATUSES.includes(status),
    title: titleOf(body),
    body,
    dependsOn: read('depends_on', 'a list of chunks', (value) => asList(value, asText)),
    codePaths: read('code_paths', 'a list of paths', (value) => asList(value, asText)) ?? [],
    codeReferences:
      read('code_references', 'a list of { ref: "path#Symbol", implements: "…" }', (value) => asList(value, asReference)) ?? [],
    priority: read('priority', 'a number', (value) => (typeof value === 'number' ? value : undefined)),
  }
}

/** The chunk's name in words: `add-login_page` is "Add login page". */
export function titleOfChunk(chunk: string): string {
  const words = chunk
    .split(/[-_]+/)
    .filter((word) => word !== '')
    .join(' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

interface Expectation<T> {
  readonly key: string
  readonly field: string
  readonly expected: string
  /** The value in its type, or undefined where it has another one. */
  readonly accept: (value: unknown) => T | undefined
}

function readEntry<T>(entry: Entry, { key, field, expected, accept }: Expectation<T>): T {
  const accepted = accept(entry.value)
  if (accepted !== undefined) return accepted
  throw invalid(field, entry.line, `${key} must be ${expected}; found ${entry.source}`)
}

/** Both databases must be able to hold it: PostgreSQL takes neither NUL nor half a surrogate pair. */
function asText(value: unknown): string | undefined {
  return typeof value === 'string' && !/[\0\p{Surrogate}]/u.test(value) ? value : undefined
}

function asList<T>(value: unknown, accept: (item: unknown) => T | undefined): T[] | undefined {
  if (!Array.isArray(value)) return undefined
  const items = value.map(accept)
  return items.every((item) => item !== undefined) ? items : undefined
}

function asReference(value: unknown): CodeReference | undefined {
  if (typeof value !== 'object' || value === null || !('ref' in value)) return undefined
  const ref = asText(value.ref)
  const implementing = 'implements' in value && value.implements !== null ? asText(value.implements) : null
  return ref === undefined || implementing === undefined ? undefined : { ref, implements: implementing }
}
