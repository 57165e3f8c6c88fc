/** What is new in the queue, in words: for screen readers on every page, and for desktop notifications. */
import type { Item } from '../api/attention-queue.ts'
import { attention, notify } from '../english/attention.ts'
import { pageAddress } from '../route.ts'
import type { News } from './notifications.ts'

/** One for one item, one for many. */
export function newsOf(project: string, fresh: readonly Item[]): News | null {
  const [first] = fresh
  if (first === undefined) return null
  const { title } = first.workUnit
  const address = `${pageAddress(project, 'attention')}?${new URLSearchParams({ item: first.id })}`
  if (fresh.length === 1) return { title: notify.one(attention.kinds[first.kind], title), body: first.prompt, address }
  return { title: notify.many(fresh.length), body: notify.first(title), address }
}
