/** The store of units tells the truth after each change, and tells of it once a beat. */
import { expect, test } from 'vitest'
import type { Card } from '../../dashboard/api/board.ts'
import { UnitStore } from '../../dashboard/api/unit-store.ts'

/** What the store looks at. */
const card = (id: string, chunk: string, revision = 1) => ({ id, chunk, revision }) as Card

/** A store whose beats come when they are asked for, and how often somebody was told. */
function store() {
  const waiting: (() => void)[] = []
  const units = new UnitStore((tell) => waiting.push(tell))
  let told = 0
  const unsubscribe = units.subscribe(() => (told += 1))
  const beat = () => {
    for (const tell of waiting.splice(0)) tell()
  }
  return { units, beat, unsubscribe, told: () => told }
}

test('a hundred changes in one beat are told of once, and are all there before', () => {
  const { units, beat, told } = store()
  units.replace([card('1', 'a')])
  for (let revision = 2; revision <= 101; revision += 1) units.apply({ workUnitId: '1', workUnit: card('1', 'a', revision) })
  expect([units.byChunk('a')?.revision, told()]).toEqual([101, 0])
  beat()
  expect(told()).toBe(1)
  units.apply({ workUnitId: '2', workUnit: card('2', 'b') })
  beat()
  expect(told()).toBe(2)
})

test('the list is the same until something changes, and units are in the order in which they came', () => {
  const { units } = store()
  expect([units.all(), units.isReady]).toEqual([[], false])
  units.replace([card('1', 'a'), card('2', 'b')])
  expect(units.all()).toBe(units.all())
  const before = units.all()
  units.apply({ workUnitId: '1', workUnit: card('1', 'a', 2) })
  expect(units.all()).not.toBe(before)
  expect(units.all().map(({ chunk, revision }) => `${chunk}${revision}`)).toEqual(['a2', 'b1'])
})

test('a deleted unit is gone, and a chunk that was injected anew is found', () => {
  const { units } = store()
  units.replace([card('1', 'a')])
  units.apply({ workUnitId: '1', workUnit: null })
  expect([units.byId('1'), units.byChunk('a'), units.all()]).toEqual([undefined, undefined, []])
  units.apply({ workUnitId: '2', workUnit: card('2', 'a') })
  // As a server may tell of two units of one chunk in one replay: the deletion of the old one takes nothing from the new one.
  units.apply({ workUnitId: '1', workUnit: null })
  expect(units.byChunk('a')?.id).toBe('2')
})

test('a snapshot takes the place of all that was there', () => {
  const { units } = store()
  units.replace([card('1', 'a'), card('2', 'b')])
  units.replace([card('3', 'c')])
  expect([units.all().map(({ chunk }) => chunk), units.byChunk('a'), units.isReady]).toEqual([['c'], undefined, true])
})

test('whoever has left is not told', () => {
  const { units, beat, unsubscribe, told } = store()
  unsubscribe()
  units.replace([])
  beat()
  expect(told()).toBe(0)
})
