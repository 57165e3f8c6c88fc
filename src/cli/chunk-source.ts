/** The chunks that the words behind `inject` name: slugs, or folders with a GOAL.md and perhaps a PLAN.md in them. */
import { constants } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { parseChunkDocument, type ChunkDocument } from '../documents/chunk-document.ts'
import { hasSubstance } from '../documents/markdown.ts'
import { RefusedError } from './errors.ts'

export interface ChunkSource {
  readonly chunk: string
  /** Null for a chunk that has only a name. */
  readonly document: {
    /** GOAL.md as it is; the server reads its frontmatter too. */
    readonly text: string
    readonly dependsOn: readonly string[]
    /** True when a PLAN.md says how it is done. */
    readonly planned: boolean
    /** The folder that holds the chunk's folder, and those of its siblings. */
    readonly siblings: string
  } | null
}

/** Reads what `word` names. Throws a RefusedError for a path without a GOAL.md or a finished chunk, a SignalboxError for a bad document. */
export async function readChunkSource(word: string, cwd: string): Promise<ChunkSource> {
  const path = resolve(cwd, word)
  const file = basename(path) === 'GOAL.md' ? path : join(path, 'GOAL.md')
  const text = await readText(file)
  if (text === null) {
    if (!isPath(word)) return { chunk: word, document: null }
    throw new RefusedError('NOT_FOUND', `there is no ${relative(cwd, file)}: a path must be a chunk's folder, or the GOAL.md in it.`)
  }
  const folder = dirname(file)
  const chunk = basename(folder)
  const document = readDocument(text, file, cwd)
  if (document.finished) {
    throw new RefusedError(
      'VALIDATION_FAILED',
      `'${chunk}' is finished: ${relative(cwd, file)} says status ${document.status}. Only FUTURE and IMPLEMENTING can be injected.`,
    )
  }
  const plan = await readText(join(folder, 'PLAN.md'))
  return {
    chunk,
    document: { text, dependsOn: document.dependsOn ?? [], planned: plan !== null && hasSubstance(plan), siblings: dirname(folder) },
  }
}

/** True when the folder of `chunk` beside the others says that it is finished. */
export async function isFinishedSibling(siblings: string, chunk: string, cwd: string): Promise<boolean> {
  const file = join(siblings, chunk, 'GOAL.md')
  const text = await readText(file)
  return text !== null && readDocument(text, file, cwd).finished
}

function readDocument(text: string, file: string, cwd: string): ChunkDocument {
  return parseChunkDocument(text, relative(cwd, file))
}

function isPath(word: string): boolean {
  return /[/\\]/.test(word) || word === '.' || word === '..' || word.endsWith('.md')
}

/** The text of a file, or null where there is none. A link is not followed: in a repository of others it may lead to what is nobody's business. */
async function readText(file: string): Promise<string | null> {
  try {
    const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW)
    try {
      return await handle.readFile('utf8')
    } finally {
      await handle.close()
    }
  } catch (error) {
    const isFolder = await stat(file).then(
      (found) => found.isDirectory(),
      () => false,
    )
    if (!isFolder && error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return null
    if (error instanceof Error && 'code' in error && error.code === 'ELOOP') {
      throw new RefusedError(null, `${file} is a symbolic link, which is not followed: it must be the file itself.`)
    }
    throw new RefusedError(null, `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
}
