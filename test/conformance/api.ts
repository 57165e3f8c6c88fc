/** The API as the suite uses it: one operation over HTTP, and the state of a project. */
import type { Place } from './server-under-test.ts'

/** One operation over HTTP that must succeed: its data. Throws where it is refused or the server is not there. */
export async function ask<T>({ url, token }: Place, query: string, variables: object): Promise<T> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token === null ? {} : { authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ query, variables }),
  }).catch((error: unknown) => {
    // What fetch says is only that it failed.
    throw error instanceof Error && error.cause instanceof Error ? error.cause : error
  })
  const { data, errors } = (await response.json()) as { data?: T | null; errors?: unknown }
  if (data === null || data === undefined || errors !== undefined) throw new Error(`refused: ${JSON.stringify(errors)}`)
  return data
}

export interface Unit {
  readonly chunk: string
  readonly revision: number
  readonly priority: number
}

/** What is in the database, by chunk, and the cursor that the server gave with it. */
export interface Snapshot {
  readonly cursor: string
  readonly sequence: number
  readonly units: ReadonlyMap<string, Unit>
}

interface SnapshotAnswer {
  readonly project: {
    readonly cursor: string
    readonly sequence: number
    readonly workUnits: {
      readonly nodes: readonly Unit[]
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
    }
  }
}

const SNAPSHOT = `query ($project: String!, $from: String) {
  project(key: $project) {
    cursor sequence
    workUnits(first: 500, after: $from) { nodes { chunk revision priority } pageInfo { hasNextPage endCursor } }
  }
}`

/** A snapshot of a project, in pages; the cursor is that of the first one. */
export async function snapshot(place: Place, project: string): Promise<Snapshot> {
  const units = new Map<string, Unit>()
  const first = (await ask<SnapshotAnswer>(place, SNAPSHOT, { project })).project
  for (let page = first; ;) {
    for (const unit of page.workUnits.nodes) units.set(unit.chunk, unit)
    const { hasNextPage, endCursor } = page.workUnits.pageInfo
    if (!hasNextPage) return { cursor: first.cursor, sequence: first.sequence, units }
    page = (await ask<SnapshotAnswer>(place, SNAPSHOT, { project, from: endCursor })).project
  }
}
