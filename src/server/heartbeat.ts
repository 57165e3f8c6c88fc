/** Notices connections whose client is gone and nobody told: one beat for all of them. */
import type { WebSocket } from 'ws'

/** A client that has not answered one beat by the next is gone: it is noticed within twice this. */
export const BEAT_MS = 12_000

export interface Heartbeat {
  /** `onSilence` ends the connection. */
  watch(socket: WebSocket, onSilence: () => void): void
  stop(): void
}

export function startHeartbeat(everyMs: number): Heartbeat {
  const watched = new Map<WebSocket, { isHeard: boolean; readonly onSilence: () => void }>()
  const timer = setInterval(() => {
    for (const [socket, state] of watched) {
      if (!state.isHeard) {
        state.onSilence()
        continue
      }
      state.isHeard = false
      if (socket.readyState === socket.OPEN) socket.ping()
    }
  }, everyMs)
  return {
    watch(socket, onSilence) {
      const state = { isHeard: true, onSilence }
      watched.set(socket, state)
      const hear = (): void => void (state.isHeard = true)
      socket.on('pong', hear)
      socket.on('message', hear)
      socket.once('close', () => watched.delete(socket))
    },
    stop: () => clearInterval(timer),
  }
}
