/** A client as somebody else would write it with src/client: a plain model of the units, fed by a snapshot and the changes. */
import WebSocket from 'ws'
import { SignedOutError } from '../../src/client/end.ts'
import { followProject, type LiveState, type Position, type Snapshot } from '../../src/client/follow-project.ts'
import { openSocket, type Patience } from '../../src/client/socket.ts'

interface Unit {
  readonly id: string
  readonly chunk: string
  readonly status: string
  readonly revision: number
}

interface Change {
  readonly sequence: number
  readonly workUnitId: string
  readonly workUnit: Unit | null
}

interface Page {
  readonly project: Position & {
    readonly workUnits: {
      readonly nodes: readonly Unit[]
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string }
    }
  }
}

const CHANGES = `subscription ($project: String!, $after: Cursor) {
  workUnitUpdated(project: $project, after: $after) { cursor sequence revision workUnitId workUnit { id chunk status revision } }
}`

const PAGE = `query ($after: String) {
  project(key: "demo") { cursor sequence workUnits(first: 2, after: $after) { nodes { id chunk status revision } pageInfo { hasNextPage endCursor } } }
}`

export interface ReaderOptions {
  /** Where the server is at the moment. */
  readonly at: () => { readonly url: string; readonly webSocketUrl: string }
  readonly patience?: Patience
  /** Called for each change before it is applied. */
  readonly onChange?: (change: Change) => void
}

export type Reader = ReturnType<typeof openReader>

export function openReader({ at, patience, onChange = () => {} }: ReaderOptions) {
  const units = new Map<string, Unit>()
  const applied: number[] = []
  const states: LiveState[] = []
  const refusals: string[] = []
  const pauses: number[] = []
  const watchers = new Set<() => void>()
  const told = () => watchers.forEach((watcher) => watcher())
  const stop = new AbortController()
  const socket = openSocket({
    locate: () => ({ url: at().webSocketUrl }),
    now: () => new Date(),
    webSocketImpl: WebSocket,
    ...(patience && { patience }),
  })

  async function ask<T>(query: string, variables: object = {}): Promise<T> {
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(at().url, { method: 'POST', headers, body: JSON.stringify({ query, variables }) })
    if (response.status === 401) throw new SignedOutError('no token')
    return ((await response.json()) as { data: T }).data
  }

  async function takeSnapshot(): Promise<Snapshot> {
    const nodes: Unit[] = []
    let position: Position | null = null
    for (let after: string | null = null; ;) {
      const { project }: Page = await ask(PAGE, { after })
      position ??= project
      nodes.push(...project.workUnits.nodes)
      if (!project.workUnits.pageInfo.hasNextPage) break
      after = project.workUnits.pageInfo.endCursor
    }
    units.clear()
    for (const unit of nodes) units.set(unit.id, unit)
    const { cursor, sequence } = position
    return { cursor, sequence, revisions: new Map(nodes.map(({ id, revision }) => [id, revision])) }
  }

  const following = followProject(
    {
      socket,
      query: CHANGES,
      variables: { project: 'demo' },
      takeSnapshot(refusal) {
        refusals.push(...(refusal ?? []).map(({ message }) => message))
        return takeSnapshot()
      },
      readHead: async () => (await ask<Page>('{ project(key: "demo") { cursor sequence } }')).project,
      apply({ data }) {
        const change = data?.['workUnitUpdated'] as Change
        onChange(change)
        if (change.workUnit) units.set(change.workUnitId, change.workUnit)
        else units.delete(change.workUnitId)
        applied.push(change.sequence)
        told()
      },
      onState(state) {
        states.push(state)
        told()
      },
      delay(attempt) {
        pauses.push(attempt)
        return 5
      },
    },
    stop.signal,
  )

  return {
    socket,
    /** Sequences, as they were applied. */
    applied,
    states,
    /** The number of the attempt that each pause was made before. */
    pauses,
    /** Why a new snapshot was taken, each time. */
    refusals,
    /** Status and revision by chunk. */
    picture: () => Object.fromEntries([...units.values()].map(({ chunk, status, revision }) => [chunk, `${status} ${revision}`])),
    live: () => states.at(-1)?.kind === 'live',
    /** Resolves when the condition holds, looking again after each state and change. */
    until: (condition: () => boolean) =>
      new Promise<void>((resolve) => {
        const look = () => {
          if (!condition()) return
          watchers.delete(look)
          resolve()
        }
        watchers.add(look)
        look()
      }),
    /** Resolves when the following has ended by itself. */
    following,
    close() {
      stop.abort()
      socket.close()
    },
  }
}
