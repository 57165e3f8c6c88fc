/**
 * The state machine of a work unit: which event is legal from which status, who may cause it, and what it does.
 * Nothing else decides. `test/domain/transitions.test.ts` tries every event from every status.
 *
 * An event that leads to READY says only that the unit could go on. Whether it must wait for another one (BLOCKED) is
 * decided by `settle`, which `commit` applies to everything that a decision touches.
 */
import type { AttentionRequest } from './attention.ts'
import type { Conflict } from './conflict.ts'
import { SignalboxError } from './errors.ts'
import { isBefore, nextPhase, type Phase } from './phase.ts'
import type { ReviewVerdict } from './run.ts'
import { AFRESH, afresh, closed, endRun, type NewRun, openItem, openRun, type RunEnd, withdrawn, withRun } from './unit-parts.ts'
import { currentRun, openAttention, STATUSES, type WorkUnit, type WorkUnitStatus } from './work-unit.ts'

/** An event that speaks for one run names its generation: one that has been replaced is refused as STALE_RUN. */
interface OfRun {
  readonly generation: number
}

export interface Events {
  dispatch: { run: NewRun }
  start: OfRun & { branch: string; worktreePath: string; pid: number | null; processIdentity: string | null }
  review: OfRun & { verdict: ReviewVerdict; summary: string; issues: readonly string[] }
  progress: OfRun & { message: string; percent: number | null }
  merge: OfRun & { commit: string }
  finishPhase: OfRun & { phases: readonly Phase[]; exitCode?: number | null }
  reviewFeedback: OfRun & { feedback: string; exitCode?: number | null }
  defer: OfRun & { end: RunEnd; notBefore: Date | null }
  ask: OfRun & { item: AttentionRequest }
  suspend: OfRun & { end: RunEnd }
  flag: { items: readonly AttentionRequest[]; end?: RunEnd; generation?: number }
  answer: { itemId: string; answer: string; by: string }
  withdraw: { itemIds: readonly string[] }
  block: object
  unblock: object
  retry: object
  rewind: { phase: Phase }
  cancel: { item: AttentionRequest }
  hold: object
  release: object
  prioritize: { priority: number }
  depend: { dependsOn: readonly string[] }
  relate: { conflict: Conflict }
  unrelate: { conflictId: string }
  complete: object
  delete: object
}

export type EventName = keyof Events
export type Event = { [E in EventName]: { type: E } & Events[E] }[EventName]

interface Transition<E extends EventName> {
  readonly from: readonly WorkUnitStatus[]
  /** The status that it leads to; 'same' where it changes none. */
  readonly to: WorkUnitStatus | 'same'
  readonly by: 'operator' | 'scheduler' | 'agent' | 'commit'
  readonly does: string
  /** Refuses what the status alone does not tell. */
  readonly guard?: (unit: WorkUnit, event: Events[E], at: Date) => string | null
  readonly apply: (unit: WorkUnit, event: Events[E], at: Date) => Partial<WorkUnit>
}

const ANY: readonly WorkUnitStatus[] = STATUSES
const OPEN: readonly WorkUnitStatus[] = ['READY', 'RUNNING', 'BLOCKED', 'NEEDS_ATTENTION']
const AT_REST: readonly WorkUnitStatus[] = ['READY', 'BLOCKED', 'NEEDS_ATTENTION']

export const TRANSITIONS: { readonly [E in EventName]: Transition<E> } = {
  dispatch: {
    from: ['READY'],
    to: 'RUNNING',
    by: 'scheduler',
    does: 'opens a run of the next generation',
    guard: (unit, _, at) => {
      if (unit.held) return 'it is held'
      return unit.notBefore !== null && unit.notBefore > at ? `it waits until ${unit.notBefore.toISOString()}` : null
    },
    apply: (unit, { run }, at) => ({
      generation: unit.generation + 1,
      notBefore: null,
      runs: [...unit.runs, openRun(unit, run, at)],
    }),
  },
  start: {
    from: ['RUNNING'],
    to: 'same',
    by: 'scheduler',
    does: 'records the branch, the worktree and the process of the run',
    apply: (unit, { branch, worktreePath, pid, processIdentity }) => ({
      branch,
      worktreePath,
      runs: withRun(unit, { status: 'RUNNING', pid, processIdentity }),
    }),
  },
  review: {
    from: ['RUNNING'],
    to: 'same',
    by: 'agent',
    does: 'records the verdict, which counts when the run ends well; a later one replaces it',
    guard: (unit) => (unit.phase === 'REVIEW' ? null : `a verdict belongs to REVIEW, and it is in ${unit.phase}`),
    apply: (unit, { verdict, summary, issues }) => ({
      runs: withRun(unit, { verdict, verdictSummary: summary, verdictIssues: issues }),
    }),
  },
  progress: {
    from: ['RUNNING'],
    to: 'same',
    by: 'agent',
    does: 'records how far the run is, in place of what was reported before; the same report once more is no change',
    apply: (unit, { message, percent }, at) => {
      const run = currentRun(unit)
      if (run?.progressMessage === message && run.progressPercent === percent) return {}
      return { runs: withRun(unit, { progressMessage: message, progressPercent: percent, progressAt: at }) }
    },
  },
  merge: {
    from: ['RUNNING'],
    to: 'same',
    by: 'scheduler',
    does: 'names the commit that is about to be merged, so that no crash merges it twice',
    apply: (_, { commit }) => ({ mergedCommit: commit }),
  },
  finishPhase: {
    from: ['RUNNING'],
    to: 'READY',
    by: 'scheduler',
    does: 'READY in the next phase, DONE after the last; session gone, attempts at 0',
    apply: (unit, { phases, exitCode }, at) => {
      const next = nextPhase(phases, unit.phase)
      return {
        ...(next === null ? { status: 'DONE', branch: null, worktreePath: null } : { phase: next }),
        runs: endRun(unit, { outcome: 'SUCCEEDED', exitCode: exitCode ?? null }, at),
        session: null,
        pendingAnswer: null,
        attempt: 0,
        feedback: unit.phase === 'IMPLEMENT' ? null : unit.feedback,
      }
    },
  },
  reviewFeedback: {
    from: ['RUNNING'],
    to: 'READY',
    by: 'scheduler',
    does: 'READY in IMPLEMENT with the feedback; review round + 1',
    guard: (unit) => (unit.phase === 'REVIEW' ? null : `feedback belongs to REVIEW, and it is in ${unit.phase}`),
    apply: (unit, { feedback, exitCode }, at) => ({
      phase: 'IMPLEMENT',
      runs: endRun(unit, { outcome: 'SUCCEEDED', exitCode: exitCode ?? null }, at),
      session: null,
      pendingAnswer: null,
      attempt: 0,
      feedback,
      reviewRound: unit.reviewRound + 1,
    }),
  },
  defer: {
    from: ['RUNNING'],
    to: 'READY',
    by: 'scheduler',
    does: 'READY in the same phase, not before a time; attempts + 1, session kept',
    apply: (unit, { end, notBefore }, at) => ({ runs: endRun(unit, end, at), attempt: unit.attempt + 1, notBefore }),
  },
  ask: {
    from: ['RUNNING'],
    to: 'NEEDS_ATTENTION',
    by: 'agent',
    does: 'opens a question; the run waits, the session is kept',
    apply: (unit, { item }, at) => ({
      attention: [...unit.attention, openItem(unit, item, at)],
      runs: withRun(unit, { status: 'WAITING' }),
      pendingAnswer: null,
    }),
  },
  suspend: {
    from: ['NEEDS_ATTENTION'],
    to: 'same',
    by: 'scheduler',
    does: 'the process of a waiting run has ended; its question stays open',
    apply: (unit, { end }, at) => ({ runs: endRun(unit, end, at) }),
  },
  flag: {
    from: ['READY', 'RUNNING', 'BLOCKED'],
    to: 'NEEDS_ATTENTION',
    by: 'scheduler',
    does: 'asks for a person; ends the run',
    guard: (_, { items }) => (items.length > 0 ? null : 'it names nothing to decide'),
    apply: (unit, { items, end }, at) => ({
      attention: [...unit.attention, ...items.map((item) => openItem(unit, item, at))],
      runs: endRun(unit, end ?? { outcome: 'FAILED' }, at),
    }),
  },
  answer: {
    from: ['NEEDS_ATTENTION'],
    to: 'READY',
    by: 'operator',
    does: 'the answer goes to the same session, in the same phase, once no item is open; resets nothing',
    guard: (unit, { itemId }) => (openAttention(unit).some(({ id }) => id === itemId) ? null : `its item ${itemId} is not open`),
    apply: (unit, { itemId, answer, by }, at) =>
      closed(unit, at, new Set([itemId]), { state: 'ANSWERED', answer, answeredBy: by }, { pendingAnswer: answer }),
  },
  withdraw: {
    from: ['NEEDS_ATTENTION'],
    to: 'READY',
    by: 'commit',
    does: 'takes back questions whose cause is gone; READY once no item is open',
    apply: (unit, { itemIds }, at) => closed(unit, at, new Set(itemIds), { state: 'WITHDRAWN' }, {}),
  },
  block: {
    from: ['READY', 'NEEDS_ATTENTION'],
    to: 'BLOCKED',
    by: 'commit',
    does: 'waits for the units that it depends on or that go first; attention withdrawn',
    apply: (unit, _, at) => ({ attention: withdrawn(unit), runs: endRun(unit, { outcome: 'SUSPENDED' }, at) }),
  },
  unblock: {
    from: ['BLOCKED'],
    to: 'READY',
    by: 'commit',
    does: 'in the same transaction as the last blocker is DONE',
    apply: () => ({}),
  },
  retry: {
    from: ['NEEDS_ATTENTION'],
    to: 'READY',
    by: 'operator',
    does: `the same phase begins again: ${AFRESH}; feedback and review rounds stay`,
    apply: (unit, _, at) => ({ ...afresh(unit, at), feedback: unit.feedback }),
  },
  rewind: {
    from: AT_REST,
    to: 'READY',
    by: 'operator',
    does:
      `an earlier phase begins: ${AFRESH}; feedback, review rounds and the commit named for a merge are gone too; ` +
      'branch and worktree stay with all that is in them, and the next run goes on from there',
    guard: (unit, { phase }) => (isBefore(phase, unit.phase) ? null : `${phase} is not before ${unit.phase}`),
    apply: (unit, { phase }, at) => ({ ...afresh(unit, at), phase, reviewRound: 0, mergedCommit: null }),
  },
  cancel: {
    from: ['RUNNING'],
    to: 'NEEDS_ATTENTION',
    by: 'operator',
    does: 'ends the run, stops the agent with its whole process tree, and asks how to go on; what the unit has stays until then',
    apply: (unit, { item }, at) => ({
      attention: [...unit.attention, openItem(unit, item, at)],
      runs: endRun(unit, { outcome: 'CANCELLED' }, at),
    }),
  },
  hold: {
    from: OPEN,
    to: 'same',
    by: 'operator',
    does: 'it is not dispatched until it is released; a run that is going on goes on; resets nothing',
    apply: () => ({ held: true }),
  },
  release: { from: OPEN, to: 'same', by: 'operator', does: 'it may be dispatched again; resets nothing', apply: () => ({ held: false }) },
  prioritize: {
    from: OPEN,
    to: 'same',
    by: 'operator',
    does: 'changes its place in the queue; resets nothing',
    apply: (_, { priority }) => ({ priority }),
  },
  depend: {
    from: OPEN,
    to: 'same',
    by: 'operator',
    does: 'changes what it waits for; a run that is going on goes on; resets nothing',
    apply: (_, { dependsOn }) => ({ dependsOn: [...new Set(dependsOn)].toSorted() }),
  },
  relate: {
    from: ANY,
    to: 'same',
    by: 'scheduler',
    does: 'records a conflict with another unit, or its resolution, on both',
    apply: (unit, { conflict }) => ({ conflicts: [...unit.conflicts.filter(({ id }) => id !== conflict.id), conflict] }),
  },
  unrelate: {
    from: ANY,
    to: 'same',
    by: 'commit',
    does: 'forgets a conflict with a unit that is gone',
    apply: (unit, { conflictId }) => ({ conflicts: unit.conflicts.filter(({ id }) => id !== conflictId) }),
  },
  complete: {
    from: AT_REST,
    to: 'DONE',
    by: 'operator',
    does:
      `DONE without a merge, and those that wait for it go on: ${AFRESH}; feedback and the commit named for a merge are gone too; ` +
      'branch and worktree stay, because their work is not on the base branch',
    apply: (unit, _, at) => ({ ...afresh(unit, at), mergedCommit: null }),
  },
  delete: { from: AT_REST.concat('DONE'), to: 'same', by: 'operator', does: 'the unit is gone', apply: () => ({}) },
}

export type Outcome = { readonly ok: true; readonly unit: WorkUnit } | { readonly ok: false; readonly error: SignalboxError }

/** What `event` makes of `unit` at the time `at`, or why it may not happen. Pure; the revision is left to `commit`. */
export function transition(unit: WorkUnit, event: Event, at: Date): Outcome {
  // The table is typed per event; looked up by a variable it is a union, whose members agree with `event` by construction.
  const rule = TRANSITIONS[event.type] as Transition<EventName>
  const stale = 'generation' in event && event.generation !== undefined ? staleRun(unit, event.generation) : null
  if (stale) return { ok: false, error: stale }
  if (!rule.from.includes(unit.status)) {
    const hint = rule.by === 'operator' ? (HINTS[unit.status] ?? '') : ''
    return refuse(`'${event.type}' is possible from ${rule.from.join(', ')}; '${unit.chunk}' is ${unit.status}.${hint}`)
  }
  const objection = rule.guard?.(unit, event, at) ?? null
  if (objection) return refuse(`'${event.type}' is not possible for '${unit.chunk}': ${objection}.`)

  const patch = rule.apply(unit, event, at)
  const status = patch.status ?? (rule.to === 'same' ? unit.status : rule.to)
  return {
    ok: true,
    unit: { ...unit, ...patch, status, statusSince: status === unit.status ? unit.statusSince : at },
  }
}

/** Like `transition`, for callers to whom a refusal is an error. */
export function apply(unit: WorkUnit, event: Event, at: Date): WorkUnit {
  const outcome = transition(unit, event, at)
  if (!outcome.ok) throw outcome.error
  return outcome.unit
}

/** What an operator can do about a status that is in the way. */
const HINTS: Partial<Record<WorkUnitStatus, string>> = {
  RUNNING: ' Cancel its run first, or wait for its end.',
  DONE: ' A unit that is DONE stays as it is; inject a new chunk for more work.',
}

function refuse(reason: string): Outcome {
  return { ok: false, error: new SignalboxError('ILLEGAL_TRANSITION', reason) }
}

function staleRun(unit: WorkUnit, generation: number): SignalboxError | null {
  if (generation === unit.generation && currentRun(unit)) return null
  const now = currentRun(unit) ? `run ${unit.generation} is going on` : 'no run is going on'
  return new SignalboxError('STALE_RUN', `Run ${generation} of '${unit.chunk}' does not count any more: ${now}.`)
}
