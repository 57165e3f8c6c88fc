/** Several operations on one connection, told apart by nothing but their ids. */
import type { Case } from '../case.ts'

export const SOCKETS: readonly Case[] = [
  {
    name: 'two operations on one socket are independent: the end of one is not the end of the other',
    async run(stage) {
      await stage.inject(['a', 'b'])
      const wire = await stage.connect()
      const first = await stage.subscribe('first', { on: wire, id: '1', chunks: ['a'] })
      const second = await stage.subscribe('second', { on: wire, id: '2' })
      const last = await stage.changes('b', 'a')
      await Promise.all([first.has(last), second.has(last)])
      await first.complete()
      const before = first.events.length
      await second.has(await stage.changes('a', 'b', 'a'))
      return first.events.length - before
    },
    expect: 0,
  },
  {
    name: 'an id that was freed can be used again, and brings nothing of the subscription that had it',
    async run(stage) {
      await stage.inject(['a', 'b'])
      const wire = await stage.connect()
      const first = await stage.subscribe('first', { on: wire, id: '1', chunks: ['a'] })
      await first.has(await stage.change('a'))
      const storm = stage.storm(['a', 'b'], 10)
      for (let n = 0; n < 5; n += 1) {
        await first.complete()
        await stage.change('a')
        await stage.subscribe(`user ${n} of the id`, { on: wire, id: '1', isRacing: true }).then((observer) => observer.complete())
        first.subscribeOn(wire)
        await stage.change('a')
      }
      await storm
    },
  },
  {
    name: 'an id in use closes the socket with 4409; both subscribers resume and lose nothing',
    async run(stage) {
      await stage.inject(['a'])
      const wire = await stage.connect()
      const first = await stage.subscribe('first', { on: wire, id: '1' })
      await first.has(await stage.change('a'))
      const second = await stage.observer('second', { id: '1' })
      second.subscribeOn(wire)
      const { code } = await wire.closed()
      await stage.change('a')
      await Promise.all([stage.resume(first), stage.resume(second)])
      return { code }
    },
    expect: { code: 4409 },
  },
]
