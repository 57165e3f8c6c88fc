/** Reads a project's change log for one webhook: up to the next change that concerns it, or to the head. */
import type { Change } from '../domain/change.ts'
import { mayHaveOpened, newsOf, type News, type WebhookEvent } from '../domain/webhook.ts'
import type { Services } from '../services/context.ts'

export interface Found {
  readonly change: Change
  readonly news: News
}

/** `concerns` is null at the head. Nothing from where it was begun up to `position` concerns the webhook. */
export interface Reading {
  readonly position: number
  readonly concerns: Found | null
}

/** Throws CURSOR_EXPIRED where the log does not reach back to `position` any more. */
export async function readOn(
  store: Services['store'],
  projectId: string,
  position: number,
  wanted: readonly WebhookEvent[],
  signal: AbortSignal,
): Promise<Reading> {
  const log = store.changeFeed.log(projectId)
  let reached = position
  while (!signal.aborted) {
    const page = await log.read(reached)
    if (page.length === 0) break
    for (const change of page) {
      const news = await lookAt(store, change, wanted)
      if (news) return { position: reached, concerns: { change, news } }
      reached = change.sequence
    }
  }
  return { position: reached, concerns: null }
}

async function lookAt(store: Services['store'], change: Change, wanted: readonly WebhookEvent[]): Promise<News | null> {
  const { projectId, sequence, workUnitId, revision } = change
  if (revision === 1 || !mayHaveOpened(change)) return newsOf(change, null, wanted)
  const before = await store.changeLog.asOf(projectId, sequence - 1, [workUnitId])
  return newsOf(change, before.get(workUnitId)?.unit ?? null, wanted)
}
