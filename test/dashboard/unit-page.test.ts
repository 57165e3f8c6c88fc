/** The pure parts of a unit's page. */
import { describe, expect, test } from 'vitest'
import type { Card } from '../../dashboard/api/board.ts'
import { NO_HISTORY, withPage } from '../../dashboard/unit/history.ts'
import type { HistoryEntry } from '../../dashboard/unit/queries.ts'
import { costInWords, tokensInWords } from '../../dashboard/unit/usage.ts'
import { groundsOf, VERBS, whyNot } from '../../dashboard/unit/verbs.ts'
import { whatChanged } from '../../dashboard/unit/what-changed.ts'
import { TRANSITIONS } from '../../src/domain/transitions.ts'

const AT = '2026-11-22T12:00:00.000Z'
const CARD: Card = {
  id: 'U1',
  chunk: 'a',
  title: 'A',
  phase: 'IMPLEMENT',
  status: 'READY',
  statusSince: AT,
  held: false,
  priority: 0,
  revision: 1,
  attentionReason: null,
  notBefore: null,
  branch: null,
  reviewRound: 0,
  mergedCommit: null,
  createdAt: AT,
  updatedAt: AT,
  dependsOn: [],
  blockedBy: [],
  attention: [],
  currentRun: null,
}
const PHASES = ['PLAN', 'IMPLEMENT', 'REVIEW'] as const

const change = (revision: number): HistoryEntry => ({
  cursor: `c${revision}`,
  node: {
    sequence: revision,
    revision,
    kind: 'UPDATED',
    status: 'READY',
    phase: 'PLAN',
    previousStatus: 'READY',
    previousPhase: 'PLAN',
    changedFields: ['priority', 'updatedAt'],
    actor: 'owner',
    reason: 'because',
    at: AT,
  },
})
const page = (newest: number, oldest: number, hasNextPage: boolean) => ({
  edges: Array.from({ length: newest - oldest + 1 }, (_, index) => change(newest - index)),
  pageInfo: { hasNextPage },
})

describe('a history', () => {
  const revisions = (history: ReturnType<typeof withPage>) => history.entries.map(({ node }) => node.revision)

  test('grows at both ends, and shows no change twice', () => {
    const first = withPage(NO_HISTORY, page(6, 4, true))
    const older = withPage(first, page(3, 1, false))
    const newer = withPage(older, page(8, 6, true))
    expect(revisions(newer)).toEqual([8, 7, 6, 5, 4, 3, 2, 1])
    expect([first.hasOlder, older.hasOlder, newer.hasOlder]).toEqual([true, false, false])
  })

  test('hides no hole: where too much has changed meanwhile it begins anew, and pages on from there', () => {
    const history = withPage(withPage(NO_HISTORY, page(3, 1, false)), page(9, 7, true))
    expect(revisions(history)).toEqual([9, 8, 7])
    expect(history.hasOlder).toBe(true)
  })
})

describe('a change', () => {
  const { node } = change(2)
  test.each([
    [{ kind: 'CREATED' as const }, 'injected, Plan, Ready'],
    [{ phase: 'IMPLEMENT' as const, status: 'RUNNING' as const }, 'Plan → Implement, Ready → Running'],
    [{ changedFields: ['priority', 'updatedAt'] }, 'priority'],
    [{ changedFields: ['runs', 'currentRun'] }, 'run'],
    [{ changedFields: ['attempt'] }, 'attempt'],
  ])('%j is told as %j', (facts, told) => {
    expect(whatChanged({ ...node, ...facts })).toBe(told)
  })
})

test('what is not known is said to be so, and never 0', () => {
  const unknown = { inputTokens: null, outputTokens: null, costUsd: null }
  expect([tokensInWords(unknown), costInWords(unknown)]).toEqual(['not known', 'not known'])
  expect(tokensInWords({ ...unknown, inputTokens: 12_345 })).toBe('12.3K in, not known out')
  expect(costInWords({ ...unknown, costUsd: 0 })).toBe('$0.00')
})

describe('a verb', () => {
  test.each(VERBS)('%s is offered from the statuses that the server takes it from', (verb) => {
    const from = (['READY', 'RUNNING', 'BLOCKED', 'NEEDS_ATTENTION', 'DONE'] as const).filter(
      (status) => whyNot(verb, { ...CARD, status, held: verb === 'release' }, PHASES) === null,
    )
    expect(from.toSorted()).toEqual([...TRANSITIONS[verb].from].toSorted())
  })

  test('is not offered where it would change nothing', () => {
    expect(whyNot('hold', { ...CARD, held: true }, PHASES)).toBe('It is held already.')
    expect(whyNot('release', CARD, PHASES)).toBe('It is not held.')
    expect(whyNot('rewind', { ...CARD, phase: 'PLAN' }, PHASES)).toBe('It is in the first phase.')
    expect(whyNot('rewind', { ...CARD, phase: 'REBASE' }, PHASES)).toBeNull()
  })

  test('rests on what is decided about, not on how far a run is', () => {
    const run = {
      id: 'R',
      phase: 'PLAN' as const,
      generation: 1,
      attempt: 1,
      status: 'RUNNING' as const,
      host: 'h',
      startedAt: AT,
      progress: null,
    }
    const told = { ...run, progress: { message: 'half', percent: 50, at: AT } }
    expect(groundsOf({ ...CARD, revision: 2, currentRun: told })).toBe(groundsOf({ ...CARD, currentRun: run }))
    expect(groundsOf({ ...CARD, priority: 1 })).not.toBe(groundsOf(CARD))
    expect(groundsOf({ ...CARD, currentRun: { ...run, id: 'S' } })).not.toBe(groundsOf({ ...CARD, currentRun: run }))
  })
})
