/** What an operator can do to a unit. The server decides whether it is possible; what it refuses is said here. */
import { useState } from 'react'
import type { FormEvent } from 'react'
import type { Card } from '../api/board.ts'
import { useAction } from '../api/use-action.ts'
import { RetryWorkUnits } from '../attention/queries.ts'
import { DeleteForm } from './delete-form.tsx'
import { CancelWorkUnit, HoldWorkUnit, PrioritizeWorkUnit, ReleaseWorkUnit } from './queries.ts'

export function Verbs({ project, card }: { project: string; card: Card }) {
  const hold = useAction(HoldWorkUnit)
  const release = useAction(ReleaseWorkUnit)
  const cancel = useAction(CancelWorkUnit)
  const retry = useAction(RetryWorkUnits)
  const prioritize = useAction(PrioritizeWorkUnit)
  const [priority, setPriority] = useState<string | null>(null)
  const unit = { project, chunk: card.chunk }
  const actions = [hold, release, cancel, retry, prioritize]
  const busy = actions.some((action) => action.busy)
  const problem = actions.map((action) => action.problem).find((each) => each !== null)

  const submitPriority = async (event: FormEvent) => {
    event.preventDefault()
    if (await prioritize.act({ input: { ...unit, priority: Number(priority) } })) setPriority(null)
  }

  return (
    <div className="verbs">
      <div className="buttons">
        {card.held ? (
          <button type="button" disabled={busy} onClick={() => void release.act({ input: unit })}>
            Release
          </button>
        ) : (
          <button type="button" disabled={busy || card.status === 'DONE'} onClick={() => void hold.act({ input: unit })}>
            Hold
          </button>
        )}
        <button
          type="button"
          disabled={busy || card.status !== 'RUNNING'}
          // The run that is seen is the one to stop: not the next one, which may have begun meanwhile.
          onClick={() => void cancel.act({ input: { ...unit, expectedRevision: card.revision } })}
        >
          Cancel run
        </button>
        <button
          type="button"
          disabled={busy || card.status !== 'NEEDS_ATTENTION'}
          onClick={() => void retry.act({ input: { project, chunks: [card.chunk] } })}
        >
          Retry
        </button>
        <form className="buttons" onSubmit={(event) => void submitPriority(event)}>
          <label htmlFor="priority">Priority</label>
          <input
            id="priority"
            type="number"
            min={-1000}
            max={1000}
            required
            value={priority ?? card.priority}
            onChange={(event) => setPriority(event.target.value)}
          />
          <button type="submit" disabled={busy || priority === null}>
            Set
          </button>
        </form>
        <DeleteForm project={project} card={card} />
      </div>
      {problem ? <p role="alert">{problem}</p> : null}
    </div>
  )
}
