/** How the doctor answers, whatever it is that it looks at. */
import { expect, test } from 'vitest'
import { type Check, confirmed, findings } from '../../src/doctor/check.ts'
import { gitProblems } from '../../src/doctor/machine-checks.ts'

function check(look: () => readonly string[]): Check {
  return { name: 'brakes', fact: 'the brakes work', remedy: 'Mend them.', look: async () => look() }
}

test('a look that failed is neither fine nor wrong, and what there is to do is told only where something is wrong', async () => {
  const fails = (): never => {
    throw new Error('it is dark')
  }
  const found = await findings([check(() => []), check(() => ['one squeaks']), check(fails)])
  expect(found.map(({ state, found: said, remedy }) => ({ state, said, remedy }))).toEqual([
    { state: 'FINE', said: [], remedy: null },
    { state: 'WRONG', said: ['one squeaks'], remedy: 'Mend them.' },
    { state: 'NOT_LOOKED', said: ['it is dark'], remedy: null },
  ])
})

test('only what is wrong at both looks is wrong', async () => {
  const [first, second, gone] = await Promise.all([['a', 'b'], ['b', 'c'], ['d']].map((found) => findings([check(() => found)])))
  expect(confirmed(first ?? [], second ?? [])).toMatchObject([{ state: 'WRONG', found: ['b'], remedy: 'Mend them.' }])
  expect(confirmed(first ?? [], gone ?? [])).toMatchObject([{ state: 'FINE', found: [], remedy: null }])
})

test.each([
  ['git version 2.38.0', []],
  ['git version 3.0.1', []],
  ['git version 2.39.5 (Apple Git-154)', []],
  ['git version 2.37.9', ['it is git version 2.37.9']],
  ['git version 1.99', ['it is git version 1.99']],
])('%s: %j', (answer, problems) => {
  expect(gitProblems(answer)).toEqual(problems)
})
