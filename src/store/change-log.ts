/**
 * Reads the change log: what happened to the work units of a project, in the order of its sequence. Its old end may have expired
 * (see retention.ts), also while it is read: what cannot be answered in full any more is CURSOR_EXPIRED, never a part of the truth.
 */
import type { Change, Snapshot } from '../domain/change.ts'
import { SignalboxError } from '../domain/errors.ts'
import type { WorkUnitChange } from '../generated/sqlite/client.ts'
import type { ReadClient } from './clients.ts'
import { inPieces } from './in-pieces.ts'
import { decodeSnapshot } from './snapshot.ts'

/** A change may carry a goal of 256 KiB, and many readers may be behind at once. */
const PAGE_SIZE = 100

/** A unit, by its id, as it was at a revision. */
interface AtRevision {
  readonly id: string
  readonly revision: number
}

export interface ChangeLog {
  /** Up to 100 changes after `position`, oldest first and without a gap; throws CURSOR_EXPIRED where one of them has expired. */
  page(projectId: string, position: number): Promise<Change[]>
  /** The state of units at the revisions named, by `id:revision` in the order asked for; throws where one is not in the log. */
  snapshots(revisions: readonly AtRevision[]): Promise<Snapshot[]>
  /**
   * The state of units as of a sequence, by unit id; those that were deleted are missing. A unit that was created later
   * is as it was created: it is named by one that the same transaction wrote before it. Throws CURSOR_EXPIRED where changes after
   * the sequence have expired.
   */
  asOf(projectId: string, sequence: number, unitIds: readonly string[]): Promise<Map<string, Snapshot>>
  /**
   * From which revision on the log has every change of a unit, by unit id: that of the newest change up to `expiredSequence`, the one
   * of their project. Units whose whole history is there are missing.
   */
  historyStarts(expiredSequence: number, unitIds: readonly string[]): Promise<Map<string, number>>
}

export function createChangeLog(read: ReadClient): ChangeLog {
  return {
    async page(projectId, position) {
      const rows = await read.workUnitChange.findMany({
        where: { projectId, sequence: { gt: position } },
        orderBy: { sequence: 'asc' },
        take: PAGE_SIZE,
      })
      const gap = rows.findIndex(({ sequence }, index) => sequence !== position + index + 1)
      if (gap >= 0) throw expired(position, `change ${position + gap + 1} is gone`)
      return rows.map(toChange)
    },
    async snapshots(revisions) {
      const rows = await rowsAt(read, revisions)
      const found = new Map(rows.map((row) => [`${row.workUnitId}:${row.revision}`, row.snapshot]))
      return revisions.map(({ id, revision }) => {
        const json = found.get(`${id}:${revision}`)
        if (json === undefined || json === null) throw new Error(`The change log has no state of unit ${id} at revision ${revision}.`)
        return decodeSnapshot(json)
      })
    },
    async asOf(projectId, sequence, unitIds) {
      const newest = await newestRevisions(read, sequence, unitIds)
      const rows = await rowsAt(
        read,
        unitIds.map((id) => newest.get(id) ?? { id, revision: 1 }),
      )
      // Looked up last: whatever was gone when the rows were read had been announced before.
      const { expiredSequence } = await read.project.findUniqueOrThrow({ where: { id: projectId }, select: { expiredSequence: true } })
      if (sequence < expiredSequence) throw expired(sequence, `the changes up to ${expiredSequence} are gone`)
      return new Map(rows.flatMap(({ workUnitId, snapshot }) => (snapshot === null ? [] : [[workUnitId, decodeSnapshot(snapshot)]])))
    },
    async historyStarts(expiredSequence, unitIds) {
      if (expiredSequence === 0) return new Map()
      const newest = await newestRevisions(read, expiredSequence, unitIds)
      return new Map([...newest].map(([id, { revision }]) => [id, revision]))
    },
  }
}

/**
 * The revisions that units had as of `sequence`, by unit id; a unit without a change up to there is missing. The project is not asked
 * for: with it, SQLite would go through the project's whole log, and not through those of the units.
 */
export async function newestRevisions(
  client: Pick<ReadClient, 'workUnitChange'>,
  sequence: number,
  unitIds: readonly string[],
): Promise<Map<string, AtRevision>> {
  const rows = await inPieces(unitIds, (piece) =>
    client.workUnitChange.groupBy({
      by: ['workUnitId'],
      where: { sequence: { lte: sequence }, workUnitId: { in: piece } },
      _max: { revision: true },
    }),
  )
  return new Map(rows.map(({ workUnitId: id, _max }) => [id, { id, revision: _max.revision ?? 1 }]))
}

function rowsAt(read: ReadClient, revisions: readonly AtRevision[]): Promise<WorkUnitChange[]> {
  return inPieces(revisions, (piece) =>
    read.workUnitChange.findMany({ where: { OR: piece.map(({ id, revision }) => ({ workUnitId: id, revision })) } }),
  )
}

function expired(sequence: number, found: string): SignalboxError {
  return new SignalboxError(
    'CURSOR_EXPIRED',
    `The change log must hold every change after ${sequence} for this; found that ${found}: they have expired. Take a new snapshot and subscribe after its cursor.`,
    'after',
  )
}

export function toChange(row: WorkUnitChange): Change {
  return {
    projectId: row.projectId,
    sequence: row.sequence,
    workUnitId: row.workUnitId,
    revision: row.revision,
    chunk: row.chunk,
    kind: row.kind,
    snapshot: row.snapshot === null ? null : decodeSnapshot(row.snapshot),
    previousStatus: row.previousStatus,
    previousPhase: row.previousPhase,
    changedFields: row.changedFields as string[],
    actor: row.actor,
    reason: row.reason,
    at: row.at,
  }
}
