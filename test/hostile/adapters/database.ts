/** The database of a server that runs, from beside it. */
import { randomUUID } from 'node:crypto'
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3'
import type { SqlDriverAdapter } from '@prisma/driver-adapter-utils'

interface NewToken {
  readonly name: string
  readonly role: string
  readonly hash: string
  readonly expiresAt: Date | null
}

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

  async insertToken({ name, role, hash, expiresAt }: NewToken): Promise<void> {
    const values = [randomUUID(), name, role, hash, new Date().toISOString(), expiresAt?.toISOString() ?? null]
    await this.#run('INSERT INTO "Token" ("id", "name", "role", "hash", "createdAt", "expiresAt") VALUES (?, ?, ?, ?, ?, ?)', values)
  }

  async revokeToken(name: string): Promise<void> {
    await this.#run('UPDATE "Token" SET "revokedAt" = ? WHERE "name" = ?', [new Date().toISOString(), name])
  }

  close(): Promise<void> {
    return this.#connection.dispose()
  }

  async #run(sql: string, args: unknown[]): Promise<void> {
    await this.#connection.executeRaw({ sql, args, argTypes: args.map(() => ({ arity: 'scalar', scalarType: 'string' })) })
  }
}

async function rows(connection: SqlDriverAdapter, sql: string): Promise<unknown[][]> {
  return (await connection.queryRaw({ sql, args: [], argTypes: [] })).rows
}
