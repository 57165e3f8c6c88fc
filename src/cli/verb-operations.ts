/** The operations that decide about work units. */
import type { ConflictResolution, ConflictVerdict } from '../domain/conflict.ts'
import type { Phase } from '../domain/phase.ts'
import type { WorkUnitStatus } from '../domain/work-unit.ts'
import { operation } from './operation.ts'

/** What a decision made of a unit. */
export interface DecidedUnit {
  readonly chunk: string
  readonly status: WorkUnitStatus
  readonly phase: Phase
  readonly held: boolean
  readonly priority: number
  readonly revision: number
}

const DECIDED = /* GraphQL */ `
  fragment DecidedUnit on WorkUnit {
    chunk
    status
    phase
    held
    priority
    revision
  }
`

interface OneUnit {
  readonly project: string
  readonly chunk: string
}

export const HoldUnit = operation<{ holdWorkUnit: { workUnit: DecidedUnit } }, { input: OneUnit }>(/* GraphQL */ `
  mutation HoldUnit($input: HoldWorkUnitInput!) {
    holdWorkUnit(input: $input) {
      workUnit {
        ...DecidedUnit
      }
    }
  }
  ${DECIDED}
`)

export const ReleaseUnit = operation<{ releaseWorkUnit: { workUnit: DecidedUnit } }, { input: OneUnit }>(/* GraphQL */ `
  mutation ReleaseUnit($input: ReleaseWorkUnitInput!) {
    releaseWorkUnit(input: $input) {
      workUnit {
        ...DecidedUnit
      }
    }
  }
  ${DECIDED}
`)

export const CancelUnit = operation<{ cancelWorkUnit: { workUnit: DecidedUnit } }, { input: OneUnit }>(/* GraphQL */ `
  mutation CancelUnit($input: CancelWorkUnitInput!) {
    cancelWorkUnit(input: $input) {
      workUnit {
        ...DecidedUnit
      }
    }
  }
  ${DECIDED}
`)

export const PrioritizeUnit = operation<{ prioritizeWorkUnit: { workUnit: DecidedUnit } }, { input: OneUnit & { priority: number } }>(
  /* GraphQL */ `
    mutation PrioritizeUnit($input: PrioritizeWorkUnitInput!) {
      prioritizeWorkUnit(input: $input) {
        workUnit {
          ...DecidedUnit
        }
      }
    }
    ${DECIDED}
  `,
)

export const DeleteUnit = operation<
  { deleteWorkUnit: { workUnitId: string; backupRef: string | null } },
  { input: OneUnit & { force: boolean } }
>(/* GraphQL */ `
  mutation DeleteUnit($input: DeleteWorkUnitInput!) {
    deleteWorkUnit(input: $input) {
      workUnitId
      backupRef
    }
  }
`)

export const RetryUnits = operation<
  { retryWorkUnits: { workUnits: DecidedUnit[] } },
  { input: { project: string; chunks?: readonly string[] | undefined; reason?: string | undefined } }
>(/* GraphQL */ `
  mutation RetryUnits($input: RetryWorkUnitsInput!) {
    retryWorkUnits(input: $input) {
      workUnits {
        ...DecidedUnit
      }
    }
  }
  ${DECIDED}
`)

export const AnswerAttention = operation<
  { answerAttention: { workUnit: DecidedUnit } },
  { input: { item: string; answer?: string | undefined; option?: string | undefined } }
>(/* GraphQL */ `
  mutation AnswerAttention($input: AnswerAttentionInput!) {
    answerAttention(input: $input) {
      workUnit {
        ...DecidedUnit
      }
    }
  }
  ${DECIDED}
`)

export const ResolveConflict = operation<
  { resolveConflict: { workUnits: DecidedUnit[] } },
  { input: { project: string; chunks: readonly string[]; resolution: ConflictResolution } }
>(/* GraphQL */ `
  mutation ResolveConflict($input: ResolveConflictInput!) {
    resolveConflict(input: $input) {
      workUnits {
        ...DecidedUnit
      }
    }
  }
  ${DECIDED}
`)

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
