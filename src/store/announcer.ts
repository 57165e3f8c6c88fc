/**
 * The only publisher. Whoever has written in this room tells the announcer after the transaction: it publishes to the
 * subscribers of this server, and rings for the other servers on the database.
 *
 * Of each project it publishes every change once and in the order of the log, whoever has written it. What this server
 * commits it is handed; where that is not the next one, and whenever another server rings, it looks for the others in the
 * log. So does it after a transaction that failed: one whose acknowledgement was lost may have committed.
 */
import type { Change } from '../domain/change.ts'
import type { ChangeLog } from './change-log.ts'
import type { Clients } from './clients.ts'
import type { Doorbell } from './doorbell.ts'
import { oneAtATime } from './one-at-a-time.ts'
import type { PubSub } from './pubsub.ts'

export interface Announcer {
  /** Changes of one project that `commit` has written, in their order. */
  changed(changes: readonly Change[]): void
  /** A project was created, or its settings were written, at that time. */
  updated(projectId: string, updatedAt: Date): void
  /** The output of a run has grown. */
  said(runId: string): void
  /** Publishes what the database has and this server has not heard of. Never rejects: what fails is tried again at the next ring. */
  look(): Promise<void>
  /** Resolves when nothing is read any more. */
  close(): Promise<void>
}

/** What has been published of a project: up to which sequence, and the settings of which time. */
interface Published {
  sequence: number
  updatedAt: number
}

export interface AnnouncerParts {
  readonly clients: Clients
  readonly log: ChangeLog
  readonly pubsub: PubSub
  readonly doorbell: Doorbell
  /** Hears of a look that failed; of those that fail after it for as long as none succeeds, it does not. */
  readonly onError: (error: unknown) => void
}

/** Announces what is written from now on: what the database has already is nobody's news. */
export async function createAnnouncer({ clients, log, pubsub, doorbell, onError }: AnnouncerParts): Promise<Announcer> {
  const readProjects = () =>
    // Not through the reading client, whose statements are somebody’s questions.
    clients.write.project.findMany({ select: { id: true, sequence: true, expiredSequence: true, updatedAt: true } })
  const published = new Map<string, Published>()
  for (const { id, sequence, updatedAt } of await readProjects()) published.set(id, { sequence, updatedAt: updatedAt.getTime() })
  let failing = false
  let closed = false

  function stateOf(projectId: string): Published {
    const known = published.get(projectId) ?? { sequence: 0, updatedAt: 0 }
    published.set(projectId, known)
    return known
  }

  function publish(change: Change): void {
    stateOf(change.projectId).sequence = change.sequence
    pubsub.publish('workUnitUpdated', change)
  }

  function publishSettings(projectId: string, updatedAt: Date): void {
    const known = stateOf(projectId)
    if (known.updatedAt === updatedAt.getTime()) return
    known.updatedAt = updatedAt.getTime()
    pubsub.publish('projectUpdated', { projectId })
  }

  /** Meanwhile `commit` may publish: each change is the next one when it is published, or was published already. */
  async function catchUp(projectId: string, head: number): Promise<void> {
    while (stateOf(projectId).sequence < head && !closed) {
      const page = await log.page(projectId, stateOf(projectId).sequence)
      for (const change of page) if (change.sequence > stateOf(projectId).sequence) publish(change)
      if (page.length === 0) return
    }
  }

  const look = oneAtATime(async () => {
    if (closed) return
    try {
      const projects = await readProjects()
      for (const { id, updatedAt, expiredSequence } of projects) {
        publishSettings(id, updatedAt)
        // What has expired before it was heard of is nobody's any more.
        stateOf(id).sequence = Math.max(stateOf(id).sequence, expiredSequence)
      }
      await Promise.all(projects.map(({ id, sequence }) => catchUp(id, sequence)))
      failing = false
    } catch (error) {
      if (!failing) onError(error)
      failing = true
    }
  })

  doorbell.answer({ look, output: (runId) => pubsub.publish('runOutput', { runId }) })

  return {
    changed(changes) {
      for (const change of changes) {
        const last = stateOf(change.projectId).sequence
        if (change.sequence === last + 1) publish(change)
        // Another server's come first. All of them are in the log, these too.
        else if (change.sequence > last) void look()
      }
      if (changes.length > 0) doorbell.ring('')
    },
    updated(projectId, updatedAt) {
      publishSettings(projectId, updatedAt)
      doorbell.ring('')
    },
    said(runId) {
      pubsub.publish('runOutput', { runId })
      doorbell.ring(runId)
    },
    look,
    async close() {
      closed = true
      await look()
    },
  }
}
