/** What it costs one server to deliver changes: one round of the figure, see fan-out.ts. */
import type { Audience } from './audience.ts'
import { PROJECTS, type Rival } from './contenders.ts'
import { middleMean } from './statistics.ts'

/** One round of one server, in microseconds. */
export interface Sample {
  readonly whole: number
  readonly quiet: number
  readonly marginal: number
  readonly bytes: number
}

/** Makes each change twice, where nobody watches and where the audience does, and takes the mean of the middle half of either. */
export async function sample(rival: Rival, audience: Audience, texts: readonly string[], changes: number): Promise<Sample> {
  const bytes = audience.bytes
  const costs: Record<'quiet' | 'watched', number[]> = { quiet: [], watched: [] }
  const make = {
    quiet: () => rival.publish(PROJECTS.quiet, texts),
    watched: () => audience.expect(texts.length, () => rival.publish(PROJECTS.watched, texts)),
  }
  let before = await rival.process.ask('cpu')
  for (let change = 0; change < changes; change += 1) {
    // Now one first and now the other: what comes second finds more in the database, and caches that are warm.
    for (const where of change % 2 === 0 ? (['quiet', 'watched'] as const) : (['watched', 'quiet'] as const)) {
      await make[where]()
      const after = await rival.process.ask('cpu')
      costs[where].push(after.cpu - before.cpu)
      before = after
    }
  }
  const [quiet, watched] = [middleMean(costs.quiet), middleMean(costs.watched)]
  const deliveries = texts.length * audience.size
  return {
    whole: watched / deliveries,
    quiet: quiet / texts.length,
    marginal: (watched - quiet) / deliveries,
    bytes: Math.round((audience.bytes - bytes) / deliveries / changes),
  }
}
