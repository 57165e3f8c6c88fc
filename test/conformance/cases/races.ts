/** Subscribing while changes are on their way: what is committed between two messages is nobody's excuse. */
import type { Case } from '../case.ts'
import type { Fact } from '../ledger.ts'
import { PRIORITIZE } from '../stage.ts'

const CHUNKS = ['a', 'b', 'c', 'd', 'e', 'f']

export const RACES: readonly Case[] = [
  {
    name: 'a snapshot and the subscription after its cursor join without a hole while changes are in flight',
    async run(stage) {
      await stage.inject(CHUNKS)
      const storm = stage.storm(CHUNKS, 8)
      for (let n = 0; n < 12; n += 1) await stage.subscribe(`joiner ${n}`, { after: 'head', isRacing: true })
      await storm
    },
  },
  {
    name: 'a replay from the start goes over into live changes without a seam while they are in flight',
    async run(stage) {
      await stage.inject(CHUNKS)
      await stage.storm(CHUNKS, 4)
      const storm = stage.storm(CHUNKS, 6)
      for (let n = 0; n < 6; n += 1) await stage.subscribe(`joiner ${n}`, { after: 'start', isRacing: true })
      await storm
    },
  },
  {
    name: 'a subscription without a cursor has no hole after its first event while changes are in flight',
    async run(stage) {
      await stage.inject(CHUNKS)
      const storm = stage.storm(CHUNKS, 8)
      for (let n = 0; n < 12; n += 1) await stage.subscribe(`joiner ${n}`, { after: 'none', isRacing: true })
      await storm
    },
  },
  {
    name: 'subscribers that come back in the middle of a big commit get each change once',
    async run(stage) {
      await stage.inject(['a'])
      const wires = await Promise.all(Array.from({ length: 8 }, () => stage.connect()))
      const ada = await stage.subscribe('ada', { after: 'start' })
      const commit = stage.inject(Array.from({ length: 800 }, (_, index) => `unit-${index}`))
      await ada.has({ chunk: 'unit-0', revision: 1, priority: null })
      // While the server is still telling ada of the rest: from where she is, and from the head, which she has not reached.
      await Promise.all(
        wires.map(async (on, index) => {
          const after = index % 2 === 0 ? ada.events.at(-1 - 7 * index) : await stage.head()
          await stage.subscribe(`joiner ${index}`, { after: after ?? 'start', on, isRacing: true })
        }),
      )
      await commit
    },
  },
  {
    name: 'a change that is asked for right behind a subscribe without a cursor is delivered',
    async run(stage) {
      await stage.inject(['a'])
      for (let n = 0; n < 10; n += 1) {
        const wire = await stage.connect()
        const observer = await stage.observer(`subscriber ${n}`, { after: 'none' })
        const input = { project: stage.project, chunk: 'a', priority: stage.ledger.nextPriority() }
        stage.ledger.asked('a', input.priority)
        // Both messages leave in one turn, the subscription's first.
        observer.subscribeOn(wire)
        const { data } = (await wire.ask(PRIORITIZE, { input })) as { data: { prioritizeWorkUnit: { workUnit: Fact } } }
        stage.ledger.acknowledged(data.prioritizeWorkUnit.workUnit)
      }
    },
  },
]
