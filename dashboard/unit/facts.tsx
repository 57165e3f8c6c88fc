/** What stands still about a unit: goal, neighbours, conflicts, branch. Neighbours' states are the board's, so they are live. */
import type { Card } from '../api/board.ts'
import { Evidence } from '../attention/evidence.tsx'
import { unitAddress } from '../route.ts'
import { Signal } from '../ui/signal.tsx'
import type { Details } from './queries.ts'

interface FactsProps {
  readonly project: string
  readonly card: Card
  /** Undefined until they are read. */
  readonly details: Details | undefined
  readonly units: readonly Card[]
}

export function Facts({ project, card, details, units }: FactsProps) {
  const neighbours = (names: readonly { readonly id: string; readonly chunk: string }[]) => (
    <Neighbours project={project} names={names} units={units} />
  )
  return (
    <section className="facts" aria-label="Facts">
      <dl>
        <dt>Waits for</dt>
        <dd>{neighbours(card.blockedBy)}</dd>
        <dt>Depends on</dt>
        <dd>{neighbours(card.dependsOn)}</dd>
        {details ? (
          <>
            <dt>Wait for it</dt>
            <dd>{neighbours(details.dependents)}</dd>
          </>
        ) : null}
        <dt>Branch</dt>
        <dd>{card.branch ? <code>{card.branch}</code> : 'none yet'}</dd>
        {details?.worktreePath ? (
          <>
            <dt>Worktree</dt>
            <dd>
              <code>{details.worktreePath}</code>
            </dd>
          </>
        ) : null}
        {card.mergedCommit ? (
          <>
            <dt>Merged as</dt>
            <dd>
              <code>{card.mergedCommit}</code>
            </dd>
          </>
        ) : null}
        {details && details.codePaths.length + details.codeReferences.length > 0 ? (
          <>
            <dt>Declares</dt>
            <dd>
              <code>{[...details.codePaths, ...details.codeReferences.map((each) => each.ref)].join(', ')}</code>
            </dd>
          </>
        ) : null}
      </dl>
      {details?.goal ? (
        <details open>
          <summary>Goal</summary>
          <pre className="goal">{details.goal}</pre>
        </details>
      ) : null}
      {details?.conflicts.map((conflict) => (
        <div key={conflict.id} className="conflict">
          <h2>Conflict with {neighbours(conflict.workUnits.filter((unit) => unit.id !== card.id))}</h2>
          <p>{verdictSentence(conflict)}</p>
          <Evidence evidence={conflict.evidence} />
        </div>
      ))}
    </section>
  )
}

function Neighbours({
  project,
  names,
  units,
}: {
  project: string
  names: readonly { id: string; chunk: string }[]
  units: readonly Card[]
}) {
  if (names.length === 0) return 'nothing'
  return (
    <span className="neighbours">
      {names.map(({ id, chunk }) => {
        const card = units.find((unit) => unit.id === id)
        return (
          <a key={id} href={unitAddress(project, chunk)}>
            {card ? <Signal status={card.status} /> : null}
            <span>{chunk}</span>
          </a>
        )
      })}
    </span>
  )
}

const VERDICT_WORDS: Record<Details['conflicts'][number]['verdict'], string> = {
  INDEPENDENT: 'They do not touch each other.',
  SERIALIZE: 'They must run one after the other.',
  ASK_OPERATOR: 'They may collide: an operator decides.',
}

function verdictSentence({ verdict, resolution, resolvedBy, first }: Details['conflicts'][number]): string {
  const order = first ? ` ${first.chunk} goes first.` : ''
  if (!resolution) return `${VERDICT_WORDS[verdict]}${order}`
  const decided = resolution === 'PARALLELIZE' ? 'both may run at once' : 'one after the other'
  return `Decided by ${resolvedBy ?? 'an operator'}: ${decided}.${resolution === 'SERIALIZE' ? order : ''}`
}
