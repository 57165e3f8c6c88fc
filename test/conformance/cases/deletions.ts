/** The end of a unit is a change like any other, and the last one. */
import type { Case } from '../case.ts'

export const DELETIONS: readonly Case[] = [
  {
    name: 'a deletion is told as the last event of its unit: DELETED, without the unit',
    async run(stage) {
      await stage.inject(['a', 'b'])
      const ada = await stage.subscribe('ada')
      await stage.change('a')
      await ada.has(await stage.delete('a'))
      await ada.has(await stage.change('b'))
      return ada.events.findLast(({ chunk }) => chunk === 'a')?.kind
    },
    expect: 'DELETED',
  },
  {
    name: 'a deletion during a cut is told after it, in its place',
    async run(stage) {
      await stage.inject(['a', 'b', 'c'])
      const ada = await stage.subscribe('ada')
      const bob = await stage.subscribe('bob', { chunks: ['b'] })
      await bob.has(await stage.change('b'))
      ada.cut()
      bob.cut()
      await stage.change('a')
      await stage.delete('a')
      await stage.delete('b')
      await stage.change('c')
      await Promise.all([stage.resume(ada), stage.resume(bob)])
      await stage.settle()
      return [...ada.events.slice(-5), ...bob.events.slice(-1)].map(({ chunk, kind }) => `${chunk} ${kind}`)
    },
    expect: ['a UPDATED', 'a DELETED', 'b DELETED', 'c UPDATED', 'c UPDATED', 'b DELETED'],
  },
]
