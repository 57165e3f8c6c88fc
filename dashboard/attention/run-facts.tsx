/** What the run of an item came to: its verdict with its issues, its exit code, and the last that it said. */
import type { Item } from '../api/attention-queue.ts'
import { facts as words } from '../english/attention.ts'
import { LastOutput } from '../output/last-output.tsx'
import { withoutEscapes } from '../output/terminal-text.ts'
import { Tag } from '../ui/parts.tsx'
import { canRetry } from './kinds.ts'

/** Of these the run itself says why. */
const SAYS_WHY: ReadonlySet<Item['kind']> = new Set(['AGENT_FAILED', 'LIMIT'])

export function RunFacts({ item }: { item: Item }) {
  const { kind, run, prompt, detail } = item
  const endsInOutput = run !== null && SAYS_WHY.has(kind)
  // The detail of a review is its verdict once more, that of a failure the end of its output.
  const shown = endsInOutput || (kind === 'REVIEW' && run?.verdict) ? null : detail
  return (
    <>
      {run && run.exitCode !== null && canRetry(item) ? (
        <div className="row">
          <Tag tone={run.exitCode === 0 ? 'plain' : 'blocked'}>{words.exitCode(run.exitCode)}</Tag>
        </div>
      ) : null}
      {kind === 'REVIEW' ? <Verdict run={run} /> : null}
      {run?.failure && run.failure !== prompt ? <p>{run.failure}</p> : null}
      {endsInOutput ? (
        <section className="stack attention-detail" aria-label={words.lastOutput}>
          <h3>{words.lastOutput}</h3>
          <LastOutput run={run.id} />
        </section>
      ) : null}
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
  return kind === 'REVIEW' ? words.lastOutput : words.detail
}
