/** Exported projects as texts. */
import { type Location, openReader } from '../../src/store/clients.ts'
import type { Store } from '../../src/store/open.ts'
import { exportProject } from '../../src/store/transfer/export.ts'
import { checkFile, type Source } from '../../src/store/transfer/import.ts'

/** The lines of a project, each with its end. `onLine` is awaited before the next one. */
export async function exportLines(location: Location, project: string, onLine = (): Promise<void> => Promise.resolve()): Promise<string[]> {
  const reader = openReader(location)
  const lines: string[] = []
  const write = (line: string): Promise<void> => {
    lines.push(line)
    return onLine()
  }
  try {
    await reader.asOfNow((tables) => exportProject(tables, { project, program: 'test', write }))
  } finally {
    await reader.close()
  }
  return lines
}

/** A file of these texts, in pieces of a size at which lines are cut. */
export function sourceOf(texts: readonly string[]): Source {
  return async function* read() {
    const bytes = Buffer.from(texts.join(''))
    for (let start = 0; start < bytes.length; start += 1_000) yield bytes.subarray(start, start + 1_000)
  }
}

/** Imports as the service does, without a look at the repository. */
export async function importLines({ importProject }: Store, lines: readonly string[], key?: string): Promise<void> {
  const file = await checkFile(sourceOf(lines))
  await importProject(file, { repositoryPath: file.project.repositoryPath, key: key ?? file.project.key })
}
