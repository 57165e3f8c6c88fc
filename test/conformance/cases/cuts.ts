/** Connections that break, and readers that do not read. */
import type { Case } from '../case.ts'
import { WITH_GOAL } from '../documents.ts'
import { SilentProxy } from '../silent-proxy.ts'

export const CUTS: readonly Case[] = [
  {
    name: 'a cut loses nothing and repeats nothing: the subscriber goes on after its last cursor',
    async run(stage) {
      await stage.inject(['a', 'b'])
      const ada = await stage.subscribe('ada')
      await ada.has(await stage.changes('a', 'b', 'a'))
      ada.cut()
      await stage.changes('b', 'a', 'b')
      await stage.resume(ada)
      await stage.changes('a', 'b')
    },
  },
  {
    name: 'a subscriber that is cut before its first event goes on after the cursor of its snapshot',
    async run(stage) {
      await stage.inject(['a'])
      const ada = await stage.subscribe('ada')
      ada.cut()
      await stage.changes('a', 'a')
      await stage.resume(ada)
    },
  },
  {
    name: 'cuts in the middle of a storm of changes lose nothing and repeat nothing, and others do not feel them',
    async run(stage) {
      await stage.inject(['a', 'b', 'c', 'd'])
      const ada = await stage.subscribe('ada')
      await stage.subscribe('bob')
      const storm = stage.storm(['a', 'b', 'c', 'd'], 8)
      for (let n = 0; n < 6; n += 1) {
        await ada.has(await stage.change('a'))
        ada.cut()
        await stage.change('b')
        await stage.resume(ada)
      }
      await storm
    },
  },
  {
    name: 'a connection that goes silent is given up by the server within 30 s, and its subscriber loses nothing',
    async run(stage) {
      await stage.inject(['a', 'b'])
      const proxy = await SilentProxy.to(stage.place)
      stage.tidyUp(() => proxy.stop())
      const ada = await stage.subscribe('ada', { through: proxy.url })
      await stage.subscribe('bob')
      await ada.has(await stage.change('a'))
      proxy.silence()
      await stage.changes('b', 'a')
      await proxy.left()
      ada.cut()
      await stage.change('b')
      await stage.resume(ada)
    },
  },
  {
    name: 'a subscriber that does not read is closed with 4508 and resumes; meanwhile mutations are answered and the others get everything',
    isAlone: true,
    async run(stage) {
      await stage.inject(['a'])
      const quick = await stage.subscribe('quick')
      // Equal ones: what waits for one must not become the other's.
      const slow = [
        await stage.subscribe('slow', { document: WITH_GOAL, id: '1' }),
        await stage.subscribe('as slow', { document: WITH_GOAL, id: '2' }),
      ]
      const first = await stage.change('a')
      for (const observer of slow) {
        await observer.has(first)
        observer.wire.stopReading()
      }
      // More bytes than a server may hold back for one socket, and than the buffers of a system take; then a thousand events.
      const names = Array.from({ length: 1_000 }, (_, index) => `unit-${index}`)
      await stage.inject(
        names.slice(0, 60).map((name) => `big-${name}`),
        { goal: 'x'.repeat(130_000) },
      )
      await stage.inject(names)
      await stage.storm(['unit-1', 'unit-2', 'unit-3'], 10)
      await quick.has(await stage.change('a'))
      for (const observer of slow) observer.wire.readOn()
      const closes = await Promise.all(slow.map((observer) => observer.wire.closed()))
      for (const observer of slow) observer.cut()
      for (const observer of slow.slice(0, 1)) await stage.resume(observer)
      await stage.change('a')
      return closes.map(({ code }) => code)
    },
    expect: [4508, 4508],
  },
]
