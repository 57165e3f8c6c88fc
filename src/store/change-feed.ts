/**
 * Delivers the changes of a project in the order of their sequence, after any position: from the log, then live.
 *
 * What the PubSub hands over is kept in a short tail, so that a subscriber at the head needs no read; whoever stands before
 * it reads the log. Losing a hint therefore delays a subscriber, and never makes it miss anything.
 */
import type { Change } from '../domain/change.ts'
import type { ChangeLog } from './change-log.ts'
import type { Log } from './follow.ts'
import type { PubSub } from './pubsub.ts'
import { Tail } from './tail.ts'

const PAGE_LENGTH = 100

export interface ChangeFeed {
  /** The changes of a project as a log by sequence, for whoever keeps a position of its own: see follow.ts. */
  log(projectId: string): Log<Change>
}

export function createChangeFeed(log: ChangeLog, pubsub: PubSub): ChangeFeed {
  const tail = new Tail()
  pubsub.subscribe('workUnitUpdated', (change) => tail.add(change))

  return {
    log: (projectId) => ({
      read: (position) => tail.after(projectId, position, PAGE_LENGTH) ?? log.page(projectId, position),
      positionOf: (change) => change.sequence,
      onGrowth: (callback) =>
        pubsub.subscribe('workUnitUpdated', (change) => {
          if (change.projectId === projectId) callback()
        }),
    }),
  }
}
