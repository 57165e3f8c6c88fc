/** A unit's history: who did what to it, why and when. */
import { Clock } from '../ui/clock.tsx'
import type { Details } from './queries.ts'

type Change = Details['changes']['nodes'][number]

export function History({ changes, total }: { changes: readonly Change[]; total: number }) {
  return (
    <section aria-labelledby="history-title">
      <h2 id="history-title">History</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">What</th>
            <th scope="col">Who</th>
            <th scope="col">Why</th>
          </tr>
        </thead>
        <tbody>
          {changes.map((change) => (
            <tr key={change.sequence}>
              <td>
                <Clock at={change.at} seconds />
              </td>
              <td>{whatChanged(change)}</td>
              <td>{change.actor}</td>
              <td>{change.reason}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {changes.length < total ? (
        <p className="calm">
          {changes.length} of {total} changes.
        </p>
      ) : null}
    </section>
  )
}

function whatChanged({ kind, phase, status, previousPhase, previousStatus, changedFields }: Change): string {
  if (kind === 'CREATED') return `injected: ${phase} ${status}`
  const moved = [
    ...(previousPhase && phase && previousPhase !== phase ? [`${previousPhase} → ${phase}`] : []),
    ...(previousStatus && status && previousStatus !== status ? [`${previousStatus} → ${status}`] : []),
  ]
  return moved.join(', ') || changedFields.join(', ')
}
