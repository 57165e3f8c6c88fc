/** Nothing needs a person: says so calmly, and what goes on meanwhile. */
import { useCounts, useProject } from '../api/project-context.ts'
import { emptyQueue as words } from '../english/attention.ts'
import { pageAddress } from '../route.ts'
import { ButtonLink } from '../ui/button.tsx'
import { Empty } from '../ui/parts.tsx'
import { Signal } from '../ui/signal.tsx'

export function EmptyQueue() {
  const { key: project } = useProject()
  const counts = useCounts()
  const [running = 0, ready = 0, blocked = 0] = (['RUNNING', 'READY', 'BLOCKED'] as const).map((status) => counts.get(status))
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
        {running + ready + blocked === 0 ? <li>{counts.get('DONE') ? words.done : words.none}</li> : null}
      </ul>
      <ButtonLink href={pageAddress(project, 'track')}>{words.track}</ButtonLink>
    </Empty>
  )
}
