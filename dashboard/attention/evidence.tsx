/** The places that two units both touch, and how that is known. */
import type { Item } from './queries.ts'

const STAGE_WORDS: Record<NonNullable<Item['conflict']>['evidence'][number]['stage'], string> = {
  DECLARED: 'declared',
  PLANNED: 'planned',
  ACTUAL: 'in their branches',
}

export function Evidence({ evidence }: { evidence: NonNullable<Item['conflict']>['evidence'] }) {
  return (
    <ul className="evidence">
      {evidence.map((each) => (
        <li key={`${each.stage} ${each.path} ${each.symbol ?? ''}`}>
          <code>
            {each.path}
            {each.symbol === null ? '' : `#${each.symbol}`}
          </code>{' '}
          <span className="tag">{STAGE_WORDS[each.stage]}</span> {each.detail}
        </li>
      ))}
    </ul>
  )
}
