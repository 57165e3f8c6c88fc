/** Every change of a project behind a cursor, once and in order, over as many connections as it takes. */
import { type Change, WatchChanges } from './change-operations.ts'
import { type Link, subscribe } from './subscribe.ts'

export interface ChangesWanted {
  readonly project: string
  /** The cursor behind which the first change is. */
  readonly after: string
  /** Null for all. */
  readonly chunks: readonly string[] | null
}

export async function* followChanges(link: Link, { project, after, chunks }: ChangesWanted): AsyncGenerator<Change, void, void> {
  let last = after
  const subscription = { query: WatchChanges.text, variables: () => ({ project, after: last, chunks }), resumes: true, ends: false }
  for await (const data of subscribe(link, subscription)) {
    // The server answers by its schema, against which a test holds the operation.
    const { workUnitUpdated: change } = data as { workUnitUpdated: Change }
    last = change.cursor
    yield change
  }
}
