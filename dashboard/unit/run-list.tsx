/** The attempts of agents at this unit, newest first. */
import { Clock } from '../ui/clock.tsx'
import type { Details } from './queries.ts'

type Run = Details['runs']['nodes'][number]

export function RunList({ runs, total }: { runs: readonly Run[]; total: number }) {
  if (runs.length === 0) return null
  return (
    <section aria-labelledby="runs-title">
      <h2 id="runs-title">Runs</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">Run</th>
            <th scope="col">Phase</th>
            <th scope="col">Outcome</th>
            <th scope="col">From</th>
            <th scope="col">To</th>
            <th scope="col">What it said</th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <tr key={run.id}>
              <td>{run.generation}</td>
              <td>
                {run.phase}
                {run.attempt > 1 ? `, attempt ${run.attempt}` : ''}
              </td>
              <td>{run.status}</td>
              <td>
                <Clock at={run.startedAt} seconds />
              </td>
              <td>{run.endedAt ? <Clock at={run.endedAt} seconds /> : 'going on'}</td>
              <td>{said(run)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {runs.length < total ? (
        <p className="calm">
          {runs.length} of {total} runs.
        </p>
      ) : null}
    </section>
  )
}

function said(run: Run): string {
  const verdict = run.verdict ? [`${run.verdict}: ${run.verdictSummary ?? ''}`, ...(run.verdictIssues ?? [])] : []
  const exit = run.exitCode === null || run.exitCode === 0 ? [] : [`exit code ${run.exitCode}`]
  return [...verdict, ...(run.failure ? [run.failure] : []), ...exit].join(' · ')
}
