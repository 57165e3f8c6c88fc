/**
 * Reads a project out of a database: all of it as of one moment, in one transaction that only reads and holds up nobody. It goes through
 * the change log page by page and asks for the rows of each; what is written waits for whoever takes it, so that memory stays as it is.
 */
import { SignalboxError } from '../../domain/errors.ts'
import type { AttentionItem, Conflict, Dependency, Run, WorkUnitChange } from '../../generated/sqlite/client.ts'
import type { ReadTables } from '../clients.ts'
import { inPieces } from '../in-pieces.ts'
import { toLine } from './lines.ts'
import { type Counts, FORMAT, type Kind, makeRecord, VERSION } from './records.ts'

const CHANGES_PER_PAGE = 100
const OUTPUT_PER_PAGE = 500

export interface ExportRequest {
  /** The project's key. */
  readonly project: string
  /** The version of signalbox, for whoever reads the file. */
  readonly program: string
  /** Takes a line, and resolves when it wants the next one. */
  readonly write: (line: string) => Promise<void>
}

/** Writes the lines of a project. Throws NOT_FOUND. */
export async function exportProject(tx: ReadTables, { project: key, program, write }: ExportRequest): Promise<Counts> {
  const project = await tx.project.findUnique({ where: { key } })
  if (!project) throw new SignalboxError('NOT_FOUND', `There is no project '${key}' in this database.`, 'project')
  const counts = await countLines(tx, project.id)
  let lines = 0
  const emit = async (kind: Kind, row: object): Promise<void> => {
    lines += 1
    await write(toLine(makeRecord(kind, row)))
  }

  await emit('header', { format: FORMAT, version: VERSION, program, project, counts })
  for (let last = 0, page = await readPage(tx, project.id, last); page.length > 0; page = await readPage(tx, project.id, last)) {
    const parts = await readParts(tx, page)
    for (const change of page) {
      await emit('change', change)
      const { runs, attention, dependencies, conflicts } = parts(change)
      for (const run of runs) {
        await emit('run', run)
        const prompt = await tx.runPrompt.findUnique({ where: { runId: run.id } })
        if (prompt) await emit('prompt', prompt)
        await eachOutput(tx, run.id, (piece) => emit('output', piece))
      }
      for (const item of attention) await emit('attention', item)
      for (const dependency of dependencies) await emit('dependency', dependency)
      for (const conflict of conflicts) await emit('conflict', conflict)
      last = change.sequence
    }
  }
  await emit('trailer', { lines: lines + 1 })
  return counts
}

async function countLines(tx: ReadTables, projectId: string): Promise<Counts> {
  const ofUnit = { workUnit: { projectId } }
  return {
    units: await tx.workUnit.count({ where: { projectId } }),
    changes: await tx.workUnitChange.count({ where: { projectId } }),
    runs: await tx.run.count({ where: ofUnit }),
    prompts: await tx.runPrompt.count({ where: { run: ofUnit } }),
    output: await tx.runOutput.count({ where: { run: ofUnit } }),
    attention: await tx.attentionItem.count({ where: ofUnit }),
    dependencies: await tx.dependency.count({ where: ofUnit }),
    conflicts: await tx.conflict.count({ where: { projectId } }),
  }
}

function readPage(tx: ReadTables, projectId: string, after: number): Promise<WorkUnitChange[]> {
  return tx.workUnitChange.findMany({
    where: { projectId, sequence: { gt: after } },
    orderBy: { sequence: 'asc' },
    take: CHANGES_PER_PAGE,
  })
}

/** The rows that stand behind a change. */
interface Parts {
  readonly runs: Run[]
  readonly attention: AttentionItem[]
  readonly dependencies: Dependency[]
  readonly conflicts: Conflict[]
}

interface Revised {
  readonly workUnitId: string
  readonly revision: number
}

/** One query after the other: a transaction has one connection. */
async function readParts(tx: ReadTables, page: readonly WorkUnitChange[]): Promise<(change: Revised) => Parts> {
  const ids = [...new Set(page.map(({ workUnitId }) => workUnitId))]
  const ofUnits = { workUnitId: { in: ids } }
  const runs = await tx.run.findMany({ where: ofUnits, orderBy: { generation: 'asc' } })
  const attention = await tx.attentionItem.findMany({ where: ofUnits, orderBy: [{ openedAt: 'asc' }, { id: 'asc' }] })
  const dependencies = await tx.dependency.findMany({ where: ofUnits, orderBy: { dependsOnId: 'asc' } })
  const conflicts = await tx.conflict.findMany({
    where: { OR: [{ unitAId: { in: ids } }, { unitBId: { in: ids } }] },
    orderBy: { id: 'asc' },
  })

  // A run stands before the first item that refers to it.
  const firstAsked = new Map<string, number>()
  for (const { runId, revision } of attention)
    if (runId !== null) firstAsked.set(runId, Math.min(revision, firstAsked.get(runId) ?? revision))
  const placeOfRun = (run: Run): Revised => ({ ...run, revision: Math.min(run.revision, firstAsked.get(run.id) ?? run.revision) })
  const placeOfConflict = await laterChanges(tx, conflicts)

  const at = {
    runs: group(runs, placeOfRun),
    attention: group(attention, (item) => item),
    dependencies: group(dependencies, (dependency) => dependency),
    conflicts: group(conflicts, placeOfConflict),
  }
  return (change) => {
    const name = nameOf(change)
    return {
      runs: at.runs.get(name) ?? [],
      attention: at.attention.get(name) ?? [],
      dependencies: at.dependencies.get(name) ?? [],
      conflicts: at.conflicts.get(name) ?? [],
    }
  }
}

/** Which of the two changes at which a conflict was last written came later. */
async function laterChanges(tx: ReadTables, conflicts: readonly Conflict[]): Promise<(conflict: Conflict) => Revised> {
  const sidesOf = ({ unitAId, revisionA, unitBId, revisionB }: Conflict): [Revised, Revised] => [
    { workUnitId: unitAId, revision: revisionA },
    { workUnitId: unitBId, revision: revisionB },
  ]
  const changes = await inPieces(conflicts.flatMap(sidesOf), (piece) =>
    tx.workUnitChange.findMany({ where: { OR: piece }, select: { workUnitId: true, revision: true, sequence: true } }),
  )
  const sequences = new Map(changes.map((change) => [nameOf(change), change.sequence]))
  const sequenceOf = (side: Revised): number => sequences.get(nameOf(side)) ?? 0
  return (conflict) => {
    const [a, b] = sidesOf(conflict)
    return sequenceOf(a) > sequenceOf(b) ? a : b
  }
}

async function eachOutput(tx: ReadTables, runId: string, take: (piece: object) => Promise<void>): Promise<void> {
  for (let position = 0; ;) {
    const pieces = await tx.runOutput.findMany({
      where: { runId, position: { gt: position } },
      orderBy: { position: 'asc' },
      take: OUTPUT_PER_PAGE,
    })
    for (const piece of pieces) await take(piece)
    const last = pieces.at(-1)
    if (!last) return
    position = last.position
  }
}

function group<T>(rows: readonly T[], placeOf: (row: T) => Revised): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const row of rows) {
    const name = nameOf(placeOf(row))
    groups.set(name, [...(groups.get(name) ?? []), row])
  }
  return groups
}

function nameOf({ workUnitId, revision }: Revised): string {
  return `${workUnitId}:${revision}`
}
