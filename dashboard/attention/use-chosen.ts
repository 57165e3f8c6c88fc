/** Which item is shown: it stands in the address, so that a reload, and whoever is sent the address, sees the same one. */
import { useEffect, useState } from 'react'
import type { Item } from '../api/attention-queue.ts'
import { replaceView, useRoute } from '../route.ts'

export function useWanted(): string | null {
  return useRoute().view.get('item')
}

export function choose(id: string | null): void {
  replaceView(new URLSearchParams(id === null ? {} : { item: id }))
}

/**
 * The wanted item, or else the first one. `missed` is what was wanted and is not there, until it is let go. `isKnown` is whether the queue
 * has been read: before that nothing is missed.
 */
export function useChosen(items: readonly Item[], wanted: string | null, released: ReadonlySet<string>, isKnown: boolean) {
  const [missed, setMissed] = useState<string | null>(null)
  const found = items.find(({ id }) => id === wanted)
  const chosen = found ?? items[0]
  if (isKnown && wanted !== null && !found && !released.has(wanted) && missed !== wanted) setMissed(wanted)

  const id = chosen?.id
  useEffect(() => {
    if (id !== undefined && id !== wanted) choose(id)
  }, [id, wanted])
  const forget = () => {
    setMissed(null)
    if (missed === wanted) choose(null)
  }
  return { chosen, missed, forget }
}
