/**
 * Whether the lines of a file are a project: complete, in order, and one with itself. It is asked before anything is written, and again
 * while it is: what the file says in one place must be what it says in the others, as it is in a database.
 *
 * It remembers ids and digests of what has gone by, not the lines.
 */
import { createHash } from 'node:crypto'
import type { Change, Snapshot } from '../../domain/change.ts'
import { SignalboxError } from '../../domain/errors.ts'
import type { Project } from '../../domain/project.ts'
import { expiredPlaces, type Kept } from './expired.ts'
import { pick } from './fields.ts'
import { atLine, type Line } from './lines.ts'
import { ATTENTION, CONFLICT, type Counts, type RecordOf, RUN, type TransferRecord } from './records.ts'

interface SeenUnit {
  revision: number
  /** The line of its newest change. */
  line: number
  chunk: string
  isGone: boolean
  /** What its newest change says that it has, and what it has by its rows: see `partsOf`. */
  told: readonly string[]
  readonly had: string[]
}

export interface Checked {
  readonly project: Project
  readonly counts: Counts
  /** The revision that each unit ends with, by its id. */
  readonly lastRevisions: ReadonlyMap<string, number>
  /** The changes of the file that have expired. */
  readonly kept: readonly Kept[]
}

/** Passes on lines that it has found to be right, and throws VALIDATION_FAILED with the number of the first that is not. Returns what they are. */
export async function* checkLines(lines: AsyncIterable<Line>): AsyncGenerator<TransferRecord, Checked, void> {
  const check = new TransferCheck()
  let last = 0
  for await (const { number, record } of lines) {
    atLine(number, () => check.take(number, record))
    last = number
    yield record
  }
  if (last === 0) throw refused('The file is empty: it is no exported project.')
  if (!check.isComplete) throw refused(`The file ends after line ${last} without its trailer: it was cut off. Export the project again.`)
  return check.result()
}

class TransferCheck {
  readonly #counts: Counts = { units: 0, changes: 0, runs: 0, prompts: 0, output: 0, attention: 0, dependencies: 0, conflicts: 0 }
  readonly #units = new Map<string, SeenUnit>()
  readonly #chunks = new Set<string>()
  readonly #ids = new Set<string>()
  /** Runs that stand before the change of their revision, by `unit:revision`, with their line. */
  readonly #early = new Map<string, number>()
  /** Units that others depend on, with the first line that says so. */
  readonly #awaited = new Map<string, number>()
  readonly #kept: Kept[] = []
  #header: RecordOf<'header'> | null = null
  #change: RecordOf<'change'> | null = null
  #sequence = 0
  #output = { runId: '', position: 0 }
  isComplete = false

  take(line: number, record: TransferRecord): void {
    if (this.isComplete) throw refused('there must be nothing behind the trailer.')
    if (!['run', 'prompt', 'output'].includes(record.record)) this.#output = { runId: '', position: 0 }
    switch (record.record) {
      case 'header':
        this.#header = record
        return
      case 'change':
        return this.#takeChange(line, record)
      case 'run':
        return this.#takeRun(line, record)
      case 'prompt':
        return this.#takePrompt(record)
      case 'output':
        return this.#takeOutput(record)
      case 'attention':
        return this.#takeAttention(record)
      case 'dependency':
        return this.#takeDependency(line, record)
      case 'conflict':
        return this.#takeConflict(record)
      case 'trailer':
        return this.#takeTrailer(line, record)
    }
  }

  result(): Checked {
    const { project } = this.#opened()
    const lastRevisions = new Map([...this.#units].map(([id, { revision }]) => [id, revision]))
    // Goes through them all, to see that there is a way.
    for (const place of expiredPlaces(this.#kept, project.expiredSequence)) void place
    return { project, counts: this.#counts, lastRevisions, kept: this.#kept }
  }

  #takeChange(line: number, change: RecordOf<'change'>): void {
    const { project } = this.#opened()
    const { sequence, workUnitId, revision, chunk, kind, snapshot } = change
    const hasExpired = sequence <= project.expiredSequence
    const next = Math.max(this.#sequence, project.expiredSequence) + 1
    if (hasExpired ? sequence <= this.#sequence : sequence !== next)
      throw refused(`sequence must be ${hasExpired ? `above ${this.#sequence}` : next}, for the log to have no gap; found ${sequence}.`)
    const before = this.#units.get(workUnitId)
    const nextRevision = (before?.revision ?? 0) + 1
    if (before?.isGone) throw refused(`the work unit ${workUnitId} was deleted in line ${before.line} and cannot change any more.`)
    if (hasExpired ? revision < nextRevision : revision !== nextRevision)
      throw refused(`revision must be ${nextRevision}, the next one of its work unit; found ${revision}.`)
    if ((kind === 'CREATED') !== (revision === 1)) throw refused(`kind must be CREATED for revision 1 and no other; found ${kind}.`)
    if ((kind === 'DELETED') !== (snapshot === null)) throw refused('snapshot must be null where the kind is DELETED, and nowhere else.')
    if (snapshot) checkSnapshot(project, change, snapshot)
    if (kind === 'DELETED' && before && before.had.length > 0)
      throw refused(`${before.had[0]} belongs to a work unit that is deleted here.`)

    if (before && before.chunk !== chunk) throw refused(`chunk must be '${before.chunk}', as in line ${before.line}; found '${chunk}'.`)
    if (!before && this.#chunks.has(chunk)) throw refused(`there is another work unit for the chunk '${chunk}'.`)
    if (kind === 'DELETED') this.#chunks.delete(chunk)
    else this.#chunks.add(chunk)
    this.#units.set(workUnitId, {
      revision,
      line,
      chunk,
      isGone: kind === 'DELETED',
      told: snapshot ? partsOf(snapshot) : [],
      had: before?.had ?? [],
    })
    this.#early.delete(`${workUnitId}:${revision}`)
    if (hasExpired) this.#kept.push({ sequence, workUnitId, revision })
    this.#sequence = sequence
    this.#change = change
    this.#counts.changes += 1
  }

  #takeRun(line: number, run: RecordOf<'run'>): void {
    const unit = this.#unitOf(run.workUnitId)
    this.#claim(`run ${run.id}`)
    this.#claim(`run ${run.generation} of ${run.workUnitId}`)
    if (run.revision < unit.revision)
      throw refused(`revision must be ${unit.revision} or above, as in the change before it; found ${run.revision}.`)
    if (run.revision > unit.revision) this.#early.set(`${run.workUnitId}:${run.revision}`, line)
    if (run.endedAt === null) unit.had.push(digest('run', run.id, pick(RUN, run, '')))
    this.#output = { runId: run.id, position: 0 }
    this.#counts.runs += 1
  }

  #takePrompt({ runId }: RecordOf<'prompt'>): void {
    if (runId !== this.#output.runId || this.#output.position > 0) throw refused('runId must be the run that stands just before it.')
    this.#claim(`prompt of ${runId}`)
    this.#counts.prompts += 1
  }

  #takeOutput({ runId, position }: RecordOf<'output'>): void {
    if (runId !== this.#output.runId) throw refused('runId must be the run that stands before it.')
    if (position <= this.#output.position) throw refused(`position must be above ${this.#output.position}; found ${position}.`)
    this.#output = { runId, position }
    this.#counts.output += 1
  }

  #takeAttention(item: RecordOf<'attention'>): void {
    const unit = this.#unitOf(item.workUnitId, item.revision)
    this.#claim(`attention item ${item.id}`)
    if (item.runId !== null && !this.#ids.has(`run ${item.runId}`))
      throw refused(`runId must be a run that stands before it; found ${item.runId}.`)
    if (item.state === 'OPEN') unit.had.push(digest('attention', item.id, pick(ATTENTION, item, '')))
    this.#counts.attention += 1
  }

  #takeDependency(line: number, { workUnitId, revision, dependsOnId }: RecordOf<'dependency'>): void {
    const unit = this.#unitOf(workUnitId, revision)
    this.#claim(`dependency of ${workUnitId} on ${dependsOnId}`)
    if (!this.#awaited.has(dependsOnId)) this.#awaited.set(dependsOnId, line)
    unit.had.push(`dependency on ${dependsOnId}`)
    this.#counts.dependencies += 1
  }

  #takeConflict(conflict: RecordOf<'conflict'>): void {
    const { unitAId, unitBId, revisionA, revisionB } = conflict
    if (this.#change?.workUnitId !== unitAId && this.#change?.workUnitId !== unitBId)
      throw refused('a conflict must stand behind a change of one of its work units.')
    this.#claim(`conflict ${conflict.id}`)
    this.#claim(`conflict of ${unitAId} and ${unitBId}`)
    if (unitAId >= unitBId) throw refused('unitAId must be less than unitBId.')
    const part = digest('conflict', conflict.id, pick(CONFLICT, conflict, ''))
    const sides = [
      [unitAId, revisionA],
      [unitBId, revisionB],
    ] as const
    for (const [id, revision] of sides) {
      const unit = this.#units.get(id)
      if (!unit || unit.isGone || unit.revision !== revision)
        throw refused(`the work unit ${id} must be at revision ${revision} here; found ${unit ? `revision ${unit.revision}` : 'none'}.`)
      unit.had.push(part)
    }
    this.#counts.conflicts += 1
  }

  #takeTrailer(line: number, { lines }: RecordOf<'trailer'>): void {
    const { project, counts } = this.#opened()
    if (lines !== line) throw refused(`the file must have ${lines} lines; found ${line}: some are missing, or were added.`)
    if (
      Math.max(this.#sequence, project.expiredSequence) !== project.sequence ||
      project.expiredSequence > Math.max(0, project.sequence - 1)
    )
      throw refused(`the log must end with change ${project.sequence}, which has not expired; found ${this.#sequence} as the last one.`)
    for (const [dependsOnId, where] of this.#awaited) {
      const unit = this.#units.get(dependsOnId)
      if (!unit || unit.isGone) throw wrongAt(where, `there is no work unit ${dependsOnId} to depend on.`)
    }
    for (const [name, where] of this.#early)
      throw wrongAt(where, `there is no change of revision ${name.split(':').at(-1)} of its work unit.`)
    for (const unit of this.#units.values()) {
      if (!unit.isGone) this.#counts.units += 1
      const [told, had] = [new Set(unit.told), new Set(unit.had)]
      const odd = [...told].find((part) => !had.has(part)) ?? [...had].find((part) => !told.has(part))
      if (odd !== undefined)
        throw wrongAt(unit.line, `what this change says of its work unit is not what its rows say: ${odd.replace(/ #.*/, '')}.`)
    }
    for (const [name, found] of Object.entries(this.#counts)) {
      const said = new Map(Object.entries(counts)).get(name)
      if (said !== found) throw refused(`the header says that there are ${said} ${name}; found ${found}.`)
    }
    this.isComplete = true
  }

  #opened(): RecordOf<'header'> {
    if (!this.#header) throw refused('the header must come first.')
    return this.#header
  }

  /** The unit of a row, which stands behind a change of it: of that `revision`, where one is given. */
  #unitOf(workUnitId: string, revision?: number): SeenUnit {
    const unit = this.#units.get(workUnitId)
    if (!unit || unit.isGone || this.#change?.workUnitId !== workUnitId)
      throw refused('workUnitId must be that of the change before it, which is no deletion.')
    if (revision !== undefined && revision !== unit.revision)
      throw refused(`revision must be ${unit.revision}, as in the change before it; found ${revision}.`)
    return unit
  }

  #claim(id: string): void {
    if (this.#ids.has(id)) throw refused(`the ${id} must be there once; found it twice.`)
    this.#ids.add(id)
  }
}

function checkSnapshot(project: Project, { workUnitId, revision, chunk }: Omit<Change, 'projectId'>, { unit }: Snapshot): void {
  const expected = { id: workUnitId, revision, chunk, projectId: project.id }
  const found = { id: unit.id, revision: unit.revision, chunk: unit.chunk, projectId: unit.projectId }
  if (JSON.stringify(expected) !== JSON.stringify(found))
    throw refused(`snapshot.unit must be ${JSON.stringify(expected)}, as the change says; found ${JSON.stringify(found)}.`)
}

/** What a change says that its unit has of rows of its own, each as one text. */
function partsOf({ unit }: Snapshot): string[] {
  return [
    ...unit.dependsOn.map((id) => `dependency on ${id}`),
    ...unit.runs.map((run) => digest('run', run.id, run)),
    ...unit.attention.map((item) => digest('attention', item.id, item)),
    ...unit.conflicts.map((conflict) => digest('conflict', conflict.id, conflict)),
  ]
}

function digest(kind: string, id: string, value: object): string {
  return `${kind} ${id} #${createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 16)}`
}

function wrongAt(line: number, message: string): SignalboxError {
  return refused(`line ${line} is wrong: ${message}`)
}

function refused(message: string): SignalboxError {
  return new SignalboxError('VALIDATION_FAILED', message, 'file')
}
