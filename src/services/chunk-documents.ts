/** The GOAL.md files on a project's base branch, as of now, and what stands in the way of injecting each. */
import { basename, dirname } from 'node:path/posix'
import { setImmediate as letOthersGoOn } from 'node:timers/promises'
import { type ChunkDocument, titleOfChunk } from '../documents/chunk-document.ts'
import { hasSubstance } from '../documents/markdown.ts'
import type { ChunkFile } from '../domain/chunk-file.ts'
import { SignalboxError } from '../domain/errors.ts'
import type { Project } from '../domain/project.ts'
import { isPriority, MAX_GOAL_BYTES } from '../domain/validate.ts'
import { inPieces } from '../store/in-pieces.ts'
import { findProject } from '../store/project-row.ts'
import type { Services } from './context.ts'
import { chunkRequest, type NameOf, readGoal } from './injection.ts'

export const MAX_DOCUMENTS = 1_000
/** All texts of one answer. */
const MAX_TEXTS_BYTES = 16 * 1024 * 1024

export interface FoundDocument {
  readonly path: string
  readonly chunk: string
  readonly title: string
  readonly status: string | null
  /** Without finished siblings that the project does not have. */
  readonly dependsOn: readonly string[]
  readonly codePaths: readonly string[]
  /** Null where the document does not say, or names none that there is. */
  readonly priority: number | null
  /** True where a PLAN.md beside it says how it is done. */
  readonly planned: boolean
  /** The GOAL.md as it is. */
  readonly text: string
  /** Why it cannot be injected; null where it can. */
  readonly problem: string | null
  /** The id of the project's unit of that chunk. */
  readonly workUnitId: string | null
}

/** Sorted by path. Throws NOT_FOUND; what git cannot read is an Error. */
export async function readChunkDocuments(services: Services, key: string): Promise<FoundDocument[]> {
  const project = await findProject(services.store.read, key)
  const files = new Map((await services.repositories.listChunkFiles(project)).map((file) => [file.path, file]))
  const goals = [...files.values()].filter(({ path }) => basename(path) === 'GOAL.md').slice(0, MAX_DOCUMENTS)
  const documents = await readDocuments(services, project, goals)
  const siblings = await readDocuments(services, project, wantedSiblings(documents, files))
  const finished = new Set([...documents, ...siblings].filter(({ document }) => document?.finished).map(({ file }) => file.path))
  const planned = await plannedFolders(services, project, goals, files)
  const units = await unitsNamed(services, project, documents)

  return documents.map(({ file, document, text, problem }) => {
    const chunk = chunkOf(file.path)
    const dependsOn = (document?.dependsOn ?? []).filter((name) => units.has(name) || !finished.has(siblingOf(file.path, name)))
    const known = units.has(chunk) ? `The project has a work unit for '${chunk}' already.` : null
    return {
      ...{ path: file.path, chunk, text, dependsOn },
      title: document?.title ?? (titleOfChunk(chunk) || file.path),
      status: document?.status ?? null,
      codePaths: document?.codePaths ?? [],
      priority: document !== null && document.priority !== null && isPriority(document.priority) ? document.priority : null,
      planned: planned.has(dirname(file.path)),
      problem: known ?? problem,
      workUnitId: units.get(chunk) ?? null,
    }
  })
}

interface ReadDocument {
  readonly file: ChunkFile
  readonly text: string
  /** Null for one that cannot be read. */
  readonly document: ChunkDocument | null
  readonly problem: string | null
}

async function readDocuments(services: Services, project: Project, files: readonly ChunkFile[]): Promise<ReadDocument[]> {
  let size = 0
  const small = files.filter((file) => file.size <= MAX_GOAL_BYTES && (size += file.size) <= MAX_TEXTS_BYTES)
  const texts = await services.repositories.readChunkFiles(project, small)
  const textOf = new Map(small.map((file, index) => [file, texts[index] ?? '']))
  const documents: ReadDocument[] = []
  for (const file of files) {
    // A document may take some milliseconds, and there may be many.
    await letOthersGoOn()
    documents.push(readDocument(file, textOf.get(file)))
  }
  return documents
}

function readDocument(file: ChunkFile, text: string | undefined): ReadDocument {
  if (text === undefined) return { file, text: '', document: null, problem: tooBig(file) }
  const { path } = file
  const nameOf: NameOf = (part) => (part === 'goal' ? path : part === 'chunk' ? `The folder of ${path}` : `${path}: ${part}`)
  let document: ChunkDocument | null = null
  try {
    document = readGoal(text, nameOf)
    chunkRequest({ chunk: chunkOf(path) }, document, nameOf)
    return { file, text, document, problem: null }
  } catch (error) {
    if (!(error instanceof SignalboxError)) throw error
    return { file, text, document, problem: error.message }
  }
}

function tooBig({ path, size }: ChunkFile): string {
  return size > MAX_GOAL_BYTES
    ? `${path} may have ${MAX_GOAL_BYTES / 1024} KiB at most; found ${Math.ceil(size / 1024)} KiB.`
    : `${path} was not read: the documents before it have ${MAX_TEXTS_BYTES / 1024 / 1024} MiB already.`
}

/** Documents that somebody depends on, and that are not among those that were read. */
function wantedSiblings(documents: readonly ReadDocument[], files: ReadonlyMap<string, ChunkFile>): ChunkFile[] {
  const read = new Set(documents.map(({ file }) => file))
  const wanted = documents.flatMap(({ file, document }) =>
    (document?.dependsOn ?? []).flatMap((name) => files.get(siblingOf(file.path, name)) ?? []),
  )
  return [...new Set(wanted)].filter((file) => !read.has(file)).slice(0, MAX_DOCUMENTS)
}

/** The folders with a GOAL.md that have a PLAN.md which says something. One that is as big as no goal may be says something. */
async function plannedFolders(
  { repositories }: Services,
  project: Project,
  goals: readonly ChunkFile[],
  files: ReadonlyMap<string, ChunkFile>,
): Promise<Set<string>> {
  const plans = goals.flatMap(({ path }) => files.get(`${path.slice(0, -'GOAL.md'.length)}PLAN.md`) ?? [])
  const planned = new Set(plans.filter(({ size }) => size > MAX_GOAL_BYTES).map(({ path }) => dirname(path)))
  const small = plans.filter(({ size }) => size <= MAX_GOAL_BYTES)
  for (let start = 0; start < small.length; start += PLANS_AT_A_TIME) {
    const piece = small.slice(start, start + PLANS_AT_A_TIME)
    const texts = await repositories.readChunkFiles(project, piece)
    for (const [index, { path }] of piece.entries()) if (hasSubstance(texts[index] ?? '')) planned.add(dirname(path))
  }
  return planned
}

/** They are looked at and let go. */
const PLANS_AT_A_TIME = 50

/** Ids of the project's units, by their chunks, as far as the documents name them. */
async function unitsNamed({ store }: Services, project: Project, documents: readonly ReadDocument[]): Promise<Map<string, string>> {
  const names = new Set(documents.flatMap(({ file, document }) => [chunkOf(file.path), ...(document?.dependsOn ?? [])]))
  const units = await inPieces([...names], (chunk) =>
    store.read.workUnit.findMany({ where: { projectId: project.id, chunk: { in: chunk } }, select: { id: true, chunk: true } }),
  )
  return new Map(units.map(({ id, chunk }) => [chunk, id]))
}

/** The name of the folder; '' for a document that lies in none. */
function chunkOf(path: string): string {
  return path.includes('/') ? basename(dirname(path)) : ''
}

/** Where the document of the chunk `name` would be, in a folder beside that of the document at `path`. */
function siblingOf(path: string, name: string): string {
  const siblings = dirname(dirname(path))
  return siblings === '.' ? `${name}/GOAL.md` : `${siblings}/${name}/GOAL.md`
}
