import { describe, expect, it } from 'vitest'
import { type Conflict, isSerialized, otherUnit, waitsFor } from '../../src/domain/conflict.ts'
import { aConflict } from '../support/work-unit.ts'

it('each unit of a conflict has the other one', () => {
  const conflict = aConflict('a', 'b')
  expect([otherUnit(conflict, 'a'), otherUnit(conflict, 'b')]).toEqual(['b', 'a'])
})

describe('who waits', () => {
  it.each<[string, Partial<Conflict>, boolean, string | null, string | null]>([
    ['a verdict SERIALIZE', { verdict: 'SERIALIZE', firstId: 'b' }, true, 'b', null],
    ['a verdict SERIALIZE without an order', { verdict: 'SERIALIZE' }, true, null, null],
    ['a verdict ASK_OPERATOR', { verdict: 'ASK_OPERATOR', firstId: 'b' }, false, null, null],
    ['a verdict INDEPENDENT', { verdict: 'INDEPENDENT', firstId: 'b' }, false, null, null],
    ['an operator who says SERIALIZE', { verdict: 'ASK_OPERATOR', resolution: 'SERIALIZE', firstId: 'a' }, true, null, 'a'],
    ['an operator who overrules SERIALIZE', { verdict: 'SERIALIZE', resolution: 'PARALLELIZE', firstId: 'a' }, false, null, null],
  ])('%s', (_, patch, serialized, aWaitsFor, bWaitsFor) => {
    const conflict = aConflict('a', 'b', patch)
    expect(isSerialized(conflict)).toBe(serialized)
    expect(waitsFor(conflict, 'a')).toBe(aWaitsFor)
    expect(waitsFor(conflict, 'b')).toBe(bWaitsFor)
  })
})
