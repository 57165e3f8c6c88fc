/**
 * The queue as it is shown: what the server has in it, and what left it while somebody was at it. That stays, with what became of it,
 * until it is let go; and what was decided here goes at once.
 */
import type { Item } from '../api/attention-queue.ts'

export interface Shown {
  readonly queue: readonly Item[]
  /** What is on the screen. */
  readonly items: readonly Item[]
  /** Those that were decided here, or let go: a queue that was read before and comes late must not bring them back. */
  readonly released: ReadonlySet<string>
}

export const NOTHING: Shown = { queue: [], items: [], released: new Set() }

/** Takes a new queue. `isHeld`: somebody looks at the item, or writes about it. */
export function takeQueue(shown: Shown, queue: readonly Item[], isHeld: (id: string) => boolean): Shown {
  const open = new Set(queue.map(({ id }) => id))
  const wasOpen = new Set(shown.queue.map(({ id }) => id))
  const items = queue.filter(({ id }) => !shown.released.has(id))
  shown.items.forEach((item, index) => {
    if (open.has(item.id)) return
    // What is on the screen and was not open before is here because it was held then: it stays until it is let go.
    if (!wasOpen.has(item.id) || isHeld(item.id)) items.splice(Math.min(index, items.length), 0, item)
  })
  return { queue, items, released: shown.released }
}

export function release(shown: Shown, ids: readonly string[]): Shown {
  return {
    queue: shown.queue,
    items: shown.items.filter(({ id }) => !ids.includes(id)),
    released: new Set([...shown.released, ...ids]),
  }
}

/** The one to go on with: the next, or else the one before. */
export function nextOf(items: readonly Item[], ids: readonly string[]): Item | undefined {
  const index = items.findIndex(({ id }) => ids.includes(id))
  const isOther = ({ id }: Item) => !ids.includes(id)
  return items.slice(index + 1).find(isOther) ?? items.slice(0, Math.max(0, index)).findLast(isOther)
}
