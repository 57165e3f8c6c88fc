/** Subscribers that ask the same, and such that only seem to: a server may share its work between the first, and must not between the others. */
import type { Case } from '../case.ts'
import { PLAIN, UNEQUAL } from '../documents.ts'
import type { Observer } from '../observer.ts'

/** The names of the fields of its last event, and of its unit, as they came. */
function shapeOf(observer: Observer): { fields: string; unit: string } {
  const frame = JSON.parse(observer.texts.at(-1) ?? '{}') as { payload: { data: Record<string, Record<string, unknown>> } }
  const event = Object.values(frame.payload.data)[0] ?? {}
  const names = (value: unknown): string => Object.keys(value ?? {}).join(' ')
  const units = Object.entries(event).filter(([, value]) => typeof value === 'object')
  return {
    fields: names(Object.fromEntries(Object.entries(event).filter(([, value]) => typeof value !== 'object'))),
    unit: names(units[0]?.[1]),
  }
}

export const SHARING: readonly Case[] = [
  {
    name: 'equal subscriptions get the same data once, each under its own id, on one socket and on several',
    async run(stage) {
      await stage.inject(['a', 'b'])
      const shared = await stage.connect()
      const ids = ['1', '2', 'next', 'a "quoted" one', '\u{1f682}', '00000000-0000-4000-8000-000000000000']
      const observers = [
        ...(await Promise.all(ids.map((id) => stage.subscribe(`'${id}' alone`, { id })))),
        ...(await Promise.all(ids.map((id) => stage.subscribe(`'${id}' on a shared socket`, { id, on: shared })))),
      ]
      const last = await stage.changes('a', 'b', 'a')
      await Promise.all(observers.map((observer) => observer.has(last)))
      return new Set(observers.map(({ texts }) => texts.join())).size
    },
    expect: 1,
  },
  {
    name: 'equal subscriptions that are written differently, or begin at different cursors, get what each is due',
    async run(stage) {
      await stage.inject(['a', 'b'])
      const early = await stage.subscribe('early', { after: 'start' })
      await early.has(await stage.changes('a', 'b'))
      const spaced = { ...PLAIN, query: PLAIN.query.replaceAll(' ', '\n  '), variables: { unused: 1 } }
      await stage.subscribe('spaced', { document: spaced, after: 'start' })
      const [, second] = early.events
      await stage.subscribe('middle', { after: second ?? 'none' })
      await stage.subscribe('late')
      await stage.changes('a', 'b')
    },
  },
  {
    name: 'subscriptions with other fields, orders, aliases, conditions or operation names get each what it asks for',
    async run(stage) {
      await stage.inject(['a'])
      const observers = await Promise.all(UNEQUAL.map(({ document }, index) => stage.subscribe(`document ${index}`, { document })))
      const last = await stage.changes('a', 'a')
      await Promise.all(observers.map((observer) => observer.has(last)))
      return observers.map(shapeOf)
    },
    expect: UNEQUAL.map(({ fields, unit }) => ({ fields, unit })),
  },
  {
    name: 'subscriptions to other chunks get the changes of theirs and of no other, also those that do not exist yet',
    async run(stage) {
      await stage.inject(['a', 'b'])
      await stage.subscribe('of a', { chunks: ['a'] })
      await stage.subscribe('of a and b', { chunks: ['a', 'b'] })
      await stage.subscribe('of c', { chunks: ['c'] })
      await stage.subscribe('of all')
      await stage.changes('a', 'b', 'a')
      await stage.inject(['c', 'd'])
      await stage.changes('c', 'd', 'b')
    },
  },
  {
    name: 'two projects share nothing, with one document and one id',
    async run(stage) {
      await stage.inject(['a'])
      const other = await stage.otherProject()
      await other.inject(['a'])
      const wire = await stage.connect()
      await stage.subscribe('here', { on: wire, id: 'here' })
      await other.subscribe('there', { on: wire, id: 'there' })
      await Promise.all([stage.changes('a', 'a'), other.changes('a', 'a', 'a')])
      return other.judgement()
    },
    expect: [],
  },
  {
    name: 'a viewer gets what the owner gets with the same document',
    needs: ['viewerToken'],
    async run(stage) {
      await stage.inject(['a', 'b'])
      const viewer = { ...stage.place, token: await stage.fault('viewerToken')() }
      await stage.subscribe('owner')
      await stage.subscribe('viewer', { at: viewer })
      await stage.changes('a', 'b')
    },
  },
  {
    name: "who may not subscribe is refused and gets nothing of the owner's, with the same document at the same time",
    needs: ['stranger'],
    async run(stage) {
      await stage.inject(['a'])
      const { token, leave } = await stage.fault('stranger')()
      await stage.subscribe('owner')
      const refused = await stage.subscribe('stranger', { at: { ...stage.place, token } })
      await stage.changes('a', 'a')
      const codes = await refused.ended()
      await leave()
      return { codes, events: refused.events.length }
    },
    expect: { codes: ['FORBIDDEN'], events: 0 },
  },
]
