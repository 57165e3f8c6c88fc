/** One item of the queue: what is asked, by whom, what waits behind it, and the way to answer it in place. */
import { unitAddress } from '../route.ts'
import { Clock } from '../ui/clock.tsx'
import { AnswerForm } from './answer-form.tsx'
import { ConflictForm } from './conflict-form.tsx'
import { HANDLING } from './handling.ts'
import type { Item } from './queries.ts'

export function AttentionEntry({ project, item }: { project: string; item: Item }) {
  const { word } = HANDLING[item.kind]
  // What a conflict's detail says stands in its evidence.
  const conflict = item.kind === 'CONFLICT' ? item.conflict : null
  return (
    <li className="entry" aria-labelledby={`${item.id}-title`}>
      <h2 id={`${item.id}-title`}>
        <span className="kind">{word}</span> <a href={unitAddress(project, item.workUnit.chunk)}>{item.workUnit.title}</a>
      </h2>
      <p className="prompt">{item.prompt}</p>
      {item.detail && !conflict ? <pre className="detail">{item.detail}</pre> : null}
      {conflict ? <ConflictForm project={project} conflict={conflict} /> : <AnswerForm project={project} item={item} />}
      <p className="marks">
        <span>
          asked <Clock at={item.openedAt} />
        </span>
        {item.blockedCount > 0 ? (
          <span className="tag">{item.blockedCount === 1 ? '1 unit waits behind it' : `${item.blockedCount} units wait behind it`}</span>
        ) : null}
        {item.deadline ? (
          <span className="tag">
            until <Clock at={item.deadline} />
          </span>
        ) : null}
      </p>
    </li>
  )
}
