/** In or out: exchanges the token for a session, and goes back to the sign-in when the server no longer knows it. */
import { useCallback, useEffect, useMemo, useState } from 'react'
import { Provider } from 'urql'
import { openSocket } from '../src/client/socket.ts'
import { createApiClients } from './api/client.ts'
import { signIn, takeToken } from './api/session.ts'
import { ApiContext } from './api/use-api.ts'
import { shell } from './english/shell.ts'
import { Panel } from './shell/panel.tsx'
import { SignInPage } from './sign-in/sign-in-page.tsx'

type Access = { kind: 'entering' } | { kind: 'in'; session: number } | { kind: 'out'; problem: string | null }

const clock = (): Date => new Date()

export function App({ token }: { token: string | null }) {
  const [access, setAccess] = useState<Access>(token === null ? { kind: 'in', session: 0 } : { kind: 'entering' })

  const enter = useCallback(
    (withToken: string) =>
      signIn(withToken).then(
        () => setAccess({ kind: 'in', session: Date.now() }),
        (error: unknown) => setAccess({ kind: 'out', problem: error instanceof Error ? error.message : String(error) }),
      ),
    [],
  )
  const leave = useCallback(() => setAccess({ kind: 'out', problem: null }), [])

  useEffect(() => {
    if (token !== null) void enter(token)
    // The address with a token can also be put into a tab that is open: that is no new page, only a new fragment.
    const onHashChange = () => {
      const pasted = takeToken(window.location, window.history)
      if (pasted !== null) void enter(pasted)
    }
    window.addEventListener('hashchange', onHashChange)
    return () => window.removeEventListener('hashchange', onHashChange)
  }, [token, enter])

  if (access.kind === 'entering') return <p className="waiting">{shell.signingIn}</p>
  if (access.kind === 'out') return <SignInPage problem={access.problem} onToken={enter} />
  return <SignedIn key={access.session} onSignedOut={leave} />
}

/** One session: its client, its cache and its socket live and die together. */
function SignedIn({ onSignedOut }: { onSignedOut: () => void }) {
  const clients = useMemo(() => createApiClients({ url: '/graphql', onSignedOut }), [onSignedOut])
  const socket = useMemo(() => openSocket({ locate: () => ({ url: webSocketAddress() }), now: clock }), [])
  const api = useMemo(() => ({ ...clients, socket }), [clients, socket])
  useEffect(() => () => socket.close(), [socket])
  return (
    <Provider value={clients.client}>
      <ApiContext value={api}>
        <Panel onSignedOut={onSignedOut} />
      </ApiContext>
    </Provider>
  )
}

function webSocketAddress(): string {
  const address = new URL('/graphql', window.location.href)
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:'
  return address.href
}
