/** The values that complete a word and are not in the program: those of a running server, and the ready operations. */
import { wait } from '../client/back-off.ts'
import { ChunksLike } from './completion-operations.ts'
import type { Candidate, Source } from './completion-words.ts'
import { ListProjects } from './project-operations.ts'
import { listReadyOperations } from './ready-operations.ts'
import { chooseProject, type Cli, openSession, type ProjectOptions } from './session.ts'

/** Nobody who has pressed Tab waits longer. */
const PATIENCE_MS = 1_500

/** `part` is what has been typed of it. Nothing where no server answers in time, or it refuses: a shell that completes has no place for errors. */
export async function valuesOf(cli: Cli, source: Source | null, part: string, options: ProjectOptions): Promise<readonly Candidate[]> {
  if (source === 'operations') return (await listReadyOperations()).map(({ name, summary }) => ({ value: name, description: summary }))
  if (source !== 'chunks' && source !== 'projects') return []
  const asked = source === 'chunks' ? chunksLike(cli, part, options) : projects(cli, options)
  const tooLate = wait(PATIENCE_MS, new AbortController().signal).then(() => [])
  return Promise.race([asked.catch(() => []), tooLate])
}

async function chunksLike(cli: Cli, part: string, options: ProjectOptions): Promise<Candidate[]> {
  const session = openSession(cli, options)
  const project = await chooseProject(cli, session, options)
  const { workUnits } = await session.request(ChunksLike, { project, search: part === '' ? null : part })
  return workUnits.nodes.map(({ chunk, status, title }) => ({ value: chunk, description: `${status}: ${title}` }))
}

async function projects(cli: Cli, options: ProjectOptions): Promise<Candidate[]> {
  const { projects: found } = await openSession(cli, options).request(ListProjects, {})
  return found.map(({ key, repositoryPath }) => ({ value: key, description: repositoryPath }))
}
