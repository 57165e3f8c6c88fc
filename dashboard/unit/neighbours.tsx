/** Other units by name, each with its signal as it is now and a link to its page. */
import { useProject, useUnit } from '../api/project-context.ts'
import { unit as words } from '../english/unit.ts'
import { unitAddress } from '../route.ts'
import { Signal } from '../ui/signal.tsx'

export function Neighbours({ units }: { units: readonly { readonly id: string; readonly chunk: string }[] }) {
  if (units.length === 0) return <span className="calm">{words.nothing}</span>
  return (
    <ul className="neighbours">
      {units.map(({ id, chunk }) => (
        <li key={id}>
          <Neighbour chunk={chunk} />
        </li>
      ))}
    </ul>
  )
}

export function Neighbour({ chunk }: { chunk: string }) {
  const { key } = useProject()
  const card = useUnit(chunk)
  return (
    <a className="neighbour" href={unitAddress(key, chunk)} title={card?.title}>
      {card ? <Signal status={card.status} /> : null}
      <span className="chunk">{chunk}</span>
    </a>
  )
}
