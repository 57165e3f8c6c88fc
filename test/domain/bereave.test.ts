import { expect, it } from 'vitest'
import { bereave } from '../../src/domain/bereave.ts'
import type { WorkUnitStatus } from '../../src/domain/work-unit.ts'
import { anItem, aRun, aUnit, minutesAfterNoon } from '../support/work-unit.ts'

const LATER = minutesAfterNoon(1)
const DEPENDENCY = { id: 'new-item', kind: 'DEPENDENCY', state: 'OPEN' }

it.each<[WorkUnitStatus, WorkUnitStatus, WorkUnitStatus]>([
  ['READY', 'BLOCKED', 'NEEDS_ATTENTION'],
  ['BLOCKED', 'READY', 'NEEDS_ATTENTION'],
  ['BLOCKED', 'NEEDS_ATTENTION', 'NEEDS_ATTENTION'],
  ['BLOCKED', 'DONE', 'BLOCKED'],
  ['RUNNING', 'READY', 'RUNNING'],
  ['DONE', 'READY', 'DONE'],
])('a %s unit whose %s dependency is deleted is %s, and waits for it no more', (status, goneStatus, expected) => {
  const runs = status === 'RUNNING' ? [aRun()] : []
  const unit = aUnit({ status, runs, dependsOn: ['a', 'gone', 'z'] })
  const bereaved = bereave(unit, aUnit({ id: 'gone', status: goneStatus }), 'new-item', LATER)
  expect(bereaved.unit).toMatchObject({ status: expected, dependsOn: ['a', 'z'], runs })
  expect(bereaved.unit.attention).toMatchObject(expected === 'NEEDS_ATTENTION' ? [DEPENDENCY] : [])
  expect(bereaved.reason).toContain("'gone'")
})

it('a unit that waits for a person already is not asked a second time', () => {
  const unit = aUnit({ status: 'NEEDS_ATTENTION', attention: [anItem()], dependsOn: ['gone'] })
  const bereaved = bereave(unit, aUnit({ id: 'gone' }), 'new-item', LATER)
  expect(bereaved.unit).toEqual({ ...unit, dependsOn: [] })
})
