/**
 * The one door: the only place where a work unit is written, and from where changes go to the announcer to be published.
 *
 * One transaction holds the rows, their new revisions, an entry of the change log each, and the project's sequence.
 * Nothing is published before it has committed, and everything that commits is published. The decision is made inside
 * it, on what it reads there, with the project's row locked: so no decision is ever made on a stale state, and the
 * order of the sequence is the order of the commits. Commits that come at the same time share a transaction, to pay for
 * one flush; each has its own decision and its own error. To add a kind of change, write a decision; there is nothing else
 * to remember. A write that goes around this is refused by the types, the architecture test, the read client and the
 * database (see prisma/*\/migration.sql).
 */
import { isDriverAdapterError } from '@prisma/driver-adapter-utils'
import { SignalboxError } from '../domain/errors.ts'
import type { Project } from '../domain/project.ts'
import type { WorkUnit } from '../domain/work-unit.ts'
import { writeUnits } from './aggregate.ts'
import type { Announcer } from './announcer.ts'
import type { Clients, Transaction } from './clients.ts'
import { consequences, type Draft } from './consequences.ts'
import type { CommittedChange, StoreObserver } from './observer.ts'
import { projectNotFound, toProject } from './project-row.ts'
import { createReader, type Reader } from './reader.ts'
import { againAfterRace, claimReceipt, type ReceiptKey, storeReceipt } from './receipts.ts'
import { asRetained } from './repeated-answer.ts'
import { decodeSnapshot, encodeSnapshot, endedRunsOf } from './snapshot.ts'
import { inTurns } from './turns.ts'

/** One unit as it shall be, and why. A new unit has revision 0. */
export interface Write {
  readonly unit: WorkUnit
  readonly reason: string
}

export interface Decision<T> {
  readonly writes: readonly Write[]
  readonly deletes?: readonly Write[]
  /** What the caller wants to know; plain JSON, so that a receipt can hold it. */
  readonly result: T
}

export interface Committed<T> {
  readonly result: T
  /** The position in the project's log at which the effect is visible. */
  readonly sequence: number
  /** The units of the decision at the revisions that they have now, in its order. */
  readonly units: readonly { readonly id: string; readonly revision: number }[]
}

export interface CommitRequest {
  /** The project's key. */
  readonly project: string
  /** Who causes the change. */
  readonly actor: string
  readonly receipt?: ReceiptKey | undefined
}

export type Commit = <T>(request: CommitRequest, decide: (reader: Reader) => Promise<Decision<T>>) => Promise<Committed<T>>

interface CommitParts {
  readonly clients: Clients
  readonly announcer: Announcer
  readonly now: () => Date
  readonly newId: () => string
  readonly observe: StoreObserver
}

/** One commit that is waited for. */
interface Wanted {
  readonly request: CommitRequest
  readonly decide: (reader: Reader) => Promise<Decision<unknown>>
}

type Outcome = PromiseSettledResult<Committed<unknown>>

/** A transaction holds the project's row: no commit waits for more than this many others in its own one. */
const MOST_TOGETHER = 16

export function createCommit({ clients, announcer, now, newId, observe }: CommitParts): Commit {
  // The database would let them wait for its lock anyway, each holding a connection.
  const inTurn = inTurns(MOST_TOGETHER, run)
  return <T>(request: CommitRequest, decide: Wanted['decide']) => inTurn(request.project, { request, decide }) as Promise<Committed<T>>

  /** All in one transaction; each in one of its own, where one of them is no mere refusal but spoils the transaction for all. */
  async function run(key: string, wanted: readonly Wanted[]): Promise<Outcome[]> {
    const startedAt = performance.now()
    let decided = false
    const together = await againAfterRace(() =>
      clients.write.$transaction(async (tx) => {
        decided = false
        const all = await decideAll(tx, key, wanted)
        decided = true
        return all
      }),
    ).catch((error: unknown) => {
      if (wanted.length > 1 && (!decided || isContradiction(error))) return null
      // A COMMIT whose acknowledgement is lost looks like one that has failed.
      if (!(error instanceof SignalboxError)) void announcer.look()
      return { outcomes: wanted.map((): Outcome => ({ status: 'rejected', reason: error })), changes: [] }
    })
    if (!together) return eachAlone(key, wanted)
    const { outcomes, changes } = together
    announcer.changed(changes.map(({ change }) => change))
    if (changes.length > 0) observe.committed(key, changes, (performance.now() - startedAt) / 1_000)
    return outcomes
  }

  async function eachAlone(key: string, wanted: readonly Wanted[]): Promise<Outcome[]> {
    const outcomes: Outcome[] = []
    for (const one of wanted) outcomes.push(...(await run(key, [one])))
    return outcomes
  }

  /** Each sees what the ones before it have written. */
  async function decideAll(tx: Transaction, key: string, wanted: readonly Wanted[]) {
    let project = await lockProject(tx, key)
    const outcomes: Outcome[] = []
    const changes: CommittedChange[] = []
    for (const { request, decide } of wanted) {
      try {
        const one = await decideOne(tx, project, request, decide)
        project = { ...project, sequence: project.sequence + one.changes.length }
        outcomes.push({ status: 'fulfilled', value: one.committed })
        changes.push(...one.changes)
      } catch (error) {
        // A refusal comes before anything is written. Any other error may leave half of a decision behind, or a transaction that is over.
        if (!(error instanceof SignalboxError)) throw error
        outcomes.push({ status: 'rejected', reason: error })
      }
    }
    return { outcomes, changes }
  }

  async function decideOne(tx: Transaction, project: Project, request: CommitRequest, decide: Wanted['decide']) {
    const known = request.receipt && (await claimReceipt<Committed<unknown>>(tx, request.receipt))
    if (known) return { committed: await asRetained(tx, project, known), changes: [] }

    const at = now()
    const loaded = new Map<string, WorkUnit>()
    const decision = await decide(createReader(tx, project, at, loaded))
    const drafts = await consequences(tx, loaded, decision, at, newId)
    const changes = await write(tx, project, request.actor, at, drafts)
    const committed = outcome(decision, project, changes)
    if (request.receipt) await storeReceipt(tx, request.receipt, committed, at)
    return { committed, changes }
  }
}

/** Foreign keys are looked at last, by COMMIT: the database says which of them does not hold, and has committed nothing. */
function isContradiction(error: unknown): boolean {
  return isDriverAdapterError(error) && error.cause.kind === 'ForeignKeyConstraintViolation'
}

/** The row lock makes the order of allocation the order of commit, on PostgreSQL as on SQLite. */
async function lockProject(tx: Transaction, key: string): Promise<Project> {
  const [row] = await tx.project.updateManyAndReturn({ where: { key }, data: { sequence: { increment: 0 } } })
  if (!row) throw projectNotFound(key)
  return toProject(row)
}

/** The log first, the rows after it. What is published is what a replay would read: the state went through the same encoding. */
async function write(tx: Transaction, project: Project, actor: string, at: Date, drafts: readonly Draft[]): Promise<CommittedChange[]> {
  const entries = drafts.map((draft, index) => {
    const sequence = project.sequence + index + 1
    const revision = draft.revision + 1
    const after = draft.after && { ...draft.after, revision, updatedAt: at, ordinal: draft.before?.ordinal ?? sequence }
    const snapshot =
      after && encodeSnapshot({ unit: after, blockedBy: draft.blockedBy, dependents: draft.dependents, endedRuns: endedRunsOf(after) })
    const row = {
      projectId: project.id,
      sequence,
      workUnitId: draft.id,
      revision,
      chunk: draft.chunk,
      kind: after === null ? ('DELETED' as const) : draft.before === null ? ('CREATED' as const) : ('UPDATED' as const),
      previousStatus: draft.before?.status ?? null,
      previousPhase: draft.before?.phase ?? null,
      changedFields: [...draft.changedFields],
      actor,
      reason: draft.reason,
      at,
    }
    return { row, snapshot, write: { before: draft.before, after } }
  })
  await tx.workUnitChange.createMany({ data: entries.map(({ row, snapshot }) => ({ ...row, ...(snapshot && { snapshot }) })) })
  await writeUnits(
    tx,
    entries.map((entry) => entry.write),
  )
  return entries.map(({ row, snapshot, write }) => ({ change: { ...row, snapshot: snapshot && decodeSnapshot(snapshot) }, ...write }))
}

function outcome<T>(decision: Decision<T>, project: Project, changes: readonly CommittedChange[]): Committed<T> {
  const revisions = new Map(changes.map(({ change }) => [change.workUnitId, change.revision]))
  return {
    result: decision.result,
    sequence: project.sequence + changes.length,
    units: decision.writes.map(({ unit }) => ({ id: unit.id, revision: revisions.get(unit.id) ?? unit.revision })),
  }
}
