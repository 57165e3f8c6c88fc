/**
 * Memory per idle subscribed socket: a server's memory with that many subscribers who have all got one update, less its memory before the
 * first of them, after garbage collection each time. Each repetition has new servers, warmed up by subscribers who have gone again.
 *
 * RSS is what the machine pays, and is coarse: the process keeps pages that it needs no more. The heap is exact, and leaves out what
 * the system keeps for a socket in any program.
 */
import { Audience } from './audience.ts'
import { type Contender, plainYoga, PROJECTS, rawWs, type Rival, signalbox } from './contenders.ts'
import type { Figure } from './figure.ts'
import { withRivals } from './stage.ts'
import { summarize, type Summary } from './statistics.ts'
import { fixed, spread } from './table.ts'

const CONTENDERS: readonly Contender[] = [signalbox, rawWs, plainYoga]
const TARGET_KB = 16
/** A text about as long as an update; only the raw server needs it. */
const TEXTS = ['x'.repeat(1_000)]

/** KB per socket, over the repetitions. */
interface Footprint {
  readonly name: string
  readonly sockets: number
  readonly rss: Summary
  readonly heap: Summary
  /** KB of the server before, RSS. */
  readonly idle: Summary
}

interface Sample {
  readonly rss: number
  readonly heap: number
  readonly idle: number
}

export const memory: Figure<readonly Footprint[]> = {
  async measure({ sockets: counts, repetitions }, tell) {
    const sockets = Math.max(...counts)
    const samples = new Map<string, Sample[]>(CONTENDERS.map(({ name }) => [name, []]))
    for (let repetition = 1; repetition <= repetitions; repetition += 1) {
      for (const contender of CONTENDERS) {
        tell(`memory of ${sockets} idle sockets: ${contender.name}, ${repetition} of ${repetitions}`)
        const sample = await withRivals([contender], ([rival]) => measureOne(rival, sockets))
        samples.get(contender.name)?.push(sample)
      }
    }
    return [...samples].map(([name, own]) => ({
      name,
      sockets,
      rss: summarize(own.map(({ rss }) => rss)),
      heap: summarize(own.map(({ heap }) => heap)),
      idle: summarize(own.map(({ idle }) => idle)),
    }))
  },
  tables: (footprints) => [
    {
      title: `Memory per idle subscribed socket, in KB, of ${footprints[0]?.sockets} sockets`,
      head: ['server', 'RSS', '(least to most)', 'heap', '(least to most)', 'server without sockets'],
      rows: footprints.map(({ name, rss, heap, idle }) => [
        name,
        fixed(rss.median),
        spread(rss),
        fixed(heap.median),
        spread(heap),
        fixed(idle.median, 0),
      ]),
      notes: [],
    },
  ],
  targets: (footprints) =>
    footprints
      .filter(({ name }) => name === signalbox.name)
      .map(({ rss, sockets }) => ({
        what: `memory (RSS) per idle subscribed socket, of ${sockets}`,
        target: `≤ ${TARGET_KB} KB`,
        found: `${fixed(rss.median)} KB`,
        met: rss.median <= TARGET_KB,
      })),
}

async function measureOne(rival: Rival | undefined, sockets: number): Promise<Sample> {
  if (!rival) throw new Error('A contender was to be started.')
  const warmUp = await subscribed(rival, Math.min(100, sockets))
  await warmUp.close()
  const before = await rival.process.ask('memory')
  const audience = await subscribed(rival, sockets)
  const after = await rival.process.ask('memory')
  await audience.close()
  return { rss: (after.rss - before.rss) / 1024 / sockets, heap: (after.heap - before.heap) / 1024 / sockets, idle: before.rss / 1024 }
}

async function subscribed(rival: Rival, sockets: number): Promise<Audience> {
  const audience = new Audience(() => rival.introduce('dashboard'))
  await audience.grow(sockets)
  await audience.settle(() => rival.publish(PROJECTS.watched, TEXTS), 1)
  return audience
}
