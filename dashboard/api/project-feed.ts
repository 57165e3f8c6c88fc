/** Joins src/client to urql: the snapshot goes into the cache by a query, the changes by a subscription. */
import type { Client, CombinedError } from '@urql/core'
import type { ResultOf } from 'gql.tada'
import { pipe, subscribe } from 'wonka'
import { SignedOutError } from '../../src/client/end.ts'
import { followProject } from '../../src/client/follow-project.ts'
import type { LiveState, Position, Snapshot } from '../../src/client/follow-project.ts'
import type { Socket } from '../../src/client/socket.ts'
import { Board, ProjectHead, WorkUnitChanges } from './board.ts'
import { isSignedOut, sentenceFor } from './problem.ts'

export type Change = ResultOf<typeof WorkUnitChanges>['workUnitUpdated']

export interface FeedOptions {
  readonly client: Client
  readonly socket: Socket
  readonly project: string
  readonly onState: (state: LiveState) => void
  /** Called after the cache has it. */
  readonly onChange: (change: Change) => void
  readonly delay?: (attempt: number) => number
}

/** Keeps the cache's view of a project live until the returned function is called. */
export function startProjectFeed({ client, socket, project, onState, onChange, delay }: FeedOptions): () => void {
  const source = client.subscription(
    WorkUnitChanges,
    { project },
    {
      follow: ({ query = '' }, apply) => {
        const stop = new AbortController()
        const read = { takeSnapshot: () => takeSnapshot(client, project), readHead: () => readHead(client, project) }
        void followProject({ socket, query, variables: { project }, ...read, apply, onState, delay }, stop.signal)
        return () => stop.abort()
      },
    },
  )
  const { unsubscribe } = pipe(
    source,
    subscribe((result) => {
      if (result.data) onChange(result.data.workUnitUpdated)
    }),
  )
  return unsubscribe
}

async function takeSnapshot(client: Client, key: string): Promise<Snapshot> {
  const { data, error } = await client.query(Board, { project: key }, { requestPolicy: 'network-only' }).toPromise()
  if (error) throw failureOf(error)
  const { cursor, sequence, workUnits } = existing(data?.project, key)
  return { cursor, sequence, revisions: new Map(workUnits.nodes.map((unit) => [unit.id, unit.revision])) }
}

async function readHead(client: Client, key: string): Promise<Position> {
  const { data, error } = await client.query(ProjectHead, { project: key }, { requestPolicy: 'network-only' }).toPromise()
  if (error) throw failureOf(error)
  return existing(data?.project, key)
}

function failureOf(error: CombinedError): Error {
  if (isSignedOut(error)) return new SignedOutError(error.message)
  return new Error(error.networkError ? 'the server does not answer' : sentenceFor(error))
}

function existing<T>(project: T | null | undefined, key: string): T {
  if (!project) throw new Error(`There is no project \`${key}\`.`)
  return project
}

const RANKING_FIELDS: ReadonlySet<string> = new Set(['attention', 'status', 'dependsOn', 'dependents'])

/** The queue holds the open items, ranked by how much waits behind them: by statuses and dependencies of others too. */
export function mayReorderQueue({ kind, changedFields, workUnit }: Change): boolean {
  if (kind !== 'UPDATED' || (workUnit?.attention.length ?? 0) > 0) return true
  return changedFields.some((field) => RANKING_FIELDS.has(field))
}
