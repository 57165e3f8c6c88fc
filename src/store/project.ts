/** Writes projects and their settings. They are not part of a work unit: they have no entry in the change log. */
import { SignalboxError } from '../domain/errors.ts'
import type { Project } from '../domain/project.ts'
import { Prisma } from '../generated/sqlite/client.ts'
import type { Announcer } from './announcer.ts'
import type { Clients } from './clients.ts'
import { toJson } from './json.ts'
import { toProject } from './project-row.ts'
import { againAfterRace, claimReceipt, isUniqueViolation, type ReceiptKey, storeReceipt } from './receipts.ts'

export type ProjectSettings = Omit<Project, 'id' | 'key' | 'sequence' | 'expiredSequence' | 'createdAt' | 'updatedAt'>

export interface ProjectWriter {
  /** Throws DUPLICATE_PROJECT. Answers with the key. */
  create(id: string, key: string, settings: ProjectSettings, receipt?: ReceiptKey): Promise<string>
  /** Throws NOT_FOUND. What `change` makes of the project is written. Answers with the key. */
  update(key: string, change: (project: Project) => Partial<ProjectSettings>, receipt?: ReceiptKey): Promise<string>
}

export function createProjectWriter({ write }: Clients, announcer: Announcer, now: () => Date): ProjectWriter {
  async function once(receipt: ReceiptKey | undefined, work: (tx: Prisma.TransactionClient, at: Date) => Promise<string>): Promise<string> {
    const { key, written } = await againAfterRace(() =>
      write.$transaction(async (tx) => {
        const known = receipt && (await claimReceipt<{ key: string }>(tx, receipt))
        if (known) return { key: known.key, written: null }
        const at = now()
        const projectId = await work(tx, at)
        const { key } = await tx.project.findUniqueOrThrow({ where: { id: projectId }, select: { key: true } })
        if (receipt) await storeReceipt(tx, receipt, { key }, at)
        return { key, written: { projectId, at } }
      }),
    )
    if (written) announcer.updated(written.projectId, written.at)
    return key
  }

  return {
    create: (id, key, settings, receipt) =>
      once(receipt, async (tx, at) => {
        await tx.project.create({ data: { ...settingsRow(settings), id, key, createdAt: at, updatedAt: at } })
        return id
      }).catch((error: unknown) => {
        if (!isUniqueViolation(error)) throw error
        throw new SignalboxError('DUPLICATE_PROJECT', `There is a project '${key}' already. Choose another key, or change that one.`, 'key')
      }),
    update: (key, change, receipt) =>
      once(receipt, async (tx, at) => {
        const [row] = await tx.project.updateManyAndReturn({ where: { key }, data: { updatedAt: at } })
        if (!row)
          throw new SignalboxError('NOT_FOUND', `There is no project '${key}'. 'signalbox project list' shows those that exist.`, 'key')
        const project = toProject(row)
        await tx.project.update({ where: { key }, data: settingsRow({ ...project, ...change(project) }) })
        return project.id
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
