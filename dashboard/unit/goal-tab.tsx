/** What the unit is for, as it was written: Markdown as plain text, never as HTML. */
import { sentenceFor } from '../api/problem.ts'
import { useFreshQuery } from '../api/use-fresh-query.ts'
import { common } from '../english/common.ts'
import { goal as words } from '../english/unit.ts'
import { CopyButton } from '../ui/copy-button.tsx'
import { Notice } from '../ui/parts.tsx'
import { UnitGoal } from './queries.ts'
import type { TabProps } from './unit-tabs.tsx'

export function GoalTab({ project, card, version, pause }: TabProps) {
  const { data, error } = useFreshQuery(UnitGoal, { project, chunk: card.chunk }, version, pause)
  const unit = data?.workUnit
  if (!unit) return error ? <Notice tone="problem">{sentenceFor(error)}</Notice> : <p className="calm">{common.reading}</p>
  return (
    <div className="stack">
      {error ? <Notice tone="warning">{common.mayBeOld(sentenceFor(error))}</Notice> : null}
      {unit.goal === null ? (
        <p className="calm">{words.none}</p>
      ) : (
        <div className="document">
          <CopyButton label={words.copy} text={() => unit.goal ?? ''} />
          <pre tabIndex={0} role="region" aria-label={words.title}>
            {unit.goal}
          </pre>
        </div>
      )}
      {unit.codePaths.length > 0 ? (
        <section>
          <h3>{words.paths}</h3>
          <ul className="places">
            {unit.codePaths.map((path) => (
              <li key={path}>
                <code>{path}</code>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      {unit.codeReferences.length > 0 ? (
        <section>
          <h3>{words.references}</h3>
          <ul className="places">
            {unit.codeReferences.map(({ ref, implements: what }) => (
              <li key={ref}>
                <code>{ref}</code> {what}
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </div>
  )
}
