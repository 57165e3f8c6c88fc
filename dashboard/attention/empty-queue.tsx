/** Nothing needs a person: says so calmly, and what goes on meanwhile. */
import { useProject, useUnits } from '../api/project-context.ts'
import { emptyQueue as words } from '../english/attention.ts'
import { pageAddress } from '../route.ts'
import { ButtonLink } from '../ui/button.tsx'
import { Empty } from '../ui/parts.tsx'
import { Signal } from '../ui/signal.tsx'

export function EmptyQueue() {
  const { key: project } = useProject()
  const units = useUnits()
  const count = (status: string) => units.filter((unit) => unit.status === status).length
  const running = count('RUNNING')
  const ready = count('READY')
  const blocked = count('BLOCKED')
  return (
    <Empty title={words.title}>
      <ul className="queue-meanwhile">
        {running > 0 ? (
          <li>
            <Signal status="RUNNING" /> {words.running(running)}
          </li>
        ) : null}
        {ready > 0 ? (
          <li>
            <Signal status="READY" /> {words.ready(ready)}
          </li>
        ) : null}
        {blocked > 0 ? (
          <li>
            <Signal status="BLOCKED" /> {words.blocked(blocked)}
          </li>
        ) : null}
        {running + ready + blocked === 0 ? <li>{units.length === 0 ? words.none : words.done}</li> : null}
      </ul>
      <ButtonLink href={pageAddress(project, 'track')}>{words.track}</ButtonLink>
    </Empty>
  )
}
