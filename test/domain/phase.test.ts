import { expect, it } from 'vitest'
import { nextPhase, type Phase, PHASES } from '../../src/domain/phase.ts'

it.each<[readonly Phase[], Phase, Phase | null]>([
  [PHASES, 'GOAL', 'PLAN'],
  [PHASES, 'COMPLETE', null],
  [['IMPLEMENT', 'REVIEW'], 'IMPLEMENT', 'REVIEW'],
  [['IMPLEMENT', 'REVIEW'], 'REBASE', 'REVIEW'],
  [['IMPLEMENT'], 'IMPLEMENT', null],
])('of %j, what follows %s is %s', (phases, phase, expected) => {
  expect(nextPhase(phases, phase)).toBe(expected)
})
