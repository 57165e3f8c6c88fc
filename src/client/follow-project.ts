/**
 * Follows a project's change log and always knows how far it can be trusted. No framework, for browsers and for Node. To have it in a
 * client of your own take this folder: it needs the package graphql-ws and nothing else.
 *
 *   const place = { url: 'ws://127.0.0.1:7420/graphql', connectionParams: { token } }
 *   const socket = openSocket({ locate: () => place, now: () => new Date() })
 *   await followProject({
 *     socket,
 *     query: `subscription ($project: String!, $after: Cursor) {
 *       workUnitUpdated(project: $project, after: $after) { cursor sequence revision workUnitId workUnit { … } } }`,
 *     variables: { project: 'demo' },
 *     takeSnapshot: …          // reads { project(key: "demo") { cursor sequence workUnits { nodes { id revision … } } } }, and shows it
 *     readHead: …              // reads { project(key: "demo") { cursor sequence } }
 *     apply: ({ data }) => …   // replaces the unit on the screen, or takes it away where workUnit is null
 *     onState: (state) => …    // says how far the picture can be trusted
 *   }, signal)
 *
 *   starting ──────────▶ live ──────▶ stale ──────▶ disconnected
 *      │                  ▲  ◀──────────┘ │              │
 *      └──▶ disconnected ─┘◀──────────────┴──────────────┘        any ──▶ signed-out
 *
 * - starting: no snapshot yet.
 * - live: connected, and everything up to the log's head (read after the connection was there) has been applied.
 * - stale: what was applied is true as of `since`, and the way back is being tried, or changes are being caught up with.
 * - disconnected: an attempt to come back has failed, for the reason given; it is tried again for ever.
 * - signed-out: the server refuses the token. The end.
 *
 * Nothing is lost and nothing is applied twice: each attempt resumes after the last cursor seen, a change with a sequence
 * or a revision that is already there is dropped, and a cursor that the server no longer serves leads to a new snapshot.
 */
import type { GraphQLFormattedError } from 'graphql'
import { type End, SignedOutError } from './end.ts'
import { resume, type Resumable } from './resume.ts'
import type { Request, Result, Socket } from './socket.ts'

export type LiveState =
  | { readonly kind: 'starting' }
  | { readonly kind: 'live'; readonly sequence: number }
  | { readonly kind: 'stale'; readonly since: Date; readonly reason: string }
  | { readonly kind: 'disconnected'; readonly since: Date | null; readonly reason: string }
  | { readonly kind: 'signed-out' }

/** A change as it comes from the server. It may carry more: `apply` gets the whole result. */
export interface Update extends Position {
  readonly revision: number
  readonly workUnitId: string
}

/** A place in the change log. */
export interface Position {
  readonly cursor: string
  readonly sequence: number
}

/** The state of all units, and the position that was read before them. A sequence that is not known is 0. */
export interface Snapshot extends Position {
  readonly revisions: ReadonlyMap<string, number>
}

export interface FollowOptions {
  readonly socket: Socket
  /** A subscription to `workUnitUpdated(… after: $after)`, with at least the fields of `Update`. */
  readonly query: string
  /** All that it takes but `after`. */
  readonly variables: Readonly<Record<string, unknown>>
  /**
   * Reads the whole state and shows it: at first, and again with the errors of the server's refusal when it no longer goes on behind
   * the last change. Throws where it cannot, within a reasonable time, and a SignedOutError where the token is refused.
   */
  readonly takeSnapshot: (refusal: readonly GraphQLFormattedError[] | null) => Promise<Snapshot>
  /**
   * The position of the newest change in the log; throws as `takeSnapshot`. Null for a subscription to some chunks only: nothing says
   * when it has caught up, and it is called live once it is connected.
   */
  readonly readHead: (() => Promise<Position>) | null
  /** Gets every change that is new, once, in order. A change that it throws at has not been applied, and comes again. */
  readonly apply: (result: Result) => void
  readonly onState: (state: LiveState) => void
  /** Milliseconds before attempt 1, 2, 3 … */
  readonly delay?: ((attempt: number) => number) | undefined
}

/** Follows until the signal is aborted or the server refuses the token. Never rejects, never gives up. */
export async function followProject(options: FollowOptions, signal: AbortSignal): Promise<void> {
  await resume(options.socket, new Follower(options, signal), signal, options.delay)
}

class Follower implements Resumable {
  readonly #options: FollowOptions
  readonly #signal: AbortSignal
  #state: LiveState = { kind: 'starting' }
  /** What has been applied; null where only a snapshot helps. */
  #position: Position | null = null
  #revisions = new Map<string, number>()
  /** Why the last position is no longer good. */
  #refusal: readonly GraphQLFormattedError[] | null = null
  #isConnected = false
  /** The newest change when the connection was there: nothing is called live before it has been applied. */
  #head: Position | null = null

  constructor(options: FollowOptions, signal: AbortSignal) {
    this.#options = options
    this.#signal = signal
  }

  async next(): Promise<Request> {
    this.#isConnected = false
    this.#head = null
    this.#position ??= await this.#snapshot()
    const { query, variables } = this.#options
    return { query, variables: { ...variables, after: this.#position.cursor } }
  }

  async #snapshot(): Promise<Position> {
    const { cursor, sequence, revisions } = await this.#options.takeSnapshot(this.#refusal)
    this.#revisions = new Map(revisions)
    this.#refusal = null
    return { cursor, sequence }
  }

  async onConnected(attempt: AbortSignal): Promise<void> {
    this.#isConnected = true
    if (this.#state.kind === 'disconnected' && this.#state.since) {
      this.#enter({ kind: 'stale', since: this.#state.since, reason: 'connected again; catching up' })
    }
    const { readHead } = this.#options
    const head = readHead ? await readHead() : this.#position
    if (attempt.aborted) return
    this.#head = head
    this.#sayIfLive()
  }

  onResult(result: Result): void {
    const update = result.data?.['workUnitUpdated'] as Update | undefined
    if (!update || !this.#position || update.sequence <= this.#position.sequence) return
    const { cursor, sequence, workUnitId, revision } = update
    if (revision > (this.#revisions.get(workUnitId) ?? 0)) {
      this.#options.apply(result)
      this.#revisions.set(workUnitId, revision)
    }
    this.#position = { cursor, sequence }
    this.#sayIfLive()
  }

  async goesOn(end: End): Promise<boolean> {
    const reason = end.kind === 'cut' && this.#position && !this.#isConnected ? await this.#reasonOverHttp() : null
    if (end.kind === 'signed-out' || reason instanceof SignedOutError) {
      this.#enter({ kind: 'signed-out' })
      return false
    }
    if (end.kind === 'refused') {
      // Asking the same again would be refused again. A new snapshot is the way past it, whatever the reason was.
      this.#position = null
      this.#refusal = end.errors
    }
    this.#lose(reason?.message ?? reasonOf(end))
    return true
  }

  /** A refused upgrade tells a browser nothing. The same server over HTTP says why: it is gone, or the session is. */
  async #reasonOverHttp(): Promise<Error | null> {
    try {
      await this.#options.readHead?.()
      return null
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error))
    }
  }

  #sayIfLive() {
    if (!this.#position || !this.#head) return
    const { cursor, sequence } = this.#position
    if (sequence >= this.#head.sequence || cursor === this.#head.cursor) this.#enter({ kind: 'live', sequence })
  }

  /** Live becomes stale; what was lost before is disconnected by now. */
  #lose(reason: string) {
    const { socket } = this.#options
    if (this.#state.kind === 'live') return this.#enter({ kind: 'stale', since: socket.heardAt() ?? socket.now(), reason })
    const since = this.#state.kind === 'stale' || this.#state.kind === 'disconnected' ? this.#state.since : null
    this.#enter({ kind: 'disconnected', since, reason })
  }

  #enter(state: LiveState) {
    if (this.#signal.aborted) return
    this.#state = state
    this.#options.onState(state)
  }
}

function reasonOf(end: Exclude<End, { kind: 'signed-out' }>): string {
  if (end.kind === 'cut') return end.reason
  if (end.kind === 'completed') return 'the server ended the subscription'
  const [first] = end.errors
  if (!first) return 'the server refused the subscription without a reason'
  return isCursorRefused(end.errors) ? 'the server no longer has these changes' : first.message
}

/** Whether the server no longer has the changes behind a cursor, or never had them. */
export function isCursorRefused(errors: readonly GraphQLFormattedError[]): boolean {
  const code = errors[0]?.extensions?.['code']
  return code === 'CURSOR_EXPIRED' || code === 'CURSOR_INVALID'
}
