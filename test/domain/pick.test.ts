import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Candidate, pick } from '../../src/domain/pick.ts'
import { minutesAfterNoon, NOON } from '../support/work-unit.ts'

function candidate(id: string, patch: Partial<Candidate> = {}): Candidate {
  return { id, priority: 0, ordinal: 1, waitingBehind: 0, held: false, notBefore: null, ...patch }
}

function picked(candidates: readonly Candidate[], patch: { maxAgents?: number; paused?: boolean; running?: number } = {}): string[] {
  return pick({ maxAgents: 10, paused: false, running: 0, candidates, now: NOON, ...patch }).map(({ id }) => id)
}

describe('the order', () => {
  test.each([
    { fact: 'a higher priority goes first', first: { priority: 1, ordinal: 9 }, second: { priority: 0, waitingBehind: 5 } },
    { fact: 'of equal priority the one that frees more goes first', first: { waitingBehind: 2, ordinal: 9 }, second: { waitingBehind: 1 } },
    { fact: 'of otherwise equal ones the older goes first', first: { ordinal: 1 }, second: { ordinal: 2 } },
  ])('$fact', ({ first, second }) => {
    expect(picked([candidate('second', second), candidate('first', first)])).toEqual(['first', 'second'])
  })
})

describe('who is left out', () => {
  test.each([
    { fact: 'a held unit', patch: { held: true } },
    { fact: 'a unit that waits for a later time', patch: { notBefore: minutesAfterNoon(1) } },
  ])('$fact hides no other one', ({ patch }) => {
    expect(picked([candidate('out', { priority: 9, ...patch }), candidate('in')], { maxAgents: 1 })).toEqual(['in'])
  })

  test('a unit whose time has come is in', () => {
    expect(picked([candidate('in', { notBefore: NOON })])).toEqual(['in'])
  })

  test('a paused project starts nothing', () => {
    expect(picked([candidate('in')], { paused: true })).toEqual([])
  })

  test('more running units than slots, after the limit was lowered, start nothing', () => {
    expect(picked([candidate('in')], { maxAgents: 1, running: 3 })).toEqual([])
  })
})

const candidates = fc.uniqueArray(
  fc.record({
    id: fc.uuid(),
    priority: fc.integer({ min: -2, max: 2 }),
    ordinal: fc.integer({ min: 1, max: 1_000 }),
    waitingBehind: fc.integer({ min: 0, max: 2 }),
    held: fc.boolean(),
    notBefore: fc.option(fc.constantFrom(NOON, minutesAfterNoon(1), minutesAfterNoon(-1)), { nil: null }),
  }),
  { selector: ({ ordinal }) => ordinal },
)

test('whatever there is: every free slot is used, by units that may start, of which none is worse than one left behind', () => {
  const situation = { candidates, maxAgents: fc.integer({ min: 1, max: 8 }), running: fc.integer({ min: 0, max: 8 }) }
  fc.assert(
    fc.property(fc.record(situation), ({ candidates, maxAgents, running }) => {
      const chosen = pick({ candidates, maxAgents, running, paused: false, now: NOON })
      const able = candidates.filter(({ held, notBefore }) => !held && (notBefore === null || notBefore <= NOON))
      expect(chosen).toHaveLength(Math.min(Math.max(0, maxAgents - running), able.length))
      expect(chosen.every((unit) => able.includes(unit))).toBe(true)
      const left = able.filter((unit) => !chosen.includes(unit))
      const rank = ({ priority, waitingBehind, ordinal }: Candidate): number => priority * 1e6 + waitingBehind * 1e4 - ordinal
      expect(left.every((behind) => chosen.every((unit) => rank(unit) > rank(behind)))).toBe(true)
      const shuffled = pick({ candidates: candidates.toReversed(), maxAgents, running, paused: false, now: NOON })
      expect(shuffled).toEqual(chosen)
    }),
  )
})
