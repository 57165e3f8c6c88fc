/** The aggregate of a work unit: the record of one chunk on its way through the phases. How it changes stands in transitions.ts. */
import type { AttentionItem } from './attention.ts'
import type { CodeReference, Conflict } from './conflict.ts'
import type { Phase } from './phase.ts'
import type { Run } from './run.ts'

export const STATUSES = ['READY', 'RUNNING', 'BLOCKED', 'NEEDS_ATTENTION', 'DONE'] as const
export type WorkUnitStatus = (typeof STATUSES)[number]

export interface WorkUnit {
  readonly id: string
  readonly projectId: string
  readonly chunk: string
  /** The sequence of its creation: its age, and its place in lists. */
  readonly ordinal: number
  readonly title: string
  readonly goal: string | null
  readonly phase: Phase
  readonly status: WorkUnitStatus
  readonly statusSince: Date
  /** A held unit is not dispatched. */
  readonly held: boolean
  /** −1000 to 1000, higher first. */
  readonly priority: number
  /** How often it has changed: 1, 2, 3 … Only `commit` sets it. */
  readonly revision: number
  /** A READY unit is not dispatched before this. */
  readonly notBefore: Date | null
  readonly branch: string | null
  readonly worktreePath: string | null
  /** Counts its runs. */
  readonly generation: number
  /** Tries at this phase that did not finish it. */
  readonly attempt: number
  /** How often a reviewer sent it back. */
  readonly reviewRound: number
  /** The agent's session, where a driver can resume one. */
  readonly session: string | null
  /** What an operator answered, for the next run. */
  readonly pendingAnswer: string | null
  /** What a reviewer said, for the next IMPLEMENT. */
  readonly feedback: string | null
  /** The commit that is on the base branch, or about to be: written before the merge, so that a merge is never done twice. */
  readonly mergedCommit: string | null
  readonly codePaths: readonly string[]
  readonly codeReferences: readonly CodeReference[]
  readonly inputTokens: number | null
  readonly outputTokens: number | null
  readonly costUsd: number | null
  readonly createdAt: Date
  readonly updatedAt: Date
  /** Ids of the units that must be DONE first: each once, in ascending order, so that the same ones are the same value. */
  readonly dependsOn: readonly string[]
  /** The open run, and those that ended in this very decision. */
  readonly runs: readonly Run[]
  /** The open items, and those that were closed in this very decision. */
  readonly attention: readonly AttentionItem[]
  readonly conflicts: readonly Conflict[]
}

/** The run that is going on, or null. */
export function currentRun(unit: WorkUnit): Run | null {
  return unit.runs.find((run) => run.endedAt === null) ?? null
}

export function openAttention(unit: WorkUnit): AttentionItem[] {
  return unit.attention.filter((item) => item.state === 'OPEN')
}
