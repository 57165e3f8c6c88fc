/** Why two units may collide: the places that both touch, how that is known, and what each has changed there. */
import type { Item } from '../api/attention-queue.ts'
import { useProject, useUnit } from '../api/project-context.ts'
import { BranchDiff } from '../diff/branch-diff.tsx'
import { facts as words } from '../english/attention.ts'
import { STAGE_WORDS } from '../english/common.ts'
import { unitAddress } from '../route.ts'
import { Tag } from '../ui/parts.tsx'
import { Signal } from '../ui/signal.tsx'
import { evidencePaths } from './evidence-paths.ts'

type Conflict = NonNullable<Item['conflict']>

export function ConflictFacts({ conflict: { evidence, workUnits } }: { conflict: Conflict }) {
  const paths = evidencePaths(evidence)
  return (
    <>
      <section className="stack" aria-label={words.evidence}>
        <h3>{words.evidence}</h3>
        <ul className="attention-evidence">
          {evidence.map(({ stage, path, symbol, detail }) => (
            <li key={`${stage} ${path} ${symbol}`}>
              <code>
                {path}
                {symbol === null ? '' : `#${symbol}`}
              </code>
              <Tag>{STAGE_WORDS[stage]}</Tag>
              <span className="calm">{detail}</span>
            </li>
          ))}
        </ul>
      </section>
      <section className="stack" aria-label={words.branches}>
        <h3>{words.branches}</h3>
        <div className="attention-sides">
          {workUnits.map((unit) => (
            <Side key={unit.id} unit={unit} paths={paths} />
          ))}
        </div>
      </section>
    </>
  )
}

function Side({ unit, paths }: { unit: Conflict['workUnits'][number]; paths: readonly string[] | undefined }) {
  const { key: project, arrivals } = useProject()
  const card = useUnit(unit.chunk)
  return (
    <div className="stack attention-side">
      <div className="row">
        {card ? <Signal status={card.status} /> : null}
        <a href={unitAddress(project, unit.chunk)}>{unit.title}</a>
        <span className="chunk calm">{unit.chunk}</span>
      </div>
      <BranchDiff project={project} chunk={unit.chunk} paths={paths} version={arrivals + (card?.revision ?? 0)} />
    </div>
  )
}
