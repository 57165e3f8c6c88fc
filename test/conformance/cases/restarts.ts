/** Servers that go away, and come back on what they have written. */
import type { Case } from '../case.ts'
import { WITH_GOAL } from '../documents.ts'

export const RESTARTS: readonly Case[] = [
  {
    name: 'a restart tells the subscribers with 1001; they lose nothing, and what is replayed is byte for byte what was live',
    needs: ['restart'],
    isAlone: true,
    async run(stage) {
      await stage.inject(['a', 'b'], { goal: '# A \u{1f682} goal' })
      const ada = await stage.subscribe('ada', { document: WITH_GOAL, after: 'start' })
      const bob = await stage.subscribe('bob')
      await Promise.all([ada, bob].map(async (observer) => observer.has(await stage.change('a'))))
      // So that bob stands far before what the new server hears of first.
      bob.cut()
      await stage.delete('b')
      await ada.has(await stage.change('a'))
      const before = ada.texts.join()
      await stage.fault('restart')()
      const { code } = await ada.wire.closed()
      await stage.changes('a', 'a')
      await Promise.all([stage.resume(ada), stage.resume(bob)])
      const replayed = await stage.subscribe('replayed', { document: WITH_GOAL, after: 'start' })
      await stage.settle()
      return { code, isReplayedByteForByte: replayed.texts.join().startsWith(before) }
    },
    expect: { code: 1001, isReplayedByteForByte: true },
  },
  {
    name: 'a kill -9 in the middle of a storm loses nothing that was acknowledged, and shows nothing that was not kept',
    needs: ['kill'],
    isAlone: true,
    async run(stage) {
      const chunks = ['a', 'b', 'c', 'd', 'e', 'f']
      await stage.inject(chunks)
      const ada = await stage.subscribe('ada')
      const bob = await stage.subscribe('bob', { chunks: ['a', 'b'] })
      // What is in flight when the server dies is refused, and stays in doubt.
      const storm = Promise.allSettled(chunks.map((chunk) => stage.storm([chunk], 50)))
      await ada.has({ chunk: 'c', revision: 8, priority: null })
      await stage.fault('kill')()
      await storm
      await stage.changes('a', 'c')
      await Promise.all([stage.resume(ada), stage.resume(bob)])
      await stage.changes('a', 'b', 'c')
    },
  },
  {
    name: "another server's commit reaches every subscriber, in the one order that there is, and a cursor of one is good on the other",
    needs: ['secondServer'],
    async run(stage) {
      const second = await stage.fault('secondServer')()
      await stage.inject(['a', 'b'])
      const ada = await stage.subscribe('ada')
      const bob = await stage.subscribe('bob', { at: second })
      await Promise.all([ada.has(await stage.change('a', second)), bob.has(await stage.change('b'))])
      // Both write at once.
      for (let n = 0; n < 10; n += 1) await Promise.all([stage.change('a'), stage.change('b', second)])
      const last = await stage.change('a', second)
      await Promise.all([ada.has(last), bob.has(last)])
      ada.cut()
      bob.cut()
      await stage.changes('a', 'b')
      await stage.resume(ada, second)
      await stage.resume(bob)
      await stage.change('b', second)
    },
  },
]
