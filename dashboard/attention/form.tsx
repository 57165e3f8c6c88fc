/** A form of an item: Ctrl+Enter sends it from wherever one is in it. */
import type { KeyboardEvent, ReactNode } from 'react'

export function Form({ onSubmit, children }: { onSubmit: () => void; children: ReactNode }) {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.repeat) return
    event.preventDefault()
    onSubmit()
  }
  return (
    <form
      className="stack attention-form"
      onKeyDown={onKeyDown}
      onSubmit={(event) => {
        event.preventDefault()
        onSubmit()
      }}
    >
      {children}
    </form>
  )
}
