/** Runs the suite against a server. */
import type { Case, Outcome } from './case.ts'
import { runCase } from './case.ts'
import { CASES } from './cases.ts'
import type { ServerUnderTest } from './server-under-test.ts'

export interface Result {
  readonly name: string
  readonly outcome: Outcome
}

/** How many cases are on their way at the same time. */
const AT_ONCE = 5

/** The cases that leave the server alone run a few at once, each on a project of its own; the others after them, one by one. */
export async function runCases(server: ServerUnderTest, cases: readonly Case[] = CASES): Promise<Result[]> {
  const outcomes = new Map<Case, Outcome>()
  const run = async (waiting: Case[]): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) outcomes.set(next, await runCase(server, next))
  }
  const together = cases.filter(({ isAlone }) => isAlone !== true)
  await Promise.all(Array.from({ length: AT_ONCE }, () => run(together)))
  await run(cases.filter(({ isAlone }) => isAlone === true))
  return cases.map((one) => ({ name: one.name, outcome: outcomes.get(one) ?? { missing: [] } }))
}
