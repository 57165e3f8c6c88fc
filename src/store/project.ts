/** Writes projects and their settings. They are not part of a work unit: they have no entry in the change log. */
import { SignalboxError } from '../domain/errors.ts'
import type { Project } from '../domain/project.ts'
import { Prisma } from '../generated/sqlite/client.ts'
import type { Announcer } from './announcer.ts'
import type { Clients, Transaction } from './clients.ts'
import { toJson } from './json.ts'
import { toProject } from './project-row.ts'
import { isUniqueViolation, once, type ReceiptKey } from './receipts.ts'

export type ProjectSettings = Omit<Project, 'id' | 'key' | 'sequence' | 'expiredSequence' | 'createdAt' | 'updatedAt'>

export interface ProjectWriter {
  /** Throws DUPLICATE_PROJECT. Answers with the key. */
  create(id: string, key: string, settings: ProjectSettings, receipt?: ReceiptKey): Promise<string>
  /** Throws NOT_FOUND. What `change` makes of the project is written. Answers with the key. */
  update(key: string, change: (project: Project) => Partial<ProjectSettings>, receipt?: ReceiptKey): Promise<string>
}

export function createProjectWriter({ write }: Clients, announcer: Announcer, now: () => Date): ProjectWriter {
  /** Answers with the key of the project whose id `work` answers with. */
  async function written(receipt: ReceiptKey | undefined, work: (tx: Transaction, at: Date) => Promise<string>): Promise<string> {
    const { answer, done } = await once(write, now, receipt, async (tx, at) => {
      const id = await work(tx, at)
      return { answer: await tx.project.findUniqueOrThrow({ where: { id }, select: { key: true } }), done: { id, at } }
    })
    if (done) announcer.updated(done.id, done.at)
    return answer.key
  }

  return {
    create: (id, key, settings, receipt) =>
      written(receipt, async (tx, at) => {
        await tx.project.create({ data: { ...settingsRow(settings), id, key, createdAt: at, updatedAt: at } })
        return id
      }).catch((error: unknown) => {
        if (!isUniqueViolation(error)) throw error
        throw new SignalboxError('DUPLICATE_PROJECT', `There is a project '${key}' already. Choose another key, or change that one.`, 'key')
      }),
    update: (key, change, receipt) =>
      written(receipt, async (tx, at) => {
        const [row] = await tx.project.updateManyAndReturn({ where: { key }, data: { updatedAt: at } })
        if (!row)
          throw new SignalboxError('NOT_FOUND', `There is no project '${key}'. 'signalbox project list' shows those that exist.`, 'key')
        const project = toProject(row)
        await tx.project.update({ where: { key }, data: settingsRow({ ...project, ...change(project) }) })
        return project.id
      }),
  }
}

function settingsRow({ repositoryPath, baseBranch, maxAgents, paused, agent, checkCommand, phases }: ProjectSettings) {
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
