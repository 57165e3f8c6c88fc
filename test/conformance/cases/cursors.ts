/** Cursors that a server cannot serve: an error before any data, never a hole. */
import type { Case } from '../case.ts'
import type { Stage } from '../stage.ts'
import type { Wire } from '../wire.ts'

/** How a subscription after each of these cursors ends: the codes that it is refused with, and how many events came before. */
async function refusals(stage: Stage, wire: Wire, cursors: readonly string[]): Promise<{ codes: unknown[]; events: number }> {
  const codes = new Set<unknown>()
  let events = 0
  for (const [index, cursor] of cursors.entries()) {
    const wish = { after: { cursor, sequence: null }, on: wire, id: `cursor ${index}` }
    const observer = await stage.subscribe(`after ${cursor.slice(0, 20)}`, wish)
    // A server that took the cursor tells of a later change; one that did not has said so.
    const isServed = await observer.has(await stage.change('a')).then(
      () => true,
      () => false,
    )
    if (isServed) await observer.complete()
    for (const code of isServed ? ['served'] : await observer.ended()) codes.add(code)
    events += observer.events.length
  }
  return { codes: [...codes], events }
}

export const CURSORS: readonly Case[] = [
  {
    name: 'what is no cursor of the project is refused as CURSOR_INVALID before any data, and others on the socket go on',
    async run(stage) {
      await stage.inject(['a'])
      const wire = await stage.connect()
      await stage.subscribe('ada', { on: wire })
      const other = await stage.otherProject()
      await other.inject(['a'])
      const { cursor } = await stage.snapshot()
      const ofAnother = (await other.snapshot()).cursor
      const texts = ['', '0', '-1', 'null', '\u{1f682}', `${cursor}A`, `${cursor}=`, cursor.slice(1), 'x'.repeat(10_000), ofAnother]
      return refusals(stage, wire, texts)
    },
    expect: { codes: ['CURSOR_INVALID'], events: 0 },
  },
  {
    name: 'a forged cursor is refused as CURSOR_INVALID: a negative, a broken, a huge or a future place, and another project',
    needs: ['forge'],
    async run(stage) {
      await stage.inject(['a'])
      const { cursor } = await stage.snapshot()
      return refusals(stage, await stage.connect(), stage.fault('forge')(cursor))
    },
    expect: { codes: ['CURSOR_INVALID'], events: 0 },
  },
  {
    name: 'a cursor that the log no longer reaches back to is refused as CURSOR_EXPIRED; a new snapshot leads on',
    needs: ['expire'],
    isAlone: true,
    async run(stage) {
      await stage.inject(['a'])
      const { cursor } = await stage.snapshot()
      await stage.changes('a', 'a')
      await stage.fault('expire')()
      const seen = await refusals(stage, await stage.connect(), [cursor])
      await stage.subscribe('ada')
      await stage.change('a')
      return seen
    },
    expect: { codes: ['CURSOR_EXPIRED'], events: 0 },
  },
]
