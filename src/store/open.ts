/** Opens the store: everything that the other rooms may do with the database. The writing client stays in here. */
import { createChangeFeed, type ChangeFeed } from './change-feed.ts'
import { createChangeLog, type ChangeLog } from './change-log.ts'
import { databaseOf, migrationAdapter, openClients, type Database, type Location, type ReadClient } from './clients.ts'
import { createCommit, type Commit } from './commit.ts'
import { migrate, NewerDatabaseError } from './migrate.ts'
import { cannotBeUsed } from './open-error.ts'
import { createProjectWriter, type ProjectWriter } from './project.ts'
import { createPubSub, type PubSub } from './pubsub.ts'
import { createRunOutputLog, type RunOutputLog } from './run-output.ts'
import { createServers, type Servers } from './server.ts'
import { createTokens, type Tokens } from './token.ts'

export interface Store {
  readonly database: Database
  readonly read: ReadClient
  readonly commit: Commit
  readonly projects: ProjectWriter
  readonly tokens: Tokens
  readonly servers: Servers
  readonly changeLog: ChangeLog
  readonly changeFeed: ChangeFeed
  readonly runOutput: RunOutputLog
  /** To wake on what has happened; only this room publishes. */
  readonly subscribe: PubSub['subscribe']
  close(): Promise<void>
}

export interface StoreOptions {
  readonly location: Location
  readonly now: () => Date
  readonly newId: () => string
  /** Hears of a subscriber that threw. */
  readonly onError: (error: unknown) => void
  /** Hears of every statement that is read with. */
  readonly onQuery?: ((sql: string) => void) | undefined
}

/** Opens the database, and brings it up to date. Throws an Error with one sentence when it cannot be used. */
export async function openStore({ location, now, newId, onError, onQuery }: StoreOptions): Promise<Store> {
  const database = databaseOf(location)
  await migrate(database, migrationAdapter(location)).catch((error: unknown) => {
    throw error instanceof NewerDatabaseError ? error : cannotBeUsed(location, error)
  })
  const clients = await openClients(location, onQuery)
  const pubsub = createPubSub(onError)
  const changeLog = createChangeLog(clients.read)
  return {
    database,
    read: clients.read,
    commit: createCommit(clients, pubsub, now, newId),
    projects: createProjectWriter(clients, pubsub, now),
    tokens: createTokens(clients),
    servers: createServers(clients),
    changeLog,
    changeFeed: createChangeFeed(changeLog, pubsub),
    runOutput: createRunOutputLog(clients, pubsub),
    subscribe: pubsub.subscribe,
    close: clients.close,
  }
}
