/** The events of any subscription, over as many connections as it takes. */
import type { Writable } from 'node:stream'
import type { End } from '../client/end.ts'
import { resume } from '../client/resume.ts'
import type { Socket } from '../client/socket.ts'
import { refusalOf } from './api-socket.ts'
import { takeTurns } from './back-pressure.ts'
import { NoServerError, RefusedError } from './errors.ts'

export interface Stream {
  readonly query: string
  /** The variables of the next connection: where it resumes, they name the last event seen. */
  variables(): Readonly<Record<string, unknown>>
  /** False where nothing says which events came, so that a cut cannot be made good. Where it is true, an end is a cut like any other. */
  readonly resumes: boolean
  /** Gets the data of each event. */
  onEvent(data: unknown): void
  /** Where `onEvent` prints: what resumes asks for no more while it is full. */
  readonly out: Writable
  /** Hears of each connection that is made and lost, as a sentence for people. */
  tell(state: string): void
}

/**
 * Ends when the signal is aborted, or when the server completes what cannot be resumed. Throws a NoServerError when not even the first
 * connection is made, and a RefusedError when the server refuses the subscription, or when it was cut and cannot be resumed.
 */
export async function stream(socket: Socket, wanted: Stream, signal: AbortSignal): Promise<void> {
  const { query, variables, resumes, onEvent, out, tell } = wanted
  let wasEverConnected = false
  let isConnected = false
  const lose = (reason: string): boolean => {
    if (!wasEverConnected) return false
    if (resumes && isConnected) tell(`disconnected: ${reason}; trying again`)
    isConnected = false
    return resumes
  }
  const end: End = await takeTurns(out, signal, (turn, printed) =>
    resume(
      socket,
      {
        next: () => ({ query, variables: variables() }),
        onConnected: async () => {
          if (!isConnected) tell('connected')
          wasEverConnected = isConnected = true
        },
        onResult({ data }) {
          onEvent(data)
          if (resumes) printed()
        },
        goesOn(end) {
          if (end.kind === 'cut') return lose(end.reason)
          return end.kind === 'completed' && lose('the server ended the subscription')
        },
      },
      turn,
    ),
  )
  if (end.kind === 'completed') return
  if (end.kind === 'cut' && !wasEverConnected) throw new NoServerError(end.reason)
  if (end.kind === 'cut') throw new RefusedError(null, `the connection was lost (${end.reason}), and this subscription cannot be resumed.`)
  throw refusalOf(end)
}
