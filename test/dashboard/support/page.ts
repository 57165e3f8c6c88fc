/** The dashboard's own half of the wire, joined to a server as the page joins it. */
import WebSocket from 'ws'
import { createApiClients } from '../../../dashboard/api/client.ts'
import { startProjectFeed } from '../../../dashboard/api/project-feed.ts'
import type { Change } from '../../../dashboard/api/project-feed.ts'
import { UnitStore } from '../../../dashboard/api/unit-store.ts'
import type { LiveState } from '../../../src/client/follow-project.ts'
import { openSocket } from '../../../src/client/socket.ts'
import type { LittleServer } from '../../client/little-server.ts'

export type Page = ReturnType<typeof openPage>

/** A dashboard without its React: what it shows, what it was told, and what it says of itself. */
export function openPage(server: LittleServer, options: { fetch?: typeof fetch } = {}) {
  let signedOut = false
  const clients = createApiClients({ url: server.url, onSignedOut: () => (signedOut = true), ...options })
  const socket = openSocket({ locate: () => ({ url: server.webSocketUrl }), now: () => new Date(), webSocketImpl: WebSocket })
  const units = new UnitStore((tell) => tell())
  const states: LiveState[] = []
  const changes: Change[] = []
  const watchers = new Set<() => void>()
  const told = () => watchers.forEach((watcher) => watcher())
  const stop = startProjectFeed({
    ...clients,
    socket,
    units,
    project: 'demo',
    delay: () => 5,
    onState: (state) => {
      states.push(state)
      told()
    },
    onChange: (change) => {
      changes.push(change)
      told()
    },
  })
  return {
    client: clients.client,
    socket,
    units,
    states,
    changes,
    board: units.all,
    status: (chunk: string) => units.byChunk(chunk)?.status,
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
    signedOut: () => signedOut,
    live: () => states.at(-1)?.kind === 'live',
    close: () => {
      stop()
      socket.close()
    },
  }
}
