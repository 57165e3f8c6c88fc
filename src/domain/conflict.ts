/** The relation of two work units that may touch the same code: evidence, verdict, resolution. */

export const CONFLICT_VERDICTS = ['INDEPENDENT', 'SERIALIZE', 'ASK_OPERATOR'] as const
export type ConflictVerdict = (typeof CONFLICT_VERDICTS)[number]

export const CONFLICT_RESOLUTIONS = ['PARALLELIZE', 'SERIALIZE'] as const
export type ConflictResolution = (typeof CONFLICT_RESOLUTIONS)[number]

export const EVIDENCE_STAGES = ['DECLARED', 'PLANNED', 'ACTUAL'] as const
export type EvidenceStage = (typeof EVIDENCE_STAGES)[number]

/** One place that both units touch. `symbol` is set where both name the same symbol; `detail` is a sentence for people. */
export interface ConflictEvidence {
  readonly stage: EvidenceStage
  readonly path: string
  readonly symbol: string | null
  readonly detail: string
}

/** `{ ref: "src/a.ts#Thing::member" }` of a chunk's document: a path and the symbol in it. */
export interface CodeReference {
  readonly ref: string
  readonly implements: string | null
}

export interface Conflict {
  readonly id: string
  /** The two units, `unitAId < unitBId`, so that a pair has one row and no sides. */
  readonly unitAId: string
  readonly unitBId: string
  readonly verdict: ConflictVerdict
  readonly evidence: readonly ConflictEvidence[]
  /** What an operator decided; stands while the evidence does. */
  readonly resolution: ConflictResolution | null
  readonly resolvedBy: string | null
  /** The unit that goes first where the two are serialized. */
  readonly firstId: string | null
  readonly createdAt: Date
  readonly updatedAt: Date
}

export function otherUnit(conflict: Pick<Conflict, 'unitAId' | 'unitBId'>, unitId: string): string {
  return conflict.unitAId === unitId ? conflict.unitBId : conflict.unitAId
}

/** True where the two may not run at the same time, by the operator's word or, without one, by the verdict. */
export function isSerialized(conflict: Pick<Conflict, 'verdict' | 'resolution'>): boolean {
  return (conflict.resolution ?? conflict.verdict) === 'SERIALIZE'
}

/** The unit that `unitId` waits for because of this conflict, or null. */
export function waitsFor(conflict: Conflict, unitId: string): string | null {
  return isSerialized(conflict) && conflict.firstId !== null && conflict.firstId !== unitId ? conflict.firstId : null
}
