/** How to get in, for those who are not. */
import { useState } from 'react'
import type { FormEvent } from 'react'
import './sign-in.css'

export function SignInPage({ problem, onToken }: { problem: string | null; onToken: (token: string) => Promise<void> }) {
  const [token, setToken] = useState('')
  const [busy, setBusy] = useState(false)

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    await onToken(token)
    setBusy(false)
  }

  return (
    <main className="sign-in">
      <h1>signalbox</h1>
      <p>This page needs a token, also on your own machine.</p>
      <ul>
        <li>
          <code>signalbox serve</code> and <code>signalbox demo</code> print an address that holds it: open that.
        </li>
        <li>
          The owner’s token also stands in the file <code>owner-token</code> of the server’s data folder (<code>.signalbox</code> unless it
          was told otherwise): paste it here.
        </li>
      </ul>
      <form onSubmit={(event) => void submit(event)}>
        <label htmlFor="token">Token</label>
        <input id="token" type="password" autoComplete="off" required value={token} onChange={(event) => setToken(event.target.value)} />
        <button type="submit" className="primary" disabled={busy}>
          Sign in
        </button>
      </form>
      {problem && <p role="alert">{problem}</p>}
    </main>
  )
}
