/**
 * From a commit to the last of its subscribers, by one clock, that of the clients' process. When a server commits cannot be seen from
 * outside. So the time is taken from the moment before the mutation is sent until the last socket has got the update, and the median
 * time of the same mutation in a project that nobody watches is taken off. The answer of that mutation follows its commit by what it takes
 * to write an answer, which is to a server's favour; that its time varies is not. The whole time is shown beside it. For the raw server
 * the request that starts the loop stands for the mutation.
 *
 * One process reads all the sockets, and is the slower end: it is the same for all, and hides what a server does while it waits.
 */
import { Audience } from './audience.ts'
import { plainYoga, PROJECTS, rawWs, type Rival, signalbox } from './contenders.ts'
import type { Figure } from './figure.ts'
import { withRivals } from './stage.ts'
import { percentile } from './statistics.ts'
import { fixed } from './table.ts'

const TARGET_MS = 10

/** Milliseconds. */
interface Delay {
  readonly name: string
  readonly sockets: number
  readonly samples: number
  /** From the mutation's being sent to the last socket. */
  readonly whole: Percentiles
  /** Of the mutation, when nobody listens. */
  readonly quiet: Percentiles
  /** The whole without the median of the mutation. */
  readonly delivery: Percentiles
}

interface Percentiles {
  readonly p50: number
  readonly p99: number
}

interface Clocked {
  readonly rival: Rival
  readonly audience: Audience
  readonly delays: number[]
  readonly quiet: number[]
}

export const latency: Figure<readonly Delay[]> = {
  async measure({ sockets: counts, rounds, latencies }, tell) {
    const sockets = Math.max(...counts)
    return withRivals([signalbox, rawWs, plainYoga], async (rivals) => {
      let texts: readonly string[] = ['a text for the raw server, until there is a real one']
      const all: Clocked[] = []
      for (const rival of rivals) {
        const audience = new Audience(() => rival.introduce('dashboard'))
        await audience.grow(sockets)
        const seen = await audience.settle(() => rival.publish(PROJECTS.watched, texts), 1)
        if (rival.name === signalbox.name) texts = seen
        all.push({ rival, audience, delays: [], quiet: [] })
      }
      for (let round = 0; round <= rounds; round += 1) {
        for (const each of all) {
          tell(`latency to the last of ${sockets} sockets: ${each.rival.name}, round ${round} of ${rounds}`)
          await clock(each, texts, Math.ceil(latencies / rounds))
          // The first round warms everything up.
          if (round === 0) each.delays.length = each.quiet.length = 0
        }
      }
      await Promise.all(all.map(({ audience }) => audience.close()))
      return all.map(({ rival, delays, quiet }) => {
        const [whole, alone] = [percentiles(delays), percentiles(quiet)]
        const delivery = { p50: whole.p50 - alone.p50, p99: whole.p99 - alone.p50 }
        return { name: rival.name, sockets, samples: delays.length, whole, quiet: alone, delivery }
      })
    })
  },
  tables: (delays) => [
    {
      title: `From a commit to the last of ${delays[0]?.sockets} sockets, in ms, of ${delays[0]?.samples} changes`,
      head: ['server', 'p50', 'p99', 'p99 over raw ws', 'with the mutation, p50', 'p99', 'mutation alone, p50', 'p99'],
      rows: delays.map(({ name, whole, quiet, delivery }) => [
        name,
        fixed(delivery.p50),
        fixed(delivery.p99),
        fixed(delivery.p99 - rawP99(delays)),
        fixed(whole.p50),
        fixed(whole.p99),
        fixed(quiet.p50),
        fixed(quiet.p99),
      ]),
      notes: [],
    },
  ],
  targets: (delays) =>
    delays
      .filter(({ name }) => name === signalbox.name)
      .map(({ delivery, sockets }) => ({
        what: `commit to the last of ${sockets} sockets, p99`,
        target: `≤ ${TARGET_MS} ms over raw ws`,
        found: `${fixed(delivery.p99 - rawP99(delays))} ms`,
        met: delivery.p99 - rawP99(delays) <= TARGET_MS,
      })),
}

function percentiles(values: readonly number[]): Percentiles {
  return { p50: percentile(values, 0.5), p99: percentile(values, 0.99) }
}

function rawP99(delays: readonly Delay[]): number {
  return delays.find(({ name }) => name === rawWs.name)?.delivery.p99 ?? Number.NaN
}

async function clock({ rival, audience, delays, quiet }: Clocked, texts: readonly string[], changes: number): Promise<void> {
  for (let change = 0; change < changes; change += 1) {
    const start = performance.now()
    await rival.publish(PROJECTS.quiet, texts)
    const between = performance.now()
    const end = await audience.expect(1, () => rival.publish(PROJECTS.watched, texts))
    quiet.push(between - start)
    delays.push(end - between)
  }
}
