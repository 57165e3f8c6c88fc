/** Reads the change log: what happened to the work units of a project, in the order of its sequence. */
import type { Change, Snapshot } from '../domain/change.ts'
import type { WorkUnitChange } from '../generated/sqlite/client.ts'
import type { ReadClient } from './clients.ts'
import { inPieces } from './in-pieces.ts'
import { decodeSnapshot } from './snapshot.ts'

const PAGE_SIZE = 500

export interface ChangeLog {
  /** Up to 500 changes after `position`, oldest first. */
  page(projectId: string, position: number): Promise<Change[]>
  /** The state of units at the revisions named, by `id:revision` in the order asked for; throws where one is not in the log. */
  snapshots(revisions: readonly { id: string; revision: number }[]): Promise<Snapshot[]>
  /**
   * The state of units as of a sequence, by unit id; those that were deleted are missing. A unit that was created later
   * is as it was created: it is named by one that the same transaction wrote before it.
   */
  asOf(projectId: string, sequence: number, unitIds: readonly string[]): Promise<Map<string, Snapshot>>
}

export function createChangeLog(read: ReadClient): ChangeLog {
  return {
    async page(projectId, position) {
      const rows = await read.workUnitChange.findMany({
        where: { projectId, sequence: { gt: position } },
        orderBy: { sequence: 'asc' },
        take: PAGE_SIZE,
      })
      return rows.map(toChange)
    },
    async snapshots(revisions) {
      const rows = await inPieces(revisions, (piece) =>
        read.workUnitChange.findMany({ where: { OR: piece.map(({ id, revision }) => ({ workUnitId: id, revision })) } }),
      )
      const found = new Map(rows.map((row) => [`${row.workUnitId}:${row.revision}`, row.snapshot]))
      return revisions.map(({ id, revision }) => {
        const json = found.get(`${id}:${revision}`)
        if (json === undefined || json === null) throw new Error(`The change log has no state of unit ${id} at revision ${revision}.`)
        return decodeSnapshot(json)
      })
    },
    async asOf(projectId, sequence, unitIds) {
      const rows = await inPieces(unitIds, async (piece) => {
        const latest = await read.workUnitChange.groupBy({
          by: ['workUnitId'],
          where: { projectId, sequence: { lte: sequence }, workUnitId: { in: piece } },
          _max: { sequence: true },
        })
        const known = new Set(latest.map(({ workUnitId }) => workUnitId))
        const later = piece.filter((id) => !known.has(id))
        return read.workUnitChange.findMany({
          where: {
            projectId,
            OR: [{ sequence: { in: latest.flatMap(({ _max }) => _max.sequence ?? []) } }, { workUnitId: { in: later }, revision: 1 }],
          },
        })
      })
      return new Map(rows.flatMap(({ workUnitId, snapshot }) => (snapshot === null ? [] : [[workUnitId, decodeSnapshot(snapshot)]])))
    },
  }
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
