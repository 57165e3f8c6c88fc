/** Its conflicts with other units: what follows, who decided what, and by what it was seen. */
import { common, STAGE_WORDS } from '../english/common.ts'
import { conflicts as words } from '../english/unit.ts'
import { Neighbour } from './neighbours.tsx'
import type { UnitConflict } from './queries.ts'

export function UnitConflicts({ unitId, conflicts }: { unitId: string; conflicts: readonly UnitConflict[] }) {
  if (conflicts.length === 0) return <span className="calm">{common.none}</span>
  return (
    <ul className="unit-page-conflicts">
      {conflicts.map((conflict) => (
        <li key={conflict.id}>
          {conflict.workUnits
            .filter(({ id }) => id !== unitId)
            .map(({ id, chunk }) => (
              <Neighbour key={id} chunk={chunk} />
            ))}
          <p>{sentenceFor(conflict)}</p>
          <details>
            <summary>{words.evidence(conflict.evidence.length)}</summary>
            <ul>
              {conflict.evidence.map(({ stage, path, symbol, detail }) => (
                <li key={`${stage} ${path} ${symbol ?? ''} ${detail}`}>
                  <code>{symbol ? `${path}#${symbol}` : path}</code> <span className="calm">{STAGE_WORDS[stage]}</span>
                  <p>{detail}</p>
                </li>
              ))}
            </ul>
          </details>
        </li>
      ))}
    </ul>
  )
}

function sentenceFor({ verdict, resolution, resolvedBy, first }: UnitConflict): string {
  const decision = resolution ? words.decided(resolvedBy, words.resolutions[resolution]) : words.verdicts[verdict]
  return first ? `${decision} ${words.first(first.chunk)}` : decision
}
