/** How a project lies in its row, and what says that its settings have changed. */
import { SignalboxError } from '../domain/errors.ts'
import type { Project } from '../domain/project.ts'
import type { Project as Row } from '../generated/sqlite/client.ts'
import type { ReadTables, Transaction } from './clients.ts'
import { fromJson } from './json.ts'

export function toProject(row: Row): Project {
  return { ...row, agent: fromJson(row.agent), checkCommand: fromJson(row.checkCommand), phases: fromJson(row.phases) }
}

/** The project of that key as it is now. Throws NOT_FOUND. */
export async function findProject(tables: ReadTables, key: string): Promise<Project> {
  const row = await tables.project.findUnique({ where: { key } })
  if (!row) throw projectNotFound(key)
  return toProject(row)
}

export function projectNotFound(key: string): SignalboxError {
  return new SignalboxError('NOT_FOUND', `There is no project '${key}'. 'signalbox project list' shows those that exist.`, 'project')
}

/**
 * Locks the row for a change of its settings, of which the servers hear by their time: it is a new one each time, however many changes a
 * millisecond has. Null where there is no such project.
 */
export async function touchProject(tx: Transaction, where: { key: string } | { id: string }, at: Date): Promise<Row | null> {
  const [row] = await tx.project.updateManyAndReturn({ where, data: { sequence: { increment: 0 } } })
  if (!row) return null
  const updatedAt = new Date(Math.max(at.getTime(), row.updatedAt.getTime() + 1))
  return tx.project.update({ where: { id: row.id }, data: { updatedAt } })
}
