/**
 * Prisma's adapter for SQLite, for the writing client: a COMMIT that SQLite refuses (a deferred foreign key, a full disk) may leave
 * its transaction open, in which every later one would fail. Prisma's own leaves it; here it is rolled back.
 */
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3'

export class RecoveringSqlite extends PrismaBetterSqlite3 {
  override async connect(): ReturnType<PrismaBetterSqlite3['connect']> {
    const connection = await super.connect()
    const startTransaction = connection.startTransaction.bind(connection)
    connection.startTransaction = async (isolationLevel) => {
      const transaction = await startTransaction(isolationLevel)
      const executeRaw = transaction.executeRaw.bind(transaction)
      transaction.executeRaw = (query) =>
        executeRaw(query).catch(async (error: unknown) => {
          // Where SQLite has rolled back by itself, there is nothing to roll back: the first error is the one to hear of.
          if (query.sql === 'COMMIT') await executeRaw({ ...query, sql: 'ROLLBACK' }).catch(() => undefined)
          throw error
        })
      return transaction
    }
    return connection
  }
}
