/** Writes projects and their settings. They are not part of a work unit: they have no entry in the change log. */
import { SignalboxError } from '../domain/errors.ts'
import type { Project } from '../domain/project.ts'
import { Prisma, type Project as ProjectRow } from '../generated/sqlite/client.ts'
import type { Announcer } from './announcer.ts'
import type { Clients, Transaction } from './clients.ts'
import { toJson } from './json.ts'
import { toProject, touchProject } from './project-row.ts'
import { claimReceipt, isUniqueViolation, once, type ReceiptKey } from './receipts.ts'
import { projectAsRetained, projectReceipt, type ProjectReceipt } from './repeated-answer.ts'

export type ProjectSettings = Omit<Project, 'id' | 'key' | 'sequence' | 'expiredSequence' | 'createdAt' | 'updatedAt'>

/** Answers with the project as it was written. */
export interface ProjectWriter {
  /** What the first call with this receipt was answered; null where this is the first one. Throws IDEMPOTENCY_CONFLICT. */
  repeated(receipt: ReceiptKey): Promise<ProjectRow | null>
  /** Throws DUPLICATE_PROJECT. */
  create(id: string, key: string, settings: ProjectSettings, receipt?: ReceiptKey): Promise<ProjectRow>
  /** Throws NOT_FOUND. What `change` makes of the project is written. */
  update(key: string, change: (project: Project) => Partial<ProjectSettings>, receipt?: ReceiptKey): Promise<ProjectRow>
}

export function createProjectWriter({ write }: Clients, announcer: Announcer, now: () => Date): ProjectWriter {
  async function written(receipt: ReceiptKey | undefined, work: (tx: Transaction, at: Date) => Promise<ProjectRow>): Promise<ProjectRow> {
    const { answer, done } = await once(write, now, receipt, async (tx, at) => {
      const project = await work(tx, at)
      return { answer: projectReceipt(project), done: project }
    })
    if (!done) return projectAsRetained(write, answer)
    announcer.updated(done.id, done.updatedAt)
    return done
  }

  return {
    repeated: (receipt) =>
      write.$transaction(async (tx) => {
        const first = await claimReceipt<ProjectReceipt>(tx, receipt)
        return first && projectAsRetained(tx, first)
      }),
    create: (id, key, settings, receipt) =>
      written(receipt, (tx, at) => tx.project.create({ data: { ...settingsRow(settings), id, key, createdAt: at, updatedAt: at } })).catch(
        (error: unknown) => {
          if (!isUniqueViolation(error)) throw error
          throw new SignalboxError(
            'DUPLICATE_PROJECT',
            `There is a project '${key}' already. Choose another key, or change that one.`,
            'key',
          )
        },
      ),
    update: (key, change, receipt) =>
      written(receipt, async (tx, at) => {
        const row = await touchProject(tx, { key }, at)
        if (!row)
          throw new SignalboxError('NOT_FOUND', `There is no project '${key}'. 'signalbox project list' shows those that exist.`, 'key')
        const project = toProject(row)
        return tx.project.update({ where: { key }, data: settingsRow({ ...project, ...change(project) }) })
      }),
  }
}

export function settingsRow({ repositoryPath, baseBranch, maxAgents, paused, agent, checkCommand, phases }: ProjectSettings) {
  return {
    repositoryPath,
    baseBranch,
    maxAgents,
    paused,
    agent: toJson(agent),
    checkCommand: checkCommand === null ? Prisma.DbNull : [...checkCommand],
    phases: [...phases],
  }
}
