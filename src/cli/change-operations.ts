/** The change log of a project, as it grows. */
import type { ChangeKind } from '../domain/change.ts'
import type { Phase } from '../domain/phase.ts'
import type { WorkUnitStatus } from '../domain/work-unit.ts'
import { operation } from './operation.ts'

/** The head of the log. */
export const ProjectHead = operation<{ project: { cursor: string; sequence: number } | null }, { project: string }>(/* GraphQL */ `
  query ProjectHead($project: String!) {
    project(key: $project) {
      cursor
      sequence
    }
  }
`)

/** The cursor before the first change that the log has. */
export const ProjectStart = operation<{ project: { startCursor: string } | null }, { project: string }>(/* GraphQL */ `
  query ProjectStart($project: String!) {
    project(key: $project) {
      startCursor
    }
  }
`)

export interface Change {
  readonly cursor: string
  readonly sequence: number
  readonly revision: number
  readonly kind: ChangeKind
  readonly workUnitId: string
  readonly chunk: string
  /** Null when DELETED. */
  readonly workUnit: { readonly status: WorkUnitStatus; readonly phase: Phase; readonly attentionReason: string | null } | null
  readonly previousStatus: WorkUnitStatus | null
  readonly previousPhase: Phase | null
  readonly changedFields: readonly string[]
  readonly actor: string
  readonly reason: string
  readonly at: string
}

export const WatchChanges = operation<
  { workUnitUpdated: Change },
  { project: string; after: string | null; chunks: readonly string[] | null }
>(/* GraphQL */ `
  subscription WatchChanges($project: String!, $after: Cursor, $chunks: [String!]) {
    workUnitUpdated(project: $project, after: $after, chunks: $chunks) {
      cursor
      sequence
      revision
      kind
      workUnitId
      chunk
      workUnit {
        status
        phase
        attentionReason
      }
      previousStatus
      previousPhase
      changedFields
      actor
      reason
      at
    }
  }
`)
