/** One attempt of one agent at one phase. */
import type { Phase } from './phase.ts'

export const RUN_STATUSES = ['STARTING', 'RUNNING', 'WAITING', 'SUCCEEDED', 'SUSPENDED', 'FAILED', 'CANCELLED', 'LOST'] as const
export type RunStatus = (typeof RUN_STATUSES)[number]

/** How a run can end. */
export type RunOutcome = Exclude<RunStatus, 'STARTING' | 'RUNNING' | 'WAITING'>

export const REVIEW_VERDICTS = ['APPROVE', 'FEEDBACK', 'ESCALATE'] as const
export type ReviewVerdict = (typeof REVIEW_VERDICTS)[number]

export interface Run {
  readonly id: string
  readonly phase: Phase
  /** Counts the runs of the unit: a result that names an older generation is refused. */
  readonly generation: number
  /** Counts the tries at this phase. */
  readonly attempt: number
  readonly status: RunStatus
  readonly host: string
  /** The server whose lease owns the run. */
  readonly serverId: string
  readonly pid: number | null
  /** Tells a process from a later one with the same pid. */
  readonly processIdentity: string | null
  /** SHA-256 of the run token; null once the run has ended. Never shown. */
  readonly tokenHash: string | null
  readonly startedAt: Date
  readonly endedAt: Date | null
  readonly exitCode: number | null
  readonly failure: string | null
  readonly verdict: ReviewVerdict | null
  readonly verdictSummary: string | null
  readonly verdictIssues: readonly string[] | null
  /** What its agent last said of how far it is; null until it says so. */
  readonly progressMessage: string | null
  /** 0 to 100; null where the agent did not say. */
  readonly progressPercent: number | null
  readonly progressAt: Date | null
  readonly inputTokens: number | null
  readonly outputTokens: number | null
  readonly costUsd: number | null
}

/** What the change that ended a run says of it. */
export type EndedRun = Pick<Run, 'id' | 'phase' | 'generation' | 'attempt' | 'status' | 'exitCode' | 'failure'>

export const OUTPUT_STREAMS = ['OUT', 'ERR', 'AGENT', 'SYSTEM'] as const
export type OutputStream = (typeof OUTPUT_STREAMS)[number]

/** A piece of a run's output. `position` counts 1, 2, 3 … within the run. */
export interface RunOutput {
  readonly position: number
  readonly stream: OutputStream
  readonly text: string
  readonly at: Date
}
