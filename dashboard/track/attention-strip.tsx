/** The first of what needs a person, small: the attention page has all that it takes to decide. */
import { memo } from 'react'
import type { Item } from '../api/attention-queue.ts'
import { track as words } from '../english/track.ts'
import { pageAddress, unitAddress } from '../route.ts'
import { Ago } from '../ui/clock.tsx'
import { Signal } from '../ui/signal.tsx'
import './attention-strip.css'

const SHOWN = 3

export const AttentionStrip = memo(function AttentionStrip({ project, queue }: { project: string; queue: readonly Item[] }) {
  if (queue.length === 0) return null
  return (
    <section className="strip" aria-label={words.needsYou}>
      <h2>
        <Signal status="NEEDS_ATTENTION" /> {words.needsYou}
      </h2>
      <ul>
        {queue.slice(0, SHOWN).map(({ id, prompt, openedAt, workUnit: { chunk } }) => (
          <li key={id}>
            <a href={unitAddress(project, chunk)}>
              <span className="chunk">{chunk}</span> <span className="strip-prompt">{prompt}</span>{' '}
              <span className="calm">
                <Ago at={openedAt} />
              </span>
            </a>
          </li>
        ))}
      </ul>
      <a className="strip-all" href={pageAddress(project, 'attention')}>
        {words.allOfThem(queue.length)}
      </a>
    </section>
  )
})
