/** What kind of item it is, of which unit, since when, how long there is to decide, and how much waits behind it. */
import { ArrowUpRight } from 'lucide-react'
import type { Item } from '../api/attention-queue.ts'
import { useProject } from '../api/project-context.ts'
import { attention as words, facts } from '../english/attention.ts'
import { PHASE_WORDS } from '../english/common.ts'
import { unitAddress } from '../route.ts'
import { Ago } from '../ui/clock.tsx'
import { Tag } from '../ui/parts.tsx'
import { Deadline } from './deadline.tsx'
import { KINDS } from './kinds.ts'

export function ItemHead({ item, titleId }: { item: Item; titleId: string }) {
  const { key: project } = useProject()
  const { kind, workUnit, run, openedAt, deadline, blockedCount } = item
  const Icon = KINDS[kind].icon
  return (
    <header className="attention-head">
      <div className="row">
        <span className="attention-kind">
          <Icon aria-hidden="true" size={16} strokeWidth={2.2} />
          {words.kinds[kind]}
        </span>
        <span className="calm">
          {words.opened} <Ago at={openedAt} /> {words.ago}
        </span>
        {run ? (
          <span className="calm">
            {PHASE_WORDS[run.phase]}, {facts.generation(run.generation)}
          </span>
        ) : null}
        {blockedCount > 0 ? <Tag tone="attention">{words.waitBehind(blockedCount)}</Tag> : null}
        {deadline === null ? null : <Deadline at={deadline} />}
      </div>
      <div className="attention-title">
        <h2 id={titleId}>
          <a href={unitAddress(project, workUnit.chunk)} title={words.openUnit}>
            {workUnit.title}
            <ArrowUpRight aria-hidden="true" size={17} />
          </a>
        </h2>
        <span className="chunk calm">{workUnit.chunk}</span>
      </div>
    </header>
  )
}
