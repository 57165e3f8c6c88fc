/** Text that is being typed: it survives updates, reconnects and reloads, because it lives in the tab's session storage. */
import { useState } from 'react'

export function useDraft(key: string): [text: string, write: (text: string) => void] {
  const place = `draft:${key}`
  const [text, setText] = useState(() => sessionStorage.getItem(place) ?? '')
  const write = (next: string) => {
    setText(next)
    if (next === '') sessionStorage.removeItem(place)
    else sessionStorage.setItem(place, next)
  }
  return [text, write]
}
