/**
 * Follows a project's change log and always knows how far it can be trusted. No framework: lift it into your own client.
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
import { backOff, wait } from './back-off.ts'
import type { End, Result, Socket } from './socket.ts'

export type LiveState =
  | { readonly kind: 'starting' }
  | { readonly kind: 'live'; readonly sequence: number }
  | { readonly kind: 'stale'; readonly since: Date; readonly reason: string }
  | { readonly kind: 'disconnected'; readonly since: Date | null; readonly reason: string }
  | { readonly kind: 'signed-out' }

/** A change as it comes from the server. It may carry more: `apply` gets the whole result. */
export interface Update {
  readonly cursor: string
  readonly sequence: number
  readonly revision: number
  readonly workUnitId: string
}

/** The state of all units, and the cursor that was read before them. */
export interface Snapshot {
  readonly cursor: string
  readonly sequence: number
  readonly revisions: ReadonlyMap<string, number>
}

/** The token is missing, unknown or revoked: thrown by `takeSnapshot` and `readHead`, it ends the following. */
export class SignedOutError extends Error {
  override readonly name = 'SignedOutError'
}

export interface FollowOptions {
  readonly socket: Socket
  /** A subscription to `workUnitUpdated(project: $project, after: $after)`, with at least the fields of `Update`. */
  readonly query: string
  readonly project: string
  /** Reads the whole state and shows it. */
  readonly takeSnapshot: () => Promise<Snapshot>
  /** The sequence of the newest change in the log. */
  readonly readHead: () => Promise<number>
  /** Gets every change that is new, once, in order. */
  readonly apply: (result: Result) => void
  readonly onState: (state: LiveState) => void
  readonly now: () => Date
  /** Milliseconds before attempt 1, 2, 3 … */
  readonly delay?: (attempt: number) => number
}

/** Follows until the signal is aborted or the server refuses the token. Never rejects, never gives up. */
export async function followProject(options: FollowOptions, signal: AbortSignal): Promise<void> {
  await new Follower(options, signal).run()
}

/** How far the log has been applied. */
interface Position {
  cursor: string
  sequence: number
  readonly revisions: Map<string, number>
}

class Follower {
  readonly #options: FollowOptions
  readonly #signal: AbortSignal
  #state: LiveState = { kind: 'starting' }
  /** Null where only a snapshot helps. */
  #position: Position | null = null
  /** Attempts since it last went well: they set the waiting. */
  #failures = 0

  constructor(options: FollowOptions, signal: AbortSignal) {
    this.#options = options
    this.#signal = signal
  }

  async run(): Promise<void> {
    const { delay = backOff } = this.#options
    while (!this.#signal.aborted && this.#state.kind !== 'signed-out') {
      if (this.#failures > 0) await wait(delay(this.#failures), this.#signal)
      if (this.#signal.aborted) return
      try {
        this.#position ??= await this.#snapshot()
        await this.#follow(this.#position)
      } catch (error) {
        this.#fail(error)
      }
    }
  }

  async #snapshot(): Promise<Position> {
    const { cursor, sequence, revisions } = await this.#options.takeSnapshot()
    return { cursor, sequence, revisions: new Map(revisions) }
  }

  /** One subscription, from the last cursor seen to its end. Rejects where the server does not answer. */
  async #follow(position: Position): Promise<void> {
    const { socket, query, project, readHead } = this.#options
    const attempt = new AbortController()
    const signal = AbortSignal.any([this.#signal, attempt.signal])
    /** The newest change when the connection was there; nothing is called live before it has been applied. */
    let head = Infinity
    let connected = false

    const stopListening = socket.onConnected(() => {
      connected = true
      if (this.#state.kind === 'disconnected' && this.#state.since) {
        this.#enter({ kind: 'stale', since: this.#state.since, reason: 'connected again; catching up' })
      }
      readHead().then(
        (sequence) => {
          head = sequence
          if (!signal.aborted) this.#caughtUp(position, head)
        },
        (error: unknown) => {
          if (signal.aborted) return
          this.#fail(error)
          attempt.abort()
        },
      )
    })
    const request = { query, variables: { project, after: position.cursor } }
    const end = await socket.attempt(
      request,
      (result) => {
        this.#accept(result, position)
        this.#caughtUp(position, head)
      },
      signal,
    )
    stopListening()
    if (signal.aborted) return
    attempt.abort()
    this.#leave(end)
    // A refused upgrade tells a browser nothing. The same server over HTTP says why: it is gone, or the session is.
    if (!connected) await readHead()
  }

  #accept(result: Result, position: Position) {
    const update = result.data?.['workUnitUpdated'] as Update | undefined
    if (!update || update.sequence <= position.sequence) return
    this.#failures = 0
    position.cursor = update.cursor
    position.sequence = update.sequence
    if (update.revision <= (position.revisions.get(update.workUnitId) ?? 0)) return
    position.revisions.set(update.workUnitId, update.revision)
    this.#options.apply(result)
  }

  #caughtUp(position: Position, head: number) {
    if (position.sequence >= head) this.#enter({ kind: 'live', sequence: position.sequence })
  }

  #leave(end: End) {
    if (end.kind === 'signed-out') return this.#enter({ kind: 'signed-out' })
    if (end.kind === 'refused') {
      // Asking the same again would be refused again. A new snapshot is the way past it, whatever the reason was.
      this.#position = null
      return this.#lose(sentence(end.errors))
    }
    if (this.#state.kind === 'live') this.#failures = 0
    this.#lose(end.kind === 'cut' ? end.reason : 'the server ended the subscription')
  }

  #fail(error: unknown) {
    if (error instanceof SignedOutError) this.#enter({ kind: 'signed-out' })
    else this.#lose(error instanceof Error ? error.message : String(error))
  }

  /** Live becomes stale; what was lost before is disconnected by now. */
  #lose(reason: string) {
    this.#failures += 1
    const { socket, now } = this.#options
    if (this.#state.kind === 'live') return this.#enter({ kind: 'stale', since: socket.heardAt() ?? now(), reason })
    const since = this.#state.kind === 'stale' || this.#state.kind === 'disconnected' ? this.#state.since : null
    this.#enter({ kind: 'disconnected', since, reason })
  }

  #enter(state: LiveState) {
    if (this.#signal.aborted || this.#state.kind === 'signed-out') return
    this.#state = state
    this.#options.onState(state)
  }
}

function sentence(errors: readonly GraphQLFormattedError[]): string {
  const first = errors[0]
  if (!first) return 'the server refused the subscription without a reason'
  const code = first.extensions?.['code']
  return code === 'CURSOR_EXPIRED' || code === 'CURSOR_INVALID'
    ? 'the server no longer has these changes; reading everything again'
    : first.message
}
