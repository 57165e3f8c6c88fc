/** The WebSocket of a command, and what a refusal over it says. */
import WebSocket from 'ws'
import type { End } from '../client/end.ts'
import { openSocket, type Socket } from '../client/socket.ts'
import { RefusedError } from './errors.ts'
import { refusalIn } from './request.ts'
import type { Session } from './session.ts'

/** Finds the server anew for each connection: one that was started again may listen elsewhere. Whoever opens it closes it. */
export function openApiSocket({ connect }: Pick<Session, 'connect'>): Socket {
  return openSocket({
    async locate() {
      const { url, token } = await connect()
      return { url: url.replace(/^http/, 'ws'), connectionParams: { token } }
    },
    now: () => new Date(),
    webSocketImpl: WebSocket,
  })
}

/** The error that a refusal is for a command. */
export function refusalOf(end: Extract<End, { kind: 'refused' | 'signed-out' }>): RefusedError {
  if (end.kind === 'signed-out') return new RefusedError('UNAUTHENTICATED', 'the server does not know the token, or it has been revoked.')
  return refusalIn(end.errors) ?? new RefusedError(null, 'the server refused the subscription without saying why.')
}
