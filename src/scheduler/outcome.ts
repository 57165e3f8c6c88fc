/** What the end of a run means for its unit. Pure: how the run ended, and the unit as it is at the commit, come in; an event goes out. */
import type { AttentionKind } from '../domain/attention.ts'
import type { Phase } from '../domain/phase.ts'
import type { Run, RunOutcome } from '../domain/run.ts'
import type { WorkUnit } from '../domain/work-unit.ts'
import type { RunEvent } from '../services/run.ts'

/** How the agent of a run ended. CANCELLED is a stop from outside, of which `reason` says why. */
export interface RunResult {
  readonly outcome: Exclude<RunOutcome, 'LOST'>
  readonly exitCode: number | null
  /** A sentence. */
  readonly reason: string
  /** The end of what it said. */
  readonly lastOutput: string
}

/** What keeps a unit from going on although its agent ended well: a person must look at it. */
export interface Trouble {
  readonly kind: Extract<AttentionKind, 'AGENT_FAILED' | 'MERGE_CONFLICT'>
  readonly prompt: string
  readonly detail: string | null
}

export interface Decided {
  readonly event: RunEvent
  /** For the change log. */
  readonly reason: string
}

/** How often a reviewer may send a unit back before a person is asked. */
export const MAX_REVIEW_ROUNDS = 5

/** `itemId` is for the attention item, should one be needed. */
export function endOfRun(
  unit: WorkUnit,
  run: Run,
  result: RunResult,
  { phases, trouble, itemId }: { readonly phases: readonly Phase[]; readonly trouble: Trouble | null; readonly itemId: string },
): Decided {
  const { generation } = run
  const { outcome, exitCode, reason, lastOutput } = result

  function flag(kind: AttentionKind, prompt: string, detail: string | null, end: RunOutcome = 'FAILED'): Decided {
    const failure = end === 'FAILED' ? prompt : null
    const items = [{ id: itemId, kind, prompt, detail: detail === '' ? null : detail }]
    return { event: { type: 'flag', generation, items, end: { outcome: end, exitCode, failure } }, reason: prompt }
  }

  if (unit.status === 'NEEDS_ATTENTION') {
    // It asked, and its question stays open however the process ended.
    const failed = outcome === 'FAILED'
    const end = { outcome: failed ? ('FAILED' as const) : ('SUSPENDED' as const), exitCode, failure: failed ? reason : null }
    return { event: { type: 'suspend', generation, end }, reason: 'the agent waits for an answer' }
  }
  if (outcome === 'CANCELLED') {
    const end = { outcome: 'SUSPENDED' as const, exitCode, failure: reason }
    return { event: { type: 'defer', generation, end, notBefore: null }, reason: `suspended: ${reason}` }
  }
  if (outcome === 'SUSPENDED')
    return flag('AGENT_FAILED', `The agent ended ${unit.phase} to wait for an answer, but asked nothing. Retry it.`, lastOutput)
  if (outcome === 'FAILED') return flag('AGENT_FAILED', `${unit.phase} failed. ${reason} Retry when the cause is gone.`, lastOutput)
  if (trouble) return flag(trouble.kind, trouble.prompt, trouble.detail)
  if (unit.phase === 'REVIEW' && run.verdict !== 'APPROVE') return reviewed(unit, run, exitCode, lastOutput, flag)
  return { event: { type: 'finishPhase', generation, phases, exitCode }, reason: `${unit.phase} is finished` }
}

type Flag = (kind: AttentionKind, prompt: string, detail: string | null, end?: RunOutcome) => Decided

/** A review that ended well without an approval. */
function reviewed(unit: WorkUnit, run: Run, exitCode: number | null, lastOutput: string, flag: Flag): Decided {
  const said = [run.verdictSummary, ...(run.verdictIssues ?? []).map((issue) => `- ${issue}`)].filter((line) => line !== null).join('\n')
  if (run.verdict === null) {
    return flag('REVIEW', 'The review ended without a verdict, which is no approval. Retry it, or look at the work yourself.', lastOutput)
  }
  if (run.verdict === 'ESCALATE')
    return flag('REVIEW', `The reviewer asks for a person: ${run.verdictSummary ?? 'no reason was given.'}`, said, 'SUCCEEDED')
  if (unit.reviewRound >= MAX_REVIEW_ROUNDS) {
    return flag(
      'REVIEW',
      `The reviewer has sent the work back ${MAX_REVIEW_ROUNDS} times and is still not content. Decide how it goes on.`,
      said,
      'SUCCEEDED',
    )
  }
  const event = { type: 'reviewFeedback' as const, generation: run.generation, feedback: said, exitCode }
  return { event, reason: `the reviewer sent it back: ${run.verdictSummary ?? ''}` }
}
