/**
 * Keeps a second server out of a data folder. The lock is SQLite's own on a file of its own: the operating system lets go
 * of it when the process ends, however it ends, so it is never left behind.
 */
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3'

/** Takes the lock on `file`; returns the way to let go of it, or null when another process has it. */
export async function takeLock(file: string): Promise<(() => Promise<void>) | null> {
  const connection = await new PrismaBetterSqlite3({ url: file, timeout: 0 }).connect()
  try {
    await connection.executeScript('BEGIN EXCLUSIVE')
  } catch (error) {
    await connection.dispose()
    if (isBusy(error)) return null
    throw error
  }
  return () => connection.dispose()
}

function isBusy(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined
  return typeof cause === 'object' && cause !== null && 'originalCode' in cause && String(cause.originalCode).startsWith('SQLITE_BUSY')
}
