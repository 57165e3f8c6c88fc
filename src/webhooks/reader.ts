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

export interface Reader {
  /** Throws CURSOR_EXPIRED where the log does not reach back to `position` any more. */
  readOn(position: number, wanted: readonly WebhookEvent[], signal: AbortSignal): Promise<Reading>
  /** Keeps nothing in memory: for a webhook that waits. */
  forget(): void
}

/** What is left of a page is kept, so that each change is read once, however many of them are delivered one by one. */
export function createReader(store: Services['store'], projectId: string): Reader {
  const log = store.changeFeed.log(projectId)
  let page: readonly Change[] = []

  return {
    async readOn(position, wanted, signal) {
      let reached = position
      while (!signal.aborted) {
        page = page.filter(({ sequence }) => sequence > reached)
        if (page[0]?.sequence !== reached + 1) page = await log.read(reached)
        if (page.length === 0) break
        for (const change of page) {
          const news = await lookAt(store, change, wanted)
          if (news) return { position: reached, concerns: { change, news } }
          reached = change.sequence
        }
      }
      return { position: reached, concerns: null }
    },
    forget() {
      page = []
    },
  }
}

async function lookAt(store: Services['store'], change: Change, wanted: readonly WebhookEvent[]): Promise<News | null> {
  const { projectId, sequence, workUnitId, revision } = change
  if (revision === 1 || !mayHaveOpened(change)) return newsOf(change, null, wanted)
  const before = await store.changeLog.asOf(projectId, sequence - 1, [workUnitId])
  return newsOf(change, before.get(workUnitId)?.unit ?? null, wanted)
}
