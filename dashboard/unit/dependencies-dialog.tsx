/** Chooses what must be done before the unit goes on. */
import { useMemo, useState } from 'react'
import { namedLike } from '../api/find-units.ts'
import { useUnits } from '../api/project-context.ts'
import { useAction } from '../api/use-action.ts'
import { SetDependencies } from '../api/verbs.ts'
import { verbs as words } from '../english/verbs.ts'
import { Checkbox, TextInput } from '../ui/field.tsx'
import { Signal } from '../ui/signal.tsx'
import { useDecidedOn } from './use-decided-on.ts'
import { VerbDialog } from './verb-dialog.tsx'
import type { VerbProps } from './verb-dialog.tsx'

/** As many as are shown at once: further typing narrows them. */
const MOST_UNITS = 40

export function DependenciesDialog({ project, card, onClose }: VerbProps) {
  const action = useAction(SetDependencies)
  const decidedOn = useDecidedOn(card)
  const [chosen, setChosen] = useState<ReadonlySet<string>>(() => new Set(card.dependsOn.map(({ chunk }) => chunk)))
  const [search, setSearch] = useState('')
  const units = useUnits()
  const found = useMemo(() => {
    const isLike = namedLike(search)
    const fitting = units.filter((unit) => unit.id !== card.id && isLike(unit))
    return fitting.toSorted((a, b) => Number(chosen.has(b.chunk)) - Number(chosen.has(a.chunk)))
  }, [units, card.id, search, chosen])

  const choose = (chunk: string, isChosen: boolean) => {
    const next = new Set(chosen)
    if (isChosen) next.add(chunk)
    else next.delete(chunk)
    setChosen(next)
  }
  const confirm = async () => {
    if (await action.act({ project, chunk: card.chunk, dependsOn: [...chosen], expectedRevision: decidedOn.revision })) onClose()
  }
  return (
    <VerbDialog verb="depend" card={card} action={action} decidedOn={decidedOn} onConfirm={() => void confirm()} onClose={onClose}>
      <TextInput label={words.findUnits} value={search} onChange={setSearch} type="search" autoFocus />
      <ul className="unit-page-choices" aria-label={words.dependencies}>
        {found.slice(0, MOST_UNITS).map(({ id, chunk, title, status }) => (
          <li key={id}>
            <Checkbox isSelected={chosen.has(chunk)} onChange={(isChosen) => choose(chunk, isChosen)}>
              <Signal status={status} />
              <span className="chunk">{chunk}</span> <span className="calm">{title}</span>
            </Checkbox>
          </li>
        ))}
      </ul>
      {found.length === 0 ? <p className="calm">{words.noUnit}</p> : null}
      {found.length > MOST_UNITS ? <p className="calm">{words.moreUnits(found.length - MOST_UNITS)}</p> : null}
    </VerbDialog>
  )
}
