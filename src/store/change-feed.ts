/**
 * Delivers the changes of a project in the order of their sequence, after any position: from the log, then live.
 *
 * What the PubSub hands over is kept in a short tail per project, so that a subscriber at the head needs no read. The
 * tail is only ever a contiguous piece of the log: a change that is not the next one starts it anew, and whoever stands
 * before it reads the log. Losing a hint therefore delays a subscriber, and never makes it miss anything.
 */
import type { Change } from '../domain/change.ts'
import type { ChangeLog } from './change-log.ts'
import { follow } from './follow.ts'
import type { PubSub } from './pubsub.ts'

const TAIL_LENGTH = 1_000
const PAGE_LENGTH = 500

export interface ChangeFeed {
  /** Every change of the project after `position`, once, in order, without end. */
  subscribe(projectId: string, position: number): AsyncIterableIterator<Change>
}

export function createChangeFeed(log: ChangeLog, pubsub: PubSub): ChangeFeed {
  const tails = new Map<string, Change[]>()

  pubsub.subscribe('workUnitUpdated', (change) => {
    const tail = tails.get(change.projectId) ?? []
    const last = tail.at(-1)
    if (last && change.sequence <= last.sequence) return
    if (!last || change.sequence !== last.sequence + 1) tails.set(change.projectId, [change])
    else {
      tail.push(change)
      if (tail.length > 2 * TAIL_LENGTH) tail.splice(0, TAIL_LENGTH)
    }
  })

  function read(projectId: string, position: number): Promise<readonly Change[]> | readonly Change[] {
    const tail = tails.get(projectId)
    const first = tail?.[0]
    const index = first ? position - first.sequence + 1 : -1
    if (tail && index >= 0) return tail.slice(index, index + PAGE_LENGTH)
    return log.page(projectId, position)
  }

  return {
    subscribe: (projectId, position) =>
      follow(
        {
          read: (at) => read(projectId, at),
          positionOf: (change) => change.sequence,
          onGrowth: (callback) =>
            pubsub.subscribe('workUnitUpdated', (change) => {
              if (change.projectId === projectId) callback()
            }),
        },
        position,
      ),
  }
}
