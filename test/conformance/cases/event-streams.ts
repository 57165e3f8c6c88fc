/** Server-sent events, as `curl` reads them: the id of an event is its cursor, and a repeat names the last one in Last-Event-ID. */
import type { Case } from '../case.ts'

export const EVENT_STREAMS: readonly Case[] = [
  {
    name: 'server-sent events tell the same, and a repeat with Last-Event-ID goes on where the last one was cut',
    async run(stage) {
      await stage.inject(['a', 'b'])
      const curl = await stage.stream('curl')
      await stage.subscribe('ada')
      await curl.has(await stage.changes('a', 'b', 'a'))
      curl.cut()
      await stage.changes('b', 'a')
      await stage.delete('b')
      await curl.stream(stage.place)
      await curl.has(await stage.change('a'))
    },
  },
]
