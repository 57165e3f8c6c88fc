/** How far the picture can be trusted, in words and by a shape: always on the screen. */
import type { LiveState } from '../../src/client/follow-project.ts'
import { connection as words } from '../english/shell.ts'
import { Clock } from './clock.tsx'
import './connection-badge.css'

export function ConnectionBadge({ connection }: { connection: LiveState }) {
  return (
    <p className="connection" data-kind={connection.kind} role="status">
      <svg viewBox="0 0 16 16" aria-hidden="true">
        {connection.kind === 'live' ? <circle cx="8" cy="8" r="5" /> : null}
        {connection.kind === 'starting' || connection.kind === 'stale' ? <path d="M8 2 L14 13 L2 13 Z" /> : null}
        {connection.kind === 'disconnected' || connection.kind === 'signed-out' ? <path d="M3 3 L13 13 M13 3 L3 13" /> : null}
      </svg>
      <span>
        <strong>{title(connection)}</strong>
        <small>{detail(connection)}</small>
      </span>
    </p>
  )
}

function title(connection: LiveState) {
  switch (connection.kind) {
    case 'live':
      return words.live
    case 'starting':
      return words.connecting
    case 'signed-out':
      return words.signedOut
    case 'disconnected':
      return words.disconnected
    case 'stale':
      return (
        <>
          {words.staleSince} <Clock at={connection.since} seconds />
        </>
      )
  }
}

function detail(connection: LiveState) {
  if (connection.kind === 'live') return words.upTo(connection.sequence)
  if (connection.kind === 'stale') return connection.reason
  if (connection.kind !== 'disconnected') return null
  if (!connection.since) return words.tryingAgain(connection.reason)
  return (
    <>
      {words.shownAsOf} <Clock at={connection.since} seconds />; {words.tryingAgain(connection.reason)}
    </>
  )
}
