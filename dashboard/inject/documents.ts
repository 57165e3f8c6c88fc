/** The GOAL.md files of the repository: which are shown, and what one that is ticked takes with it. */
import type { NewEntry } from './basket.ts'
import type { ChunkDocument } from './queries.ts'

type Named = Pick<ChunkDocument, 'path' | 'chunk' | 'title' | 'dependsOn' | 'problem'>

export function matching<Document extends Named>(documents: readonly Document[], search: string): readonly Document[] {
  const words = search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  if (words.length === 0) return documents
  return documents.filter(({ path, title }) => words.every((word) => `${path} ${title}`.toLowerCase().includes(word)))
}

export interface Needs<Document> {
  /** What it waits for, directly or through others, and what can be injected with it. */
  readonly offered: readonly Document[]
  /** Chunks that it waits for itself, and that are nowhere. */
  readonly nowhere: readonly string[]
}

/** `isThere` tells which chunks the project or the basket has. A chunk that several files describe is offered from the first of them. */
export function needsOf<Document extends Named>(
  document: Document,
  documents: readonly Document[],
  isThere: (chunk: string) => boolean,
): Needs<Document> {
  const byChunk = new Map(documents.toReversed().map((each) => [each.chunk, each]))
  const offered = new Set<Document>()
  const nowhere: string[] = []
  const look = (waiting: Document): void => {
    for (const name of waiting.dependsOn) {
      if (isThere(name)) continue
      const found = byChunk.get(name)
      if (found?.problem === null && found !== document && !offered.has(found)) {
        offered.add(found)
        look(found)
      } else if (waiting === document && found?.problem !== null) nowhere.push(name)
    }
  }
  look(document)
  return { offered: [...offered], nowhere }
}

export function entryOf({ chunk, path, text, dependsOn, planned }: ChunkDocument): NewEntry {
  return { chunk, path, goal: text, dependsOn: dependsOn.join(', '), phase: planned ? 'IMPLEMENT' : null }
}
