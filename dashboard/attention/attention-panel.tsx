/** What needs a hand, ranked by the server: most work waiting behind it first. */
import type { CombinedError } from 'urql'
import { sentenceFor } from '../api/problem.ts'
import { AttentionEntry } from './attention-entry.tsx'
import type { Item } from './queries.ts'
import './attention.css'

interface AttentionPanelProps {
  readonly project: string
  readonly items: readonly Item[]
  /** Why the newest queue could not be read; what was read before is shown. */
  readonly error: CombinedError | undefined
}

export function AttentionPanel({ project, items, error }: AttentionPanelProps) {
  return (
    <section className="attention" aria-labelledby="attention-title">
      <h1 id="attention-title">
        Needs you <span className="count">{items.length}</span>
      </h1>
      <p className="unseen" aria-live="polite">
        {items.length === 1 ? '1 item needs you' : `${items.length} items need you`}
        {items[0] ? `: first ${items[0].workUnit.title}` : ''}
      </p>
      {error ? <p role="alert">The queue may be old. {sentenceFor(error)}</p> : null}
      {items.length === 0 && !error ? <p className="calm">Nothing waits for a decision.</p> : null}
      <ol>
        {items.map((item) => (
          <AttentionEntry key={item.id} project={project} item={item} />
        ))}
      </ol>
    </section>
  )
}
