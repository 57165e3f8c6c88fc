/**
 * The database clients. `write` never leaves this room; everybody else reads through `read`, whose type has no writing
 * method and whose connection the database itself holds to reading.
 */
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3'
import { PrismaPg } from '@prisma/adapter-pg'
import { PrismaClient as PostgresClient } from '../generated/postgresql/client.ts'
import { PrismaClient, type Prisma } from '../generated/sqlite/client.ts'
import { WholeScriptPostgres } from './postgres-adapter.ts'
import type { SqlMigrationAwareDriverAdapterFactory } from './schema-engine.ts'
import { RecoveringSqlite } from './sqlite-adapter.ts'

export type Database = 'SQLITE' | 'POSTGRESQL'

/** The transaction that `commit` works in. */
export type Transaction = Prisma.TransactionClient

type Model = Uncapitalize<Prisma.ModelName>
type ReadMethod = 'findUnique' | 'findUniqueOrThrow' | 'findFirst' | 'findFirstOrThrow' | 'findMany' | 'count' | 'aggregate' | 'groupBy'

/** All tables, to look at. */
export type ReadTables = { readonly [M in Model]: Pick<PrismaClient[M], ReadMethod> }

/** A client that can only look. By `$connect` Pothos knows a client when it sees one. */
export type ReadClient = ReadTables & Pick<PrismaClient, '$connect'>

export interface Clients {
  readonly write: PrismaClient
  readonly read: ReadClient
  /** Rows that no model gives, through the connection that can only look. */
  query<Row>(sql: Prisma.Sql): Promise<Row[]>
  close(): Promise<void>
}

/** Where the data is: a SQLite file, or a PostgreSQL server's URL. */
export type Location = { readonly file: string } | { readonly url: string }

export function databaseOf(location: Location): Database {
  return 'file' in location ? 'SQLITE' : 'POSTGRESQL'
}

/** What the migrations connect with. */
export function migrationAdapter(location: Location): SqlMigrationAwareDriverAdapterFactory {
  return 'file' in location ? new PrismaBetterSqlite3({ url: location.file }) : new WholeScriptPostgres({ connectionString: location.url })
}

/** Opens a database that has been migrated. `onQuery` hears of every statement of the reading client. */
export async function openClients(location: Location, onQuery?: (sql: string) => void): Promise<Clients> {
  const events = onQuery ? [{ emit: 'event', level: 'query' } as const] : []
  const { write, read } = 'file' in location ? await openSqlite(location.file, events) : openPostgres(location.url, events)
  if (onQuery) read.$on('query', ({ query }) => onQuery(query))
  return {
    write,
    read,
    query: (sql) => read.$queryRaw(sql),
    async close() {
      await read.$disconnect()
      await write.$disconnect()
    },
  }
}

/** A client of its own to look with, beside a server that works on the database; nothing is migrated and nothing is made. */
export interface Reader {
  readonly read: ReadTables
  /** What `work` reads is all as of one moment, however long it takes. */
  asOfNow<T>(work: (tables: ReadTables) => Promise<T>): Promise<T>
  close(): Promise<void>
}

export function openReader(location: Location): Reader {
  const client = 'file' in location ? readSqlite(location.file, []) : readPostgres(location.url, [])
  return {
    read: client,
    asOfNow: (work) =>
      client.$transaction(
        async (tx) => {
          // A transaction of SQLite is as of its first look; one of PostgreSQL has to be told.
          if ('url' in location) await tx.$executeRaw`SET TRANSACTION ISOLATION LEVEL REPEATABLE READ`
          return work(tx)
        },
        { timeout: LONGEST_LOOK_MS },
      ),
    close: () => client.$disconnect(),
  }
}

/** A look that takes longer than a day has been forgotten. */
const LONGEST_LOOK_MS = 24 * 3_600_000

type QueryEvents = { emit: 'event'; level: 'query' }[]

/** A transaction waits for its turn and for the disk: not for ever, but longer than Prisma's two seconds. */
const transactionOptions = { maxWait: 60_000, timeout: 60_000 }

async function openSqlite(file: string, log: QueryEvents) {
  const write = new PrismaClient({ adapter: new RecoveringSqlite({ url: file }), transactionOptions })
  await write.$queryRaw`PRAGMA journal_mode = WAL`
  // Durable before visible: what was published survives a power failure too.
  await write.$queryRaw`PRAGMA synchronous = FULL`
  return { write, read: readSqlite(file, log) }
}

function readSqlite(file: string, log: QueryEvents) {
  return new PrismaClient({ adapter: new PrismaBetterSqlite3({ url: file, readonly: true }), log })
}

/** In milliseconds. The lock of a server that vanished in the middle of a transaction is not held for ever either. */
const POSTGRES_LIMITS = {
  connectionTimeoutMillis: 60_000,
  statement_timeout: 60_000,
  idle_in_transaction_session_timeout: 60_000,
}

function openPostgres(url: string, events: QueryEvents) {
  return { write: postgresClient(url, [], {}), read: readPostgres(url, events) }
}

function readPostgres(url: string, events: QueryEvents) {
  return postgresClient(url, events, { options: '-c default_transaction_read_only=on' })
}

function postgresClient(url: string, log: QueryEvents, options: object) {
  const adapter = new PrismaPg({ connectionString: url, ...POSTGRES_LIMITS, ...options })
  return new PostgresClient({ adapter, log, transactionOptions }) as PrismaClient<'query'>
}
