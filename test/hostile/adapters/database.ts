/** What stands in the database of a server that runs, seen from beside it. */
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3'
import type { SqlDriverAdapter } from '@prisma/driver-adapter-utils'

export class Database {
  readonly #connection: SqlDriverAdapter
  readonly #tables: readonly string[]

  private constructor(connection: SqlDriverAdapter, tables: readonly string[]) {
    this.#connection = connection
    this.#tables = tables
  }

  static async open(file: string): Promise<Database> {
    const connection = await new PrismaBetterSqlite3({ url: file }).connect()
    const names = await rows(connection, `SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name`)
    // A server says that it is alive every few seconds.
    const tables = names.map(([name]) => String(name)).filter((name) => name !== 'Server' && !name.startsWith('sqlite_'))
    return new Database(connection, tables)
  }

  /** Every row of every table. */
  async state(): Promise<string> {
    const state: unknown[] = []
    for (const table of this.#tables) state.push([table, await rows(this.#connection, `SELECT * FROM "${table}"`)])
    return JSON.stringify(state, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))
  }

  close(): Promise<void> {
    return this.#connection.dispose()
  }
}

async function rows(connection: SqlDriverAdapter, sql: string): Promise<unknown[][]> {
  return (await connection.queryRaw({ sql, args: [], argTypes: [] })).rows
}
