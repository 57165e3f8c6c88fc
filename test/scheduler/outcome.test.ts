import { describe, expect, test } from 'vitest'
import { PHASES } from '../../src/domain/phase.ts'
import type { Run } from '../../src/domain/run.ts'
import { apply } from '../../src/domain/transitions.ts'
import type { WorkUnit } from '../../src/domain/work-unit.ts'
import { endOfRun, MAX_REVIEW_ROUNDS, type RunResult, type Trouble } from '../../src/scheduler/outcome.ts'
import { anItem, aRun, aUnit, NOON } from '../support/work-unit.ts'

const CONFLICT: Trouble = { kind: 'MERGE_CONFLICT', prompt: 'It conflicts.', detail: 'a.ts' }

interface Case {
  readonly fact: string
  readonly unit?: Partial<WorkUnit>
  readonly run?: Partial<Run>
  readonly result: Partial<RunResult>
  readonly trouble?: Trouble
  /** The unit and its run afterwards. */
  readonly then: Partial<Pick<WorkUnit, 'status' | 'phase' | 'feedback' | 'attempt'>>
  readonly ended: Partial<Run>
  /** The kinds of the items that are open afterwards. */
  readonly items?: string[]
}

const asking: Partial<WorkUnit> = { status: 'NEEDS_ATTENTION', attention: [anItem()] }
const reviewing: Partial<WorkUnit> = { phase: 'REVIEW' }

const CASES: readonly Case[] = [
  {
    fact: 'exit code 0 finishes the phase',
    result: {},
    then: { status: 'READY', phase: 'REBASE', attempt: 0 },
    ended: { status: 'SUCCEEDED', exitCode: 0 },
  },
  {
    fact: 'exit code 0 in the last phase is DONE',
    unit: { phase: 'COMPLETE' },
    result: {},
    then: { status: 'DONE' },
    ended: { status: 'SUCCEEDED' },
  },
  {
    fact: 'another exit code needs a person',
    result: { outcome: 'FAILED', exitCode: 3 },
    then: { status: 'NEEDS_ATTENTION' },
    ended: { status: 'FAILED', exitCode: 3 },
    items: ['AGENT_FAILED'],
  },
  {
    fact: '75 without a question needs a person',
    result: { outcome: 'SUSPENDED', exitCode: 75 },
    then: { status: 'NEEDS_ATTENTION' },
    ended: { status: 'FAILED', exitCode: 75 },
    items: ['AGENT_FAILED'],
  },
  {
    fact: '75 with a question waits for the answer',
    unit: asking,
    run: { status: 'WAITING' },
    result: { outcome: 'SUSPENDED', exitCode: 75 },
    then: { status: 'NEEDS_ATTENTION' },
    ended: { status: 'SUSPENDED' },
    items: ['QUESTION'],
  },
  {
    fact: '0 with a question waits for the answer',
    unit: asking,
    run: { status: 'WAITING' },
    result: {},
    then: { status: 'NEEDS_ATTENTION' },
    ended: { status: 'SUSPENDED' },
    items: ['QUESTION'],
  },
  {
    fact: 'a crash after a question leaves the question',
    unit: asking,
    run: { status: 'WAITING' },
    result: { outcome: 'FAILED', exitCode: 1 },
    then: { status: 'NEEDS_ATTENTION' },
    ended: { status: 'FAILED', failure: 'A sentence.' },
    items: ['QUESTION'],
  },
  {
    fact: 'a stop from outside makes it READY again',
    result: { outcome: 'CANCELLED', exitCode: null },
    then: { status: 'READY', phase: 'IMPLEMENT', attempt: 1 },
    ended: { status: 'SUSPENDED' },
  },
  {
    fact: 'a stop while it waits leaves the question',
    unit: asking,
    run: { status: 'WAITING' },
    result: { outcome: 'CANCELLED', exitCode: null },
    then: { status: 'NEEDS_ATTENTION' },
    ended: { status: 'SUSPENDED' },
    items: ['QUESTION'],
  },
  {
    fact: 'trouble with git needs a person though the agent ended well',
    result: {},
    trouble: CONFLICT,
    then: { status: 'NEEDS_ATTENTION' },
    ended: { status: 'FAILED' },
    items: ['MERGE_CONFLICT'],
  },
  {
    fact: 'a stop goes before trouble',
    result: { outcome: 'CANCELLED' },
    trouble: CONFLICT,
    then: { status: 'READY' },
    ended: { status: 'SUSPENDED' },
  },
  {
    fact: 'an approval finishes the review',
    unit: reviewing,
    run: { verdict: 'APPROVE' },
    result: {},
    then: { status: 'READY', phase: 'COMPLETE' },
    ended: { status: 'SUCCEEDED' },
  },
  {
    fact: 'a review without a verdict is no approval',
    unit: reviewing,
    result: {},
    then: { status: 'NEEDS_ATTENTION', phase: 'REVIEW' },
    ended: { status: 'FAILED' },
    items: ['REVIEW'],
  },
  {
    fact: 'an approval does not count when the reviewer fails',
    unit: reviewing,
    run: { verdict: 'APPROVE' },
    result: { outcome: 'FAILED', exitCode: 1 },
    then: { status: 'NEEDS_ATTENTION' },
    ended: { status: 'FAILED' },
    items: ['AGENT_FAILED'],
  },
  {
    fact: 'feedback sends it back with what was said',
    unit: reviewing,
    run: { verdict: 'FEEDBACK', verdictSummary: 'No.', verdictIssues: ['This', 'That'] },
    result: {},
    then: { status: 'READY', phase: 'IMPLEMENT', feedback: 'No.\n- This\n- That' },
    ended: { status: 'SUCCEEDED' },
  },
  {
    fact: 'the last round of feedback is a round',
    unit: { ...reviewing, reviewRound: MAX_REVIEW_ROUNDS - 1 },
    run: { verdict: 'FEEDBACK', verdictSummary: 'No.' },
    result: {},
    then: { status: 'READY', phase: 'IMPLEMENT' },
    ended: { status: 'SUCCEEDED' },
  },
  {
    fact: 'feedback after the last round is for a person',
    unit: { ...reviewing, reviewRound: MAX_REVIEW_ROUNDS },
    run: { verdict: 'FEEDBACK', verdictSummary: 'No.' },
    result: {},
    then: { status: 'NEEDS_ATTENTION', phase: 'REVIEW' },
    ended: { status: 'SUCCEEDED' },
    items: ['REVIEW'],
  },
  {
    fact: 'an escalation is for a person',
    unit: reviewing,
    run: { verdict: 'ESCALATE', verdictSummary: 'Too risky.' },
    result: {},
    then: { status: 'NEEDS_ATTENTION' },
    ended: { status: 'SUCCEEDED' },
    items: ['REVIEW'],
  },
]

describe('the end of a run', () => {
  test.each(CASES)('$fact', ({ unit, run, result, trouble, then, ended, items = [] }) => {
    const open = aRun(run)
    const before = aUnit({ status: 'RUNNING', generation: 1, runs: [open], ...unit })
    const whole: RunResult = { outcome: 'SUCCEEDED', exitCode: 0, reason: 'A sentence.', lastOutput: 'the last line', ...result }
    const { event, reason } = endOfRun(before, open, whole, { phases: PHASES, trouble: trouble ?? null, itemId: 'new' })
    const after = apply(before, event, NOON)
    expect(after).toMatchObject(then)
    expect(after.runs).toMatchObject([{ endedAt: NOON, tokenHash: null, ...ended }])
    expect(after.attention.filter(({ state }) => state === 'OPEN').map(({ kind }) => kind)).toEqual(items)
    expect(reason).not.toBe('')
  })

  test('a failure shows the exit and the last that was said', () => {
    const result: RunResult = { outcome: 'FAILED', exitCode: 3, reason: 'The agent exited with code 3.', lastOutput: 'Error: no disk' }
    const open = aRun()
    const { event } = endOfRun(aUnit({ status: 'RUNNING', runs: [open] }), open, result, { phases: PHASES, trouble: null, itemId: 'new' })
    expect(event).toMatchObject({
      items: [{ prompt: 'IMPLEMENT failed. The agent exited with code 3. Retry when the cause is gone.', detail: 'Error: no disk' }],
    })
  })
})
