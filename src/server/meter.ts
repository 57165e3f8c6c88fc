/** What the server counts, for whoever measures it. */
import type { ErrorCode } from '../domain/errors.ts'

/** How an operation, or a request that was to become one, has come in: as an answer to a request, over a WebSocket, or as server-sent events. */
export type Transport = 'http' | 'websocket' | 'sse'

/** Hears of what happens. Called on the way of every delivery: it does as good as nothing. */
export interface Meter {
  /** A `query`, `mutation` or `subscription` that was let in, parsed, validated and found within the limits begins to be executed. */
  executes(kind: string): void
  /** A client was refused something. */
  refused(transport: Transport, code: ErrorCode): void
  /** Something unexpected failed, and is in the log. */
  failed(): void
  /** A connection was closed because its client took too little of what it was sent. */
  closedSlow(transport: Transport): void
  /** What was committed then has been handed to all subscribers of a group that is live. */
  delivered(committedAt: Date): void
}

/** What is open at the moment. */
export interface Load {
  readonly sockets: number
  readonly streams: number
  readonly subscriptions: number
  /** Of equal subscriptions, which are executed once. */
  readonly groups: number
}
