/** Deletes a unit, in two steps: the second says what it means, and offers force only after the server has refused without. */
import { useState } from 'react'
import type { Card } from '../api/board.ts'
import { useAction } from '../api/use-action.ts'
import { DeleteWorkUnit } from './queries.ts'

export function DeleteForm({ project, card }: { project: string; card: Card }) {
  const [open, setOpen] = useState(false)
  const { act, busy, problem } = useAction(DeleteWorkUnit)
  const remove = (force: boolean) => act({ input: { project, chunk: card.chunk, force, expectedRevision: card.revision } })

  if (!open) {
    return (
      <button type="button" className="danger" disabled={card.status === 'RUNNING'} onClick={() => setOpen(true)}>
        Delete …
      </button>
    )
  }
  return (
    <div className="confirm" role="group" aria-label={`Delete ${card.chunk}`}>
      <span>Delete {card.chunk} with its worktree? Units that depend on it will need you.</span>
      <button type="button" className="danger" disabled={busy} onClick={() => void remove(false)}>
        Delete
      </button>
      {problem ? (
        <button type="button" className="danger" disabled={busy} onClick={() => void remove(true)}>
          Delete by force, keep a backup ref
        </button>
      ) : null}
      <button type="button" onClick={() => setOpen(false)}>
        Keep it
      </button>
      {problem ? <p role="alert">{problem}</p> : null}
    </div>
  )
}
