/** What the run of an item came to: its verdict with its issues, its exit code, and the last that it said. */
import type { Item } from '../api/attention-queue.ts'
import { facts as words } from '../english/attention.ts'
import { Tag } from '../ui/parts.tsx'
import { withoutEscapes } from '../ui/without-escapes.ts'
import { canRetry } from './kinds.ts'

export function RunFacts({ item }: { item: Item }) {
  const { kind, run, prompt, detail } = item
  // The detail of a review is its verdict once more.
  const shown = kind === 'REVIEW' && run?.verdict ? null : detail
  return (
    <>
      {run && run.exitCode !== null && canRetry(item) ? (
        <div className="row">
          <Tag tone={run.exitCode === 0 ? 'plain' : 'blocked'}>{words.exitCode(run.exitCode)}</Tag>
        </div>
      ) : null}
      {kind === 'REVIEW' ? <Verdict run={run} /> : null}
      {run?.failure && run.failure !== prompt ? <p>{run.failure}</p> : null}
      {shown ? (
        <section className="stack attention-detail" aria-label={headingOf(kind)}>
          <h3>{headingOf(kind)}</h3>
          <pre className="code">{shown.split('\n').map(withoutEscapes).join('\n')}</pre>
        </section>
      ) : null}
    </>
  )
}

function Verdict({ run }: { run: Item['run'] }) {
  if (!run?.verdict) return <p className="calm">{words.noVerdict}</p>
  return (
    <section className="stack">
      <h3>{words.verdicts[run.verdict]}</h3>
      {run.verdictSummary ? <p>{run.verdictSummary}</p> : null}
      {run.verdictIssues && run.verdictIssues.length > 0 ? (
        <ul className="attention-issues" aria-label={words.issues}>
          {run.verdictIssues.map((issue) => (
            <li key={issue}>{issue}</li>
          ))}
        </ul>
      ) : null}
    </section>
  )
}

function headingOf(kind: Item['kind']): string {
  if (kind === 'PERMISSION') return words.command
  return kind === 'AGENT_FAILED' || kind === 'REVIEW' || kind === 'LIMIT' ? words.lastOutput : words.detail
}
