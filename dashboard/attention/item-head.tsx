/** What kind of item it is, of which unit, since when, how long there is to decide, and how much waits behind it. */
import { ArrowUpRight } from 'lucide-react'
import type { Item } from '../api/attention-queue.ts'
import { useProject } from '../api/project-context.ts'
import { attention as words } from '../english/attention.ts'
import { unitAddress } from '../route.ts'
import { ButtonLink } from '../ui/button.tsx'
import { Ago } from '../ui/clock.tsx'
import { Tag } from '../ui/parts.tsx'
import { Deadline } from './deadline.tsx'
import { KINDS } from './kinds.ts'

export function ItemHead({ item, titleId }: { item: Item; titleId: string }) {
  const { key: project } = useProject()
  const { kind, workUnit, openedAt, deadline, blockedCount } = item
  const Icon = KINDS[kind].icon
  return (
    <header className="attention-head">
      <div className="row">
        <span className="attention-kind">
          <Icon aria-hidden="true" size={16} strokeWidth={2.2} />
          {words.kinds[kind]}
        </span>
        <span className="calm">
          {words.asked} <Ago at={openedAt} /> {words.ago}
        </span>
        {blockedCount > 0 ? <Tag tone="attention">{words.waitBehind(blockedCount)}</Tag> : null}
        {deadline === null ? null : <Deadline at={deadline} />}
      </div>
      <div className="attention-title">
        <h2 id={titleId}>{workUnit.title}</h2>
        <span className="chunk calm">{workUnit.chunk}</span>
        <ButtonLink href={unitAddress(project, workUnit.chunk)} variant="quiet" icon={<ArrowUpRight aria-hidden="true" />}>
          {words.openUnit}
        </ButtonLink>
      </div>
    </header>
  )
}
