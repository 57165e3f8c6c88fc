/** What the events of the state machine do to the parts of a unit: its runs, its attention, and what it remembers of a try. */
import type { AttentionItem, AttentionRequest } from './attention.ts'
import type { Run, RunOutcome } from './run.ts'
import { currentRun, openAttention, type WorkUnit } from './work-unit.ts'

/** What the one who dispatches says of a new run. */
export interface NewRun {
  readonly id: string
  readonly host: string
  readonly serverId: string
  readonly tokenHash: string
}

/** How a run ended: filled in by the events that close one. */
export interface RunEnd {
  readonly outcome: RunOutcome
  readonly exitCode?: number | null
  readonly failure?: string | null
}

/** A run of the next generation, at the phase that the unit is in. */
export function openRun(unit: WorkUnit, run: NewRun, at: Date): Run {
  return {
    ...run,
    phase: unit.phase,
    generation: unit.generation + 1,
    attempt: unit.attempt + 1,
    status: 'STARTING',
    pid: null,
    processIdentity: null,
    startedAt: at,
    endedAt: null,
    exitCode: null,
    failure: null,
    verdict: null,
    verdictSummary: null,
    verdictIssues: null,
    progressMessage: null,
    progressPercent: null,
    progressAt: null,
    inputTokens: null,
    outputTokens: null,
    costUsd: null,
  }
}

/** The runs, the open one changed. */
export function withRun(unit: WorkUnit, patch: Partial<Run>): Run[] {
  return unit.runs.map((run) => (run.endedAt === null ? { ...run, ...patch } : run))
}

/** The runs, the open one ended. The run token dies with the run. */
export function endRun(unit: WorkUnit, end: RunEnd, at: Date): Run[] {
  return withRun(unit, {
    status: end.outcome,
    endedAt: at,
    tokenHash: null,
    exitCode: end.exitCode ?? null,
    failure: end.failure ?? null,
  })
}

/** An item that waits for a person from now on, asked by the open run if there is one. */
export function openItem(unit: WorkUnit, item: AttentionRequest, at: Date): AttentionItem {
  return {
    id: item.id,
    runId: currentRun(unit)?.id ?? null,
    conflictId: item.conflictId ?? null,
    kind: item.kind,
    state: 'OPEN',
    prompt: item.prompt,
    options: item.options ?? [],
    detail: item.detail ?? null,
    generation: unit.generation,
    openedAt: at,
    deadline: item.deadline ?? null,
    answer: null,
    answeredBy: null,
    answeredAt: null,
  }
}

/** Closes open items by id; a unit with none left goes on, and a run that still waited ends. */
export function closed(
  unit: WorkUnit,
  at: Date,
  ids: ReadonlySet<string>,
  how: Partial<AttentionItem>,
  onward: Partial<WorkUnit>,
): Partial<WorkUnit> {
  const attention = unit.attention.map((item) =>
    ids.has(item.id) && item.state === 'OPEN' ? { ...item, ...how, answeredAt: how.state === 'ANSWERED' ? at : null } : item,
  )
  if (openAttention({ ...unit, attention }).length > 0) return { ...onward, attention, status: 'NEEDS_ATTENTION' }
  return { ...onward, attention, runs: endRun(unit, { outcome: 'SUSPENDED' }, at) }
}

/** The attention without an open item. */
export function withdrawn(unit: WorkUnit): AttentionItem[] {
  return unit.attention.map((item) => (item.state === 'OPEN' ? { ...item, state: 'WITHDRAWN' } : item))
}

/** What `afresh` resets. */
export const AFRESH = 'session, attempts, an undelivered answer and a waiting time are gone, attention is withdrawn, a run that waits ends'

/** As at the beginning of the phase, whatever had been asked or tried. */
export function afresh(unit: WorkUnit, at: Date): Partial<WorkUnit> {
  return {
    attention: withdrawn(unit),
    runs: endRun(unit, { outcome: 'CANCELLED' }, at),
    session: null,
    pendingAnswer: null,
    feedback: null,
    attempt: 0,
    notBefore: null,
  }
}
