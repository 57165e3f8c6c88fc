/** The conflicts of a project. */
import type { ConflictResolution, ConflictVerdict } from '../domain/conflict.ts'
import type { WorkUnitStatus } from '../domain/work-unit.ts'
import { operation } from './operation.ts'

export interface ConflictRow {
  readonly id: string
  readonly verdict: ConflictVerdict
  readonly resolution: ConflictResolution | null
  readonly resolvedBy: string | null
  readonly first: { readonly chunk: string } | null
  readonly workUnits: readonly { readonly chunk: string; readonly status: WorkUnitStatus }[]
  readonly evidence: readonly { readonly stage: string; readonly path: string; readonly symbol: string | null; readonly detail: string }[]
}

export const ListConflicts = operation<{ conflicts: ConflictRow[] }, { project: string; verdict: string | null }>(/* GraphQL */ `
  query ListConflicts($project: String!, $verdict: ConflictVerdict) {
    conflicts(project: $project, verdict: $verdict) {
      id
      verdict
      resolution
      resolvedBy
      first {
        chunk
      }
      workUnits {
        chunk
        status
      }
      evidence {
        stage
        path
        symbol
        detail
      }
    }
  }
`)
