/** The operations that decide about work units. */
import type { ConflictResolution } from '../domain/conflict.ts'
import type { Phase } from '../domain/phase.ts'
import type { WorkUnitStatus } from '../domain/work-unit.ts'
import { type Operation, operation } from './operation.ts'

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

export interface OneUnit {
  readonly project: string
  readonly chunk: string
  readonly expectedRevision?: number | undefined
}

interface AnsweredItem {
  readonly item: string
  readonly answer?: string | undefined
  readonly option?: string | undefined
  readonly expectedRevision?: number | undefined
}

interface RetriedUnits {
  readonly project: string
  readonly chunks?: readonly string[] | undefined
  readonly reason?: string | undefined
}

interface ResolvedConflict {
  readonly project: string
  readonly chunks: readonly string[]
  readonly resolution: ConflictResolution
}

/** A decision about one unit, and one about several. Whatever the mutation is called, its answer is `decided`. */
export type UnitVerb<Input> = Operation<{ decided: { workUnit: DecidedUnit } }, { input: Input }>
export type UnitsVerb<Input> = Operation<{ decided: { workUnits: DecidedUnit[] } }, { input: Input }>

function unitVerb<Input = OneUnit>(field: string, input: string): UnitVerb<Input> {
  return operation(`mutation ${field}($input: ${input}!) { decided: ${field}(input: $input) { workUnit { ...DecidedUnit } } } ${DECIDED}`)
}

function unitsVerb<Input>(field: string, input: string): UnitsVerb<Input> {
  return operation(`mutation ${field}($input: ${input}!) { decided: ${field}(input: $input) { workUnits { ...DecidedUnit } } } ${DECIDED}`)
}

export const HoldUnit = unitVerb('holdWorkUnit', 'HoldWorkUnitInput')
export const ReleaseUnit = unitVerb('releaseWorkUnit', 'ReleaseWorkUnitInput')
export const CancelUnit = unitVerb('cancelWorkUnit', 'CancelWorkUnitInput')
export const PrioritizeUnit = unitVerb<OneUnit & { priority: number }>('prioritizeWorkUnit', 'PrioritizeWorkUnitInput')
export const RewindUnit = unitVerb<OneUnit & { phase: Phase }>('rewindWorkUnit', 'RewindWorkUnitInput')
export const CompleteUnit = unitVerb<OneUnit & { reason: string }>('completeWorkUnit', 'CompleteWorkUnitInput')
export const AnswerAttention = unitVerb<AnsweredItem>('answerAttention', 'AnswerAttentionInput')
export const RetryUnits = unitsVerb<RetriedUnits>('retryWorkUnits', 'RetryWorkUnitsInput')
export const ResolveConflict = unitsVerb<ResolvedConflict>('resolveConflict', 'ResolveConflictInput')

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
