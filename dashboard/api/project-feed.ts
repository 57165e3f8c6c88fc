/** Joins src/client to urql: the snapshot and the changes go into the project's UnitStore, and every change through the cache of queries. */
import type { Client, CombinedError } from '@urql/core'
import type { ResultOf } from 'gql.tada'
import { pipe, subscribe } from 'wonka'
import { SignedOutError } from '../../src/client/end.ts'
import { followProject } from '../../src/client/follow-project.ts'
import type { LiveState, Position, Snapshot } from '../../src/client/follow-project.ts'
import type { Socket } from '../../src/client/socket.ts'
import { BoardPage, ProjectHead, WorkUnitChanges } from './board.ts'
import type { Card } from './board.ts'
import type { ApiClients } from './client.ts'
import { isSignedOut, sentenceFor } from './problem.ts'
import type { UnitStore } from './unit-store.ts'

export type Change = ResultOf<typeof WorkUnitChanges>['workUnitUpdated']

type Page = NonNullable<ResultOf<typeof BoardPage>['project']>

export interface FeedOptions extends ApiClients {
  readonly socket: Socket
  readonly project: string
  readonly units: UnitStore
  readonly onState: (state: LiveState) => void
  /** Called when the store and the cache have it. */
  readonly onChange: (change: Change) => void
  readonly delay?: (attempt: number) => number
}

/** Keeps the store's and the cache's view of a project live until the returned function is called. */
export function startProjectFeed({ client, direct, socket, project, units, onState, onChange, delay }: FeedOptions): () => void {
  const source = client.subscription(
    WorkUnitChanges,
    { project },
    {
      follow: ({ query = '' }, apply) => {
        const stop = new AbortController()
        const takeSnapshot = async () => {
          const { cards, ...position } = await readBoard(direct, project)
          units.replace(cards)
          return { ...position, revisions: new Map(cards.map((card) => [card.id, card.revision])) } satisfies Snapshot
        }
        const readHead = () => readPosition(client, project)
        void followProject({ socket, query, variables: { project }, takeSnapshot, readHead, apply, onState, delay }, stop.signal)
        return () => stop.abort()
      },
    },
  )
  const { unsubscribe } = pipe(
    source,
    subscribe(({ data }) => {
      if (!data) return
      units.apply(data.workUnitUpdated)
      onChange(data.workUnitUpdated)
    }),
  )
  return unsubscribe
}

/** All pages. The first one's position stands for all: later pages are read later, and what changed in between comes again with the feed. */
async function readBoard(direct: Client, key: string): Promise<Position & { readonly cards: readonly Card[] }> {
  let page = await readPage(direct, key, null)
  const { cursor, sequence } = page
  // A unit that is deleted between two pages moves the others up: one of them can then be in both.
  const cards = new Map(page.workUnits.nodes.map((card) => [card.id, card]))
  while (page.workUnits.pageInfo.hasNextPage) {
    page = await readPage(direct, key, page.workUnits.pageInfo.endCursor)
    for (const card of page.workUnits.nodes) cards.set(card.id, card)
  }
  return { cursor, sequence, cards: [...cards.values()] }
}

async function readPage(direct: Client, key: string, after: string | null): Promise<Page> {
  const { data, error } = await direct.query(BoardPage, { project: key, after }).toPromise()
  if (error) throw failureOf(error)
  return existing(data?.project, key)
}

async function readPosition(client: Client, key: string): Promise<Position> {
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
