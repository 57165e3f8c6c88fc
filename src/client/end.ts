/** How an attempt to subscribe can end, and what each close code of a WebSocket means for whoever subscribes: read here and nowhere else. */
import type { GraphQLFormattedError } from 'graphql'

/**
 * - cut: the connection is gone. The same again, behind the newest result, loses nothing. `atOnce`: there is nothing to wait for.
 * - refused: the server refused the operation. The same again would be refused again.
 * - completed: the server has finished it, or whoever asked has.
 * - signed-out: the token is not good.
 */
export type End =
  | { readonly kind: 'cut'; readonly reason: string; readonly atOnce: boolean }
  | { readonly kind: 'refused'; readonly errors: readonly GraphQLFormattedError[] }
  | { readonly kind: 'completed' }
  | { readonly kind: 'signed-out' }

/** The token is missing, unknown or revoked: thrown by what a caller passes in, it ends a subscription for good. */
export class SignedOutError extends Error {
  override readonly name = 'SignedOutError'
}

/** What an error of the caller's own functions makes of an attempt. */
export function endByError(error: unknown): End {
  if (error instanceof SignedOutError) return { kind: 'signed-out' }
  return cut(error instanceof Error ? error.message : String(error))
}

/** The code that graphql-ws gives to a connection that it was told to drop. */
const DROPPED = 4499

/** By close code: those of RFC 6455, those of graphql-ws, and signalbox's own 4508. Any other is a cut, in the server's words. */
const MEANINGS: Readonly<Record<number, End>> = {
  1000: cut('the server closed the connection'),
  1001: cut('the server is going away'),
  1006: cut('the connection was lost or could not be opened'),
  1009: refused('the server takes no message of this size'),
  1011: cut('the server failed'),
  1012: cut('the server is being restarted'),
  1013: cut('the server is too busy'),
  4400: refused('the server does not understand what this client sends'),
  4401: { kind: 'signed-out' },
  4403: { kind: 'signed-out' },
  4406: refused('the server does not speak graphql-transport-ws'),
  4408: cut('the server waited in vain for this client to say who it is'),
  [DROPPED]: cut('the server stopped answering'),
  4500: cut('the server failed'),
  // The server has everything else ready, and the next connection begins with an empty queue.
  4508: { ...cut('this client did not read fast enough, so the server closed the connection'), atOnce: true },
}

/**
 * What the end of a connection means: a close event, or what graphql-ws gives in place of one. `problem` is what the WebSocket said
 * before, where it says anything: a browser's does not.
 */
export function endOfConnection(cause: unknown, problem: string | null): End {
  if (!isCloseEvent(cause)) return cut(problem ?? (cause instanceof Error ? cause.message : 'the connection could not be opened'))
  const { code, reason } = cause
  if (code === 1006 && problem !== null) return cut(problem)
  const meaning = MEANINGS[code] ?? cut(`the connection was closed with code ${code}`)
  return meaning.kind === 'cut' && reason !== '' && code !== DROPPED ? { ...meaning, reason: `${meaning.reason}: ${reason}` } : meaning
}

function cut(reason: string): Extract<End, { kind: 'cut' }> {
  return { kind: 'cut', reason, atOnce: false }
}

function refused(message: string): End {
  return { kind: 'refused', errors: [{ message }] }
}

function isCloseEvent(cause: unknown): cause is { readonly code: number; readonly reason: string } {
  return typeof cause === 'object' && cause !== null && 'code' in cause && typeof cause.code === 'number' && 'reason' in cause
}
