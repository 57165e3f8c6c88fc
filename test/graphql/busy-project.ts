/** A project in which everything that a work unit can have is had. */
import { askOperator } from '../../src/services/attention.ts'
import { recordConflicts, type Finding } from '../../src/services/conflict.ts'
import { SCHEDULER } from '../../src/services/run.ts'
import { dispatchTestRun, injectTestUnits, type TestServices } from '../support/units.ts'

/** Evidence that two units touch the same file, or with `symbol` the same place in it. */
export function finding(otherId: string, symbol: string | null = null): Finding {
  const evidence = { stage: 'DECLARED' as const, path: 'src/a.ts', symbol, detail: 'Both name src/a.ts.' }
  return { otherId, verdict: symbol === null ? 'ASK_OPERATOR' : 'SERIALIZE', evidence: [evidence] }
}

/**
 * Groups of units in the project `demo`: `first-1` runs and asks, `second-1` (and as many more as are wanted) depends on
 * it, and `third-1` conflicts with it, with a question about that. Answers with the ids by chunk.
 */
export async function busyProject(services: TestServices, groups: number, dependents = 1): Promise<Record<string, string>> {
  const numbers = Array.from({ length: groups }, (_, index) => index + 1)
  const ids = await injectTestUnits(
    services,
    'demo',
    numbers.flatMap((number) => [
      `first-${number}`,
      ...Array.from({ length: dependents }, (_, index) => ({
        chunk: index === 0 ? `second-${number}` : `second-${number}-${index}`,
        dependsOn: [`first-${number}`],
      })),
      `third-${number}`,
    ]),
  )
  const idOf = (chunk: string): string => ids[chunk] ?? ''
  for (const number of numbers) {
    const { runId } = await dispatchTestRun(services, 'demo', idOf(`first-${number}`))
    await recordConflicts(services, SCHEDULER, 'demo', idOf(`third-${number}`), [finding(idOf(`first-${number}`))])
    await askOperator(services, { name: `agent of first-${number}` }, runId, {
      question: `Which one?\nOf ${number}.`,
      options: ['a', 'b'],
    })
  }
  return ids
}
