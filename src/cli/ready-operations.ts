/** The operations for operators that come with signalbox: the files of src/operations, which the package has as they are. */
import { readdir, readFile } from 'node:fs/promises'
import { UsageError } from '../config.ts'

// From src/cli and from dist/cli the way is the same.
const FOLDER = new URL('../../src/operations/', import.meta.url)
const ENDING = '.graphql'

export interface ReadyOperation {
  readonly name: string
  /** The first line of its comment. */
  readonly summary: string
  readonly text: string
}

/** Whether `word` is a name rather than a path. */
export function isReadyName(word: string): boolean {
  return /^[a-z][a-z0-9-]*$/.test(word)
}

/** All of them, by name. */
export async function listReadyOperations(): Promise<ReadyOperation[]> {
  const files = (await readdir(FOLDER)).filter((file) => file.endsWith(ENDING)).toSorted()
  return Promise.all(
    files.map(async (file) => {
      const text = await readFile(new URL(file, FOLDER), 'utf8')
      return { name: file.slice(0, -ENDING.length), summary: /^# (.*)/.exec(text)?.[1] ?? '', text }
    }),
  )
}

/** The text of one. Throws a UsageError for a name that there is not. */
export async function readReadyOperation(name: string): Promise<string> {
  const found = (await listReadyOperations()).find((operation) => operation.name === name)
  if (found) return found.text
  throw new UsageError(
    `there is no ready operation '${name}': 'signalbox run --list' shows them. A file is named with its ending, or with a /.`,
  )
}
