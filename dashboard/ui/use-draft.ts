/** Text that is being typed: it survives updates, reconnects and reloads, because it lives in the tab's session storage. */
import { useState } from 'react'

export function useDraft(key: string): [text: string, write: (text: string) => void] {
  const [text, setText] = useState(() => sessionStorage.getItem(placeOf(key)) ?? '')
  const write = (next: string) => {
    setText(next)
    if (next === '') dropDraft(key)
    else sessionStorage.setItem(placeOf(key), next)
  }
  return [text, write]
}

export function hasDraft(key: string): boolean {
  return sessionStorage.getItem(placeOf(key)) !== null
}

export function dropDraft(key: string): void {
  sessionStorage.removeItem(placeOf(key))
}

function placeOf(key: string): string {
  return `draft:${key}`
}
