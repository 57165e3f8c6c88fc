import { describe, expect, it } from 'vitest'
import { blockersOf, settle } from '../../src/domain/settle.ts'
import type { WorkUnit, WorkUnitStatus } from '../../src/domain/work-unit.ts'
import { aConflict, anItem, aUnit, minutesAfterNoon } from '../support/work-unit.ts'

const LATER = minutesAfterNoon(1)
const SERIALIZED = aConflict('other', 'unit', { verdict: 'SERIALIZE', firstId: 'other' })

function others(statuses: Record<string, WorkUnitStatus>): (id: string) => WorkUnitStatus | undefined {
  return (id) => statuses[id]
}

describe('blockersOf', () => {
  const CASES: readonly [string, Partial<WorkUnit>, Record<string, WorkUnitStatus>, string[]][] = [
    ['a dependency at work', { dependsOn: ['a'] }, { a: 'RUNNING' }, ['a']],
    ['a dependency that is DONE', { dependsOn: ['a'] }, { a: 'DONE' }, []],
    ['a dependency that is gone', { dependsOn: ['a'] }, {}, []],
    ['two of three dependencies', { dependsOn: ['a', 'b', 'c'] }, { a: 'READY', b: 'DONE', c: 'NEEDS_ATTENTION' }, ['a', 'c']],
    ['a unit that goes first', { conflicts: [SERIALIZED] }, { other: 'RUNNING' }, ['other']],
    ['a unit that went first and is DONE', { conflicts: [SERIALIZED] }, { other: 'DONE' }, []],
    ['a unit that it goes before', { conflicts: [{ ...SERIALIZED, firstId: 'unit' }] }, { other: 'READY' }, []],
    ['a conflict that nobody has decided', { conflicts: [aConflict('other', 'unit')] }, { other: 'RUNNING' }, []],
    [
      'an operator who let them go side by side',
      { conflicts: [{ ...SERIALIZED, resolution: 'PARALLELIZE', firstId: null }] },
      { other: 'RUNNING' },
      [],
    ],
    ['the same unit for two reasons, once', { dependsOn: ['other'], conflicts: [SERIALIZED] }, { other: 'READY' }, ['other']],
  ]

  it.each(CASES)('%s', (_, patch, statuses, expected) => {
    expect(blockersOf(aUnit(patch), others(statuses))).toEqual(expected)
  })
})

describe('settle', () => {
  const question = anItem({ kind: 'CONFLICT', conflictId: 'other-unit', runId: null })
  const asked: Partial<WorkUnit> = { status: 'NEEDS_ATTENTION', attention: [question], conflicts: [aConflict('other', 'unit')] }

  const MOVES: readonly [string, Partial<WorkUnit>, Record<string, WorkUnitStatus>, WorkUnitStatus][] = [
    ['a READY unit with a blocker waits', { dependsOn: ['a'] }, { a: 'READY' }, 'BLOCKED'],
    ['a READY unit that another one goes before waits', { conflicts: [SERIALIZED] }, { other: 'RUNNING' }, 'BLOCKED'],
    ['a BLOCKED unit whose last blocker is DONE goes on', { status: 'BLOCKED', dependsOn: ['a', 'b'] }, { a: 'DONE', b: 'DONE' }, 'READY'],
    ['a question about a conflict with a unit that is DONE is taken back', asked, { other: 'DONE' }, 'READY'],
    ['a question about a conflict with a unit that is gone is taken back', { ...asked, conflicts: [] }, {}, 'READY'],
    [
      'a question is taken back and the unit waits for something else',
      { ...asked, dependsOn: ['a'] },
      { other: 'DONE', a: 'READY' },
      'BLOCKED',
    ],
  ]

  it.each(MOVES)('%s', (_, patch, statuses, expected) => {
    const { unit, reasons } = settle(aUnit(patch), others(statuses), LATER)
    expect(unit).toMatchObject({ status: expected, statusSince: LATER })
    expect(reasons).not.toEqual([])
    expect(settle(unit, others(statuses), LATER)).toEqual({ unit, reasons: [] })
  })

  it('a taken back question is WITHDRAWN, and one with another cause stays open', () => {
    const unit = aUnit({ ...asked, attention: [question, anItem({ id: 'second' })] })
    const settled = settle(unit, others({ other: 'DONE' }), LATER).unit
    expect(settled).toMatchObject({ status: 'NEEDS_ATTENTION', attention: [{ state: 'WITHDRAWN' }, { state: 'OPEN' }] })
  })

  const RESTS: readonly [string, Partial<WorkUnit>, Record<string, WorkUnitStatus>][] = [
    ['a READY unit without blockers', {}, {}],
    ['a BLOCKED unit with one blocker left', { status: 'BLOCKED', dependsOn: ['a', 'b'] }, { a: 'DONE', b: 'RUNNING' }],
    ['a RUNNING unit with a blocker, which finishes its phase first', { status: 'RUNNING', dependsOn: ['a'] }, { a: 'READY' }],
    [
      'a unit that waits for a person, whatever blocks it',
      { status: 'NEEDS_ATTENTION', attention: [anItem()], dependsOn: ['a'] },
      { a: 'READY' },
    ],
    ['a question about a conflict with a unit at work', asked, { other: 'RUNNING' }],
    ['a DONE unit', { status: 'DONE', dependsOn: ['a'] }, { a: 'READY' }],
  ]

  it.each(RESTS)('%s stays as it is', (_, patch, statuses) => {
    const unit = aUnit(patch)
    const settled = settle(unit, others(statuses), LATER)
    expect(settled.unit).toBe(unit)
    expect(settled.reasons).toEqual([])
  })
})
