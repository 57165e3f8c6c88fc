/** What is replayed is what was live. */
import type { Case } from '../case.ts'
import { WITH_GOAL } from '../documents.ts'

export const REPLAYS: readonly Case[] = [
  {
    name: 'a replay is byte for byte what was sent live, whatever has happened to the units since',
    async run(stage) {
      await stage.inject(['a', 'b'], { goal: '# A \u{1f682} goal\n\nwith "quotes", \\ and \u2028.' })
      const live = await stage.subscribe('live', { document: WITH_GOAL, after: 'start' })
      await stage.changes('a', 'b', 'a')
      await stage.delete('b')
      await live.has(await stage.change('a'))
      const replayed = await stage.subscribe('replayed', { document: WITH_GOAL, after: 'start' })
      await stage.settle()
      return live.texts.map((text, index) => text === replayed.texts[index])
    },
    expect: Array.from({ length: 8 }, () => true),
  },
  {
    name: 'a long history is replayed whole, and goes over into live',
    async run(stage) {
      await stage.inject(Array.from({ length: 600 }, (_, index) => `unit-${index}`))
      await stage.change('unit-0')
      await stage.subscribe('ada', { after: 'start' })
      await stage.change('unit-599')
    },
  },
]
