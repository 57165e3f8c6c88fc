/**
 * Writes the lines of a project behind each other, in batches, in the order that the triggers of the database ask for: entries of the log
 * first, then the rows that carry their revisions, then the units. See replay.ts.
 */
import { Prisma } from '../../generated/sqlite/client.ts'
import { unitRow } from '../aggregate.ts'
import type { Transaction } from '../clients.ts'
import { inPieces } from '../in-pieces.ts'
import { toJson } from '../json.ts'
import { encodeSnapshot } from '../snapshot.ts'
import type { ExpiredPlace } from './expired.ts'
import type { RecordOf, TransferRecord } from './records.ts'

/** How a unit comes to the revision of a change that is in the log already. */
type Move =
  | { readonly to: 'CREATED'; readonly row: Prisma.WorkUnitCreateManyInput }
  | { readonly to: 'NEXT' }
  | { readonly to: 'LAST'; readonly row: Prisma.WorkUnitCreateManyInput }
  | { readonly to: 'GONE' }

interface Pending {
  readonly move: Move
  /** Changes of one transaction have this in common. */
  readonly decision: string
}

/** So many lines are written at once. */
const BATCH = 200

/** Whoever changed what has expired: nobody has an empty name. */
export const NOBODY = ''

export class ReplayWriter {
  readonly #tx: Transaction
  readonly #projectId: string
  readonly #lastRevisions: ReadonlyMap<string, number>
  readonly #pending = new Map<string, Pending>()
  readonly #revisions = new Map<string, number>()
  /** Runs that were written before the change of their revision, by `unit:revision`. */
  readonly #early = new Map<string, string[]>()
  #decision = ''
  #lines = 0
  #entries: Prisma.WorkUnitChangeCreateManyInput[] = []
  #runs: Prisma.RunCreateManyInput[] = []
  #reached: { id: string; revision: number }[] = []
  #prompts: Prisma.RunPromptCreateManyInput[] = []
  #output: Prisma.RunOutputCreateManyInput[] = []
  #attention: Prisma.AttentionItemCreateManyInput[] = []
  #dependencies: Prisma.DependencyCreateManyInput[] = []
  #conflicts: Prisma.ConflictCreateManyInput[] = []

  constructor(tx: Transaction, projectId: string, lastRevisions: ReadonlyMap<string, number>) {
    this.#tx = tx
    this.#projectId = projectId
    this.#lastRevisions = lastRevisions
  }

  async write(line: TransferRecord): Promise<void> {
    switch (line.record) {
      case 'change':
        return this.#change(line)
      case 'run': {
        const { record: _, revision, ...run } = line
        // One that is needed earlier than it was last written takes the revision that its unit is about to have.
        const now = this.#revisions.get(line.workUnitId) ?? revision
        if (now !== revision) this.#addEarly(`${line.workUnitId}:${revision}`, run.id)
        this.#runs.push({ ...run, revision: now, verdictIssues: run.verdictIssues ?? Prisma.DbNull })
        break
      }
      case 'prompt': {
        const { record: _, ...prompt } = line
        this.#prompts.push(prompt)
        break
      }
      case 'output': {
        const { record: _, ...output } = line
        this.#output.push(output)
        break
      }
      case 'attention': {
        const { record: _, ...item } = line
        this.#attention.push(item)
        break
      }
      case 'dependency': {
        const { record: _, ...dependency } = line
        this.#dependencies.push(dependency)
        break
      }
      case 'conflict': {
        const { record: _, ...conflict } = line
        this.#conflicts.push({ ...conflict, evidence: conflict.evidence.map(toJson), projectId: this.#projectId })
        break
      }
      case 'header':
      case 'trailer':
        return
    }
    this.#lines += 1
    if (this.#lines >= BATCH) await this.#flush()
  }

  /** Puts something where a change has expired, for the time of the transaction: the next revision of its unit, or the end of one that never was. */
  async fill({ sequence, workUnitId }: ExpiredPlace): Promise<void> {
    const entry = { sequence, chunk: '', changedFields: [], actor: NOBODY, reason: '', at: new Date(0) }
    if (workUnitId === null) return this.#enter({ ...entry, workUnitId: `expired ${sequence}`, revision: 1, kind: 'DELETED' }, null)
    const revision = (this.#revisions.get(workUnitId) ?? 0) + 1
    const row = placeholder(this.#projectId, workUnitId, sequence)
    await this.#enter({ ...entry, workUnitId, revision, kind: 'UPDATED' }, revision === 1 ? { to: 'CREATED', row } : { to: 'NEXT' })
  }

  async end(): Promise<void> {
    await this.#flush()
    await this.#advance(() => true)
  }

  async #change({ record: _, snapshot, ...entry }: RecordOf<'change'>): Promise<void> {
    const { workUnitId, revision } = entry
    const isLast = this.#lastRevisions.get(workUnitId) === revision
    const move = (): Move => {
      if (!snapshot) return { to: 'GONE' }
      if (revision === 1) return { to: 'CREATED', row: unitRow(snapshot.unit) }
      return isLast ? { to: 'LAST', row: unitRow(snapshot.unit) } : { to: 'NEXT' }
    }
    await this.#enter({ ...entry, ...(snapshot && { snapshot: encodeSnapshot(snapshot) }) }, move())
    const early = this.#early.get(`${workUnitId}:${revision}`) ?? []
    this.#reached.push(...early.map((id) => ({ id, revision })))
    this.#early.delete(`${workUnitId}:${revision}`)
  }

  async #enter(entry: Omit<Prisma.WorkUnitChangeCreateManyInput, 'projectId'>, move: Move | null): Promise<void> {
    const { workUnitId, revision, actor, at } = entry
    this.#decision = `${new Date(at).getTime()} ${actor}`
    if (this.#pending.has(workUnitId)) {
      await this.#flush()
      // The change before it was of another transaction at the same time.
      await this.#advance((_, id) => id === workUnitId)
    }
    this.#entries.push({ ...entry, projectId: this.#projectId })
    if (move) {
      this.#pending.set(workUnitId, { move, decision: this.#decision })
      this.#revisions.set(workUnitId, revision)
    }
    this.#lines += 1
    if (this.#lines >= BATCH) await this.#flush()
  }

  #addEarly(key: string, runId: string): void {
    this.#early.set(key, [...(this.#early.get(key) ?? []), runId])
  }

  /** Writes what has gathered, and moves on the units whose transaction is over: nothing that belongs to it comes any more. */
  async #flush(): Promise<void> {
    const tx = this.#tx
    await createMany(this.#entries, (data) => tx.workUnitChange.createMany({ data }))
    await createMany(this.#runs, (data) => tx.run.createMany({ data }))
    for (const { id, revision } of this.#reached) await tx.run.update({ where: { id }, data: { revision } })
    await createMany(this.#prompts, (data) => tx.runPrompt.createMany({ data }))
    await createMany(this.#output, (data) => tx.runOutput.createMany({ data }))
    await createMany(this.#attention, (data) => tx.attentionItem.createMany({ data }))
    await createMany(this.#dependencies, (data) => tx.dependency.createMany({ data }))
    await createMany(this.#conflicts, (data) => tx.conflict.createMany({ data }))
    this.#reached = []
    this.#lines = 0
    await this.#advance(({ decision }) => decision !== this.#decision)
  }

  /** Those that go always, and first: a new unit may have the chunk of one that is gone. */
  async #advance(isDue: (pending: Pending, id: string) => boolean): Promise<void> {
    const moves = [...this.#pending]
      .filter(([id, pending]) => pending.move.to === 'GONE' || isDue(pending, id))
      .map(([id, { move }]) => ({ id, move }))
    for (const { id } of moves) this.#pending.delete(id)
    const going = (to: Move['to']): string[] => moves.flatMap(({ id, move }) => (move.to === to ? [id] : []))
    const tx = this.#tx
    for (const id of going('GONE')) this.#revisions.delete(id)
    await inPieces(going('GONE'), async (piece) => [await tx.workUnit.deleteMany({ where: { id: { in: piece } } })])
    await createMany(
      moves.flatMap(({ move }) => (move.to === 'CREATED' ? [move.row] : [])),
      (data) => tx.workUnit.createMany({ data }),
    )
    await inPieces(going('NEXT'), async (piece) => [
      await tx.workUnit.updateMany({ where: { id: { in: piece } }, data: { revision: { increment: 1 } } }),
    ])
    for (const { id, move } of moves) if (move.to === 'LAST') await tx.workUnit.updateMany({ where: { id }, data: move.row })
  }
}

/** Empties `rows` into the database. */
async function createMany<T>(rows: T[], create: (data: T[]) => Promise<{ count: number }>): Promise<void> {
  const data = rows.splice(0)
  if (data.length > 0) await create(data)
}

/** A unit of which nothing is known yet but that it was there. No chunk is called like that. */
function placeholder(projectId: string, id: string, ordinal: number): Prisma.WorkUnitCreateManyInput {
  const at = new Date(0)
  return {
    id,
    projectId,
    chunk: `expired ${id}`,
    ordinal,
    title: '',
    phase: 'IMPLEMENT',
    status: 'READY',
    statusSince: at,
    held: true,
    priority: 0,
    revision: 1,
    generation: 0,
    attempt: 0,
    reviewRound: 0,
    codePaths: [],
    codeReferences: [],
    createdAt: at,
    updatedAt: at,
  }
}
