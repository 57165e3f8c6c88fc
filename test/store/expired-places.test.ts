/** What has expired of a log is given places again, in which every revision follows the one before it. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { expiredPlaces, type Kept } from '../../src/store/transfer/expired.ts'

/** A log as it may be left: of some changes of some units, the newest of each unit is there, and any others. */
const left = fc.array(fc.record({ unit: fc.nat(5), stays: fc.boolean() }), { minLength: 1, maxLength: 60 }).map((changes): Kept[] => {
  const revisions = new Map<number, number>()
  return changes
    .map(({ unit, stays }, index) => {
      revisions.set(unit, (revisions.get(unit) ?? 0) + 1)
      return { sequence: index + 1, unit, workUnitId: `unit ${unit}`, revision: revisions.get(unit) ?? 0, stays }
    })
    .filter(({ unit, revision, stays }) => unit !== 0 && (stays || revision === revisions.get(unit)))
    .map(({ sequence, workUnitId, revision }) => ({ sequence, workUnitId, revision }))
})

it('whatever is left of a log, there is a way to fill it', () => {
  fc.assert(
    fc.property(left, fc.nat(5), (kept, more) => {
      const expired = (kept.at(-1)?.sequence ?? 0) + more
      const places = new Map([...expiredPlaces(kept, expired)].map(({ sequence, workUnitId }) => [sequence, workUnitId]))
      const there = new Map(kept.map((change) => [change.sequence, change]))
      const revisions = new Map<string, number>()
      for (let sequence = 1; sequence <= expired; sequence += 1) {
        const change = there.get(sequence)
        expect(places.has(sequence)).toBe(change === undefined)
        const id = change?.workUnitId ?? places.get(sequence) ?? null
        if (id === null) continue
        revisions.set(id, (revisions.get(id) ?? 0) + 1)
        if (change) expect(revisions.get(id)).toBe(change.revision)
      }
    }),
    { numRuns: 300 },
  )
})

it('a log without room for its revisions is refused', () => {
  const kept = [
    { sequence: 1, workUnitId: 'a', revision: 1 },
    { sequence: 3, workUnitId: 'a', revision: 4 },
  ]
  expect(() => [...expiredPlaces(kept, 3)]).toThrow('before change 3 there is no room for all revisions of the work unit a')
})
