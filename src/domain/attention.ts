/** One thing that a person must decide, and the order in which the decisions are worth making. */

export const ATTENTION_KINDS = [
  'QUESTION',
  'PERMISSION',
  'CONFLICT',
  'REVIEW',
  'MERGE_CONFLICT',
  'AGENT_FAILED',
  'LIMIT',
  'DEPENDENCY',
  'CANCELLED',
] as const
export type AttentionKind = (typeof ATTENTION_KINDS)[number]

export const ATTENTION_STATES = ['OPEN', 'ANSWERED', 'WITHDRAWN', 'EXPIRED'] as const
export type AttentionState = (typeof ATTENTION_STATES)[number]

export interface AttentionItem {
  readonly id: string
  readonly runId: string | null
  /** The conflict that it asks about, for the kind CONFLICT. */
  readonly conflictId: string | null
  readonly kind: AttentionKind
  readonly state: AttentionState
  readonly prompt: string
  readonly options: readonly string[]
  readonly detail: string | null
  /** The run generation that asked. */
  readonly generation: number
  readonly openedAt: Date
  readonly deadline: Date | null
  readonly answer: string | null
  readonly answeredBy: string | null
  readonly answeredAt: Date | null
}

/** What the one who raises an item says; the state machine adds the rest. */
export interface AttentionRequest {
  readonly id: string
  readonly kind: AttentionKind
  readonly prompt: string
  readonly options?: readonly string[]
  readonly detail?: string | null
  readonly conflictId?: string | null
  readonly deadline?: Date | null
}

/**
 * How many units wait behind each unit, directly or through others.
 * `dependents` maps a unit's id to the ids of those that wait for it and are not DONE.
 */
export function countWaitingBehind(unitIds: Iterable<string>, dependents: ReadonlyMap<string, readonly string[]>): Map<string, number> {
  const counts = new Map<string, number>()
  for (const unitId of unitIds) {
    const seen = new Set<string>()
    const open = [...(dependents.get(unitId) ?? [])]
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (next === unitId || seen.has(next)) continue
      seen.add(next)
      open.push(...(dependents.get(next) ?? []))
    }
    counts.set(unitId, seen.size)
  }
  return counts
}
