/** The items on the screen (see kept.ts), as the queue goes on. */
import { useState } from 'react'
import type { Item } from '../api/attention-queue.ts'
import { hasDraft } from '../ui/use-draft.ts'
import { NOTHING, release, takeQueue } from './kept.ts'

export function useShown(queue: readonly Item[], lookedAt: string | null) {
  const [shown, setShown] = useState(NOTHING)
  if (shown.queue !== queue) setShown(takeQueue(shown, queue, (id) => id === lookedAt || hasDraft(id)))
  return {
    items: shown.items,
    released: shown.released,
    letGo: (ids: readonly string[]) => setShown((before) => release(before, ids)),
  }
}
