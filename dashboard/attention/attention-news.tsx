/** Tells of new items wherever in the project one is: to screen readers, and as a desktop notification where that is wanted. */
import { useEffect, useRef, useState } from 'react'
import type { Item } from '../api/attention-queue.ts'
import { newsOf } from './news.ts'
import { tell } from './notifications.ts'

/** `queue` is undefined until it is read: what is in it then is not new. */
export function AttentionNews({ project, queue }: { project: string; queue: readonly Item[] | undefined }) {
  const known = useRef<ReadonlySet<string> | null>(null)
  const [spoken, setSpoken] = useState('')
  useEffect(() => {
    if (!queue) return
    const before = known.current
    known.current = new Set([...(before ?? []), ...queue.map(({ id }) => id)])
    const news = before
      ? newsOf(
          project,
          queue.filter(({ id }) => !before.has(id)),
        )
      : null
    if (!news) return
    setSpoken(`${news.title}. ${news.body}`)
    tell(news)
  }, [project, queue])
  return (
    <p className="unseen" aria-live="polite">
      {spoken}
    </p>
  )
}
