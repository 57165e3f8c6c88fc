/** What a decision may read of the work units of its project. */
import type { AttentionItem } from '../domain/attention.ts'
import { SignalboxError } from '../domain/errors.ts'
import type { Project } from '../domain/project.ts'
import type { WorkUnit } from '../domain/work-unit.ts'
import type { Prisma } from '../generated/sqlite/client.ts'
import { loadUnits } from './aggregate.ts'
import type { ReadTables } from './clients.ts'
import { inPieces } from './in-pieces.ts'

/**
 * What a decision may read, as of the transaction: nothing else shows what the decisions before it in the same one have written. Units are
 * remembered, so that `commit` knows what they were before.
 */
export interface Reader {
  readonly project: Project
  readonly at: Date
  /** The units of these chunks, in the order named; NOT_FOUND where one is missing. */
  chunks(chunks: readonly string[]): Promise<WorkUnit[]>
  chunk(chunk: string): Promise<WorkUnit>
  /** The unit of that id, or null. */
  unit(id: string): Promise<WorkUnit | null>
  /** Units by any condition that the services need. They have their open items only. */
  where(condition: Condition): Promise<WorkUnit[]>
  /** How an item was closed; null where there is none. */
  closedItem(id: string): Promise<Pick<AttentionItem, 'state' | 'answer' | 'answeredBy' | 'answeredAt'> | null>
}

export interface Condition {
  readonly ids?: readonly string[]
  readonly chunks?: readonly string[]
  readonly openItem?: string
  readonly openItemKind?: NonNullable<WorkUnit['attention'][number]['kind']>
  /** The id of a run that has not ended. */
  readonly openRun?: string
}

/** `loaded` is where it remembers them. */
export function createReader(tables: ReadTables, project: Project, at: Date, loaded: Map<string, WorkUnit>): Reader {
  async function where({ ids, chunks, openItem, openItemKind, openRun }: Condition): Promise<WorkUnit[]> {
    const load = (narrower: Prisma.WorkUnitWhereInput): Promise<WorkUnit[]> =>
      loadUnits(tables, {
        projectId: project.id,
        ...(openItem && { attention: { some: { id: openItem, state: 'OPEN' } } }),
        ...(openItemKind && { attention: { some: { kind: openItemKind, state: 'OPEN' } } }),
        ...(openRun && { runs: { some: { id: openRun, endedAt: null } } }),
        ...narrower,
      })
    const units = ids
      ? await inPieces([...new Set(ids)], (piece) => load({ id: { in: piece } }))
      : chunks
        ? await inPieces([...new Set(chunks)], (piece) => load({ chunk: { in: piece } }))
        : await load({})
    for (const unit of units) loaded.set(unit.id, unit)
    return units
  }
  async function chunks(names: readonly string[]): Promise<WorkUnit[]> {
    const units = new Map((await where({ chunks: names })).map((unit) => [unit.chunk, unit]))
    return names.map((name) => {
      const unit = units.get(name)
      if (!unit) throw new SignalboxError('NOT_FOUND', `There is no chunk '${name}' in project '${project.key}'.`, 'chunk')
      return unit
    })
  }
  return {
    project,
    at,
    where,
    chunks,
    chunk: async (name) => (await chunks([name]))[0] as WorkUnit,
    unit: async (id) => (await where({ ids: [id] }))[0] ?? null,
    closedItem: (id) =>
      tables.attentionItem.findUnique({ where: { id }, select: { state: true, answer: true, answeredBy: true, answeredAt: true } }),
  }
}
