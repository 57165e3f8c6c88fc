/** Every change of a project behind a cursor, once and in order, over as many connections as it takes. */
import { type Change, ProjectHead, ProjectStart, WatchChanges } from './change-operations.ts'
import type { Session } from './session.ts'
import { type Link, subscribe } from './subscribe.ts'
import { refuseProject } from './units.ts'

export interface ChangesWanted {
  readonly project: string
  /** The cursor behind which the first change is. */
  readonly after: string
  /** Null for all. */
  readonly chunks: readonly string[] | null
}

export async function* followChanges(link: Link, { project, after, chunks }: ChangesWanted): AsyncGenerator<Change, void, void> {
  let last = after
  const subscription = { query: WatchChanges.text, variables: () => ({ project, after: last, chunks }), resumes: true }
  for await (const data of subscribe(link, subscription)) {
    // The server answers by its schema, against which a test holds the operation.
    const { workUnitUpdated: change } = data as { workUnitUpdated: Change }
    last = change.cursor
    yield change
  }
}

/** The cursor at the head of a project's log. Throws NOT_FOUND for an unknown project. */
export async function readHead(session: Session, project: string): Promise<string> {
  const { project: found } = await session.request(ProjectHead, { project })
  return (found ?? refuseProject(project)).cursor
}

/** The cursor before its first change. Throws NOT_FOUND for an unknown project. */
export async function readStart(session: Session, project: string): Promise<string> {
  const { project: found } = await session.request(ProjectStart, { project })
  return (found ?? refuseProject(project)).startCursor
}
