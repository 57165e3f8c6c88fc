/** How a project lies in its row. */
import type { Project } from '../domain/project.ts'
import type { Project as Row } from '../generated/sqlite/client.ts'
import { fromJson } from './json.ts'

export function toProject(row: Row): Project {
  return { ...row, agent: fromJson(row.agent), checkCommand: fromJson(row.checkCommand), phases: fromJson(row.phases) }
}
