/** How to get in, for those who are not. */
import { useState } from 'react'
import type { FormEvent } from 'react'
import { shell, signIn as words } from '../english/shell.ts'
import { Button } from '../ui/button.tsx'
import { TextInput } from '../ui/field.tsx'
import { Notice } from '../ui/parts.tsx'
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
    <main className="sign-in stack">
      <h1>{shell.brand}</h1>
      <p>{words.lead}</p>
      <ul>
        <li>
          <code>signalbox serve</code>, <code>signalbox demo</code> {words.printed}
        </li>
        <li>{words.ownerToken}</li>
      </ul>
      <form className="stack" onSubmit={(event) => void submit(event)}>
        <TextInput label={words.token} type="password" isRequired value={token} onChange={setToken} />
        <div>
          <Button type="submit" variant="primary" isDisabled={busy || token.trim() === ''}>
            {words.submit}
          </Button>
        </div>
      </form>
      {problem === null ? null : <Notice tone="problem">{problem}</Notice>}
    </main>
  )
}
