/** Opens the store: everything that the other rooms may do with the database. The writing client stays in here. */
import { createAnnouncer } from './announcer.ts'
import { createChangeFeed, type ChangeFeed } from './change-feed.ts'
import { createChangeLog, type ChangeLog } from './change-log.ts'
import { databaseOf, migrationAdapter, openClients, type Database, type Location, type ReadClient } from './clients.ts'
import { createCommit, type Commit } from './commit.ts'
import { createConsider, type Consider } from './consider.ts'
import { createDoorbell } from './doorbell.ts'
import { migrate, NewerDatabaseError } from './migrate.ts'
import type { StoreObserver } from './observer.ts'
import { cannotBeUsed } from './open-error.ts'
import { createProjectWriter, type ProjectWriter } from './project.ts'
import { createPubSub, type PubSub } from './pubsub.ts'
import { createTrim, type Trim } from './retention.ts'
import { createRunOutputLog, type RunOutputLog } from './run-output.ts'
import { createRunPrompts, type RunPrompts } from './run-prompt.ts'
import { createServers, type Servers } from './server.ts'
import { createStatistics, type Statistics } from './statistics.ts'
import { createImport, type Import } from './transfer/import.ts'
import { createTokens, type Tokens } from './token.ts'
import { createWebhookWriter, type WebhookWriter } from './webhook.ts'

export interface Store {
  readonly database: Database
  readonly read: ReadClient
  readonly commit: Commit
  readonly consider: Consider
  readonly projects: ProjectWriter
  readonly tokens: Tokens
  readonly servers: Servers
  readonly webhooks: WebhookWriter
  readonly changeLog: ChangeLog
  readonly changeFeed: ChangeFeed
  readonly runOutput: RunOutputLog
  readonly runPrompts: RunPrompts
  readonly statistics: Statistics
  readonly trim: Trim
  readonly importProject: Import
  /** To wake on what has happened; only this room publishes. */
  readonly subscribe: PubSub['subscribe']
  close(): Promise<void>
}

export interface StoreOptions {
  readonly location: Location
  readonly now: () => Date
  readonly newId: () => string
  /** Hears of a subscriber that threw, and of other servers that cannot be heard. */
  readonly onError: (error: unknown) => void
  /** Hears of what is committed; what it throws goes to `onError`. */
  readonly observe?: StoreObserver | undefined
  /** Hears of every statement that is read with. */
  readonly onQuery?: ((sql: string) => void) | undefined
  /** How often it looks for what other servers have written, for the case that it does not hear of it; in milliseconds. */
  readonly pollMs?: number | undefined
}

const POLL_MS = 2_000

/** Opens the database, and brings it up to date. Throws an Error with one sentence when it cannot be used. */
export async function openStore({ location, now, newId, onError, observe, onQuery, pollMs = POLL_MS }: StoreOptions): Promise<Store> {
  const database = databaseOf(location)
  await migrate(database, migrationAdapter(location)).catch((error: unknown) => {
    throw error instanceof NewerDatabaseError ? error : cannotBeUsed(location, error)
  })
  const clients = await openClients(location, onQuery)
  const pubsub = createPubSub(onError)
  const changeLog = createChangeLog(clients.read)
  const changeFeed = createChangeFeed(changeLog, pubsub)
  const doorbell = createDoorbell(location, { pollMs, onError })
  const announcer = await createAnnouncer({ clients, log: changeLog, pubsub, doorbell, onError })
  return {
    database,
    read: clients.read,
    commit: createCommit({ clients, announcer, now, newId, observe: harmless(observe, onError) }),
    consider: createConsider({ read: clients.read, now, newId }),
    projects: createProjectWriter(clients, announcer, now),
    tokens: createTokens(clients, now, newId),
    servers: createServers(clients),
    webhooks: createWebhookWriter(clients, announcer, now),
    changeLog,
    changeFeed,
    runOutput: createRunOutputLog(clients, announcer, pubsub),
    runPrompts: createRunPrompts(clients),
    statistics: createStatistics(database, clients),
    trim: createTrim(clients),
    importProject: createImport(clients, announcer),
    subscribe: pubsub.subscribe,
    async close() {
      await doorbell.close()
      await announcer.close()
      await clients.close()
    },
  }
}

/** Who is told of a commit cannot make it look as if it had failed. */
function harmless(observe: StoreObserver | undefined, onError: (error: unknown) => void): StoreObserver {
  return {
    committed(...told) {
      try {
        observe?.committed(...told)
      } catch (error) {
        onError(error)
      }
    },
  }
}
