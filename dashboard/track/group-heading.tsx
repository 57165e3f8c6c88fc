/** The heading of a group: what its units have in common, and the way to fold it. */
import { memo } from 'react'
import { ChevronDown, ChevronRight } from 'lucide-react'
import { STATUS_WORDS } from '../english/common.ts'
import { track as words } from '../english/track.ts'
import { Signal } from '../ui/signal.tsx'
import type { Group } from './arrange.ts'
import { headingKey } from './lines.ts'

interface GroupHeadingProps {
  readonly group: Group
  readonly isStop: boolean
  readonly onFold: (group: Group) => void
}

export const GroupHeading = memo(function GroupHeading({ group, isStop, onFold }: GroupHeadingProps) {
  const name = nameOf(group)
  const done = group.kind === 'status' ? 0 : group.cards.filter(({ status }) => status === 'DONE').length
  const Icon = group.isFolded ? ChevronRight : ChevronDown
  return (
    <h2 className="group-heading">
      <button
        type="button"
        tabIndex={isStop ? 0 : -1}
        data-key={headingKey(group)}
        aria-expanded={!group.isFolded}
        onClick={() => onFold(group)}
      >
        <Icon aria-hidden="true" size={15} />
        {group.status ? <Signal status={group.status} /> : null}
        <span className={group.kind === 'chain' ? 'chunk' : undefined}>{name}</span>{' '}
        <span className="count">{group.kind === 'status' ? group.cards.length : words.doneOf(done, group.cards.length)}</span>
      </button>
    </h2>
  )
})

function nameOf({ kind, status, cards }: Group): string {
  if (status) return STATUS_WORDS[status]
  if (kind === 'single') return words.onTheirOwn
  return words.chain(cards[0]?.chunk ?? '', cards.at(-1)?.chunk ?? '')
}
