/**
 * The one WebSocket of the page (graphql-transport-ws), and one attempt of one subscription on it.
 *
 * graphql-ws is told never to retry by itself: its retry sends the variables of the first attempt again, so it would
 * ask for what was seen long ago, and it gives up for good on some close codes. Whoever keeps a subscription alive
 * calls `attempt` again, after its newest position (see live.ts and run-output.ts).
 */
import { createClient } from 'graphql-ws'
import type { FormattedExecutionResult, GraphQLFormattedError } from 'graphql'

/** A half-open connection is noticed within the sum of the two, in milliseconds. */
const PING_EVERY = 5_000
const PONG_WITHIN = 5_000

/** The server's close code for a token that is refused or revoked. */
const FORBIDDEN = 4403
/** The code that graphql-ws gives to a connection that it was told to drop. */
const TERMINATED = 4499

/** One result of a subscription, as it comes off the wire. */
export type Result = FormattedExecutionResult<Record<string, unknown>, Record<string, unknown>>

export interface Request {
  readonly query: string
  readonly variables: Record<string, unknown>
}

/** How an attempt ended: the connection is gone, the server refused the operation, the server finished it, or the token is not good. */
export type End =
  | { readonly kind: 'cut'; readonly reason: string }
  | { readonly kind: 'refused'; readonly errors: readonly GraphQLFormattedError[] }
  | { readonly kind: 'completed' }
  | { readonly kind: 'signed-out' }

export interface Socket {
  /** Subscribes once. Resolves, never rejects, with how it ended; an aborted attempt ends as 'completed'. */
  attempt(request: Request, onResult: (result: Result) => void, signal: AbortSignal): Promise<End>
  /** Calls back when the server has acknowledged the connection: at once where it already has. Returns the way to stop listening. */
  onConnected(listener: () => void): () => void
  /** When anything was last heard from the server. */
  heardAt(): Date | null
  close(): void
}

export interface SocketOptions {
  readonly url: string
  readonly now: () => Date
  /** Where there is no global WebSocket. */
  readonly webSocketImpl?: unknown
}

export function openSocket({ url, now, webSocketImpl }: SocketOptions): Socket {
  let connected = false
  let heardAt: Date | null = null
  let pongOverdue: ReturnType<typeof setTimeout> | undefined

  const client = createClient({
    url,
    webSocketImpl,
    retryAttempts: 0,
    // A page that moves from one subscription to the next keeps its connection.
    lazyCloseTimeout: 1_000,
    connectionAckWaitTimeout: 10_000,
    keepAlive: PING_EVERY,
    on: {
      connected: () => {
        connected = true
      },
      message: () => {
        heardAt = now()
      },
      ping: (received) => {
        if (!received) pongOverdue = setTimeout(() => client.terminate(), PONG_WITHIN)
      },
      pong: (received) => {
        if (received) clearTimeout(pongOverdue)
      },
      closed: () => {
        connected = false
        clearTimeout(pongOverdue)
      },
    },
  })

  return {
    attempt: (request, onResult, signal) =>
      new Promise((resolve) => {
        const end = (how: End) => {
          stopListening()
          signal.removeEventListener('abort', abort)
          unsubscribe()
          resolve(how)
        }
        const abort = () => end({ kind: 'completed' })
        const unsubscribe = client.subscribe<Record<string, unknown>, Record<string, unknown>>(
          { ...request },
          {
            next: (result) => (result.errors ? end({ kind: 'refused', errors: result.errors }) : onResult(result)),
            error: (cause) => end(Array.isArray(cause) ? { kind: 'refused', errors: cause } : endOfConnection(cause)),
            complete: () => end({ kind: 'completed' }),
          },
        )
        // Not left to the sink: graphql-ws retries a normal closure silently, whatever it is told.
        const stopListening = client.on('closed', (event) => end(endOfConnection(event)))
        signal.addEventListener('abort', abort)
      }),
    onConnected: (listener) => {
      if (connected) listener()
      return client.on('connected', listener)
    },
    heardAt: () => heardAt,
    close: () => void client.dispose(),
  }
}

function endOfConnection(cause: unknown): End {
  if (cause instanceof Error && !('code' in cause)) return { kind: 'cut', reason: cause.message }
  const { code, reason } = isCloseEvent(cause) ? cause : { code: 1006, reason: '' }
  if (code === FORBIDDEN) return { kind: 'signed-out' }
  if (code === TERMINATED) return { kind: 'cut', reason: 'the server stopped answering' }
  if (code === 1006) return { kind: 'cut', reason: 'the connection was lost or could not be opened' }
  return { kind: 'cut', reason: `the connection was closed: ${reason || 'no reason given'} (${code})` }
}

function isCloseEvent(cause: unknown): cause is { code: number; reason: string } {
  return typeof cause === 'object' && cause !== null && 'code' in cause && typeof cause.code === 'number' && 'reason' in cause
}
