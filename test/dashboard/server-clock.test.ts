import { expect, test } from 'vitest'
import { measureServerClock } from '../../dashboard/api/server-clock.ts'

const HOUR = 3_600_000

/** A server whose clock is ahead, and requests that take so long there and back, in milliseconds; null is one that fails. */
function clocks(ahead: number, trips: readonly (readonly [there: number, back: number] | null)[]) {
  let own = Date.parse('2026-11-28T12:00:00Z')
  const left = [...trips]
  return {
    ownTime: () => own,
    askServer: async () => {
      const trip = left.shift()
      if (!trip) return null
      own += trip[0]
      const now = new Date(own + ahead).toISOString()
      own += trip[1]
      return now
    },
  }
}

test.each([HOUR, -HOUR, 0])('a clock that is %i ms ahead is known exactly where both ways take the same', async (ahead) => {
  const { askServer, ownTime } = clocks(ahead, [
    [20, 20],
    [5, 5],
    [300, 300],
    [40, 40],
  ])
  expect(await measureServerClock(askServer, ownTime)).toBe(ahead)
})

test('the shortest round trip counts, and is wrong by half of it at most', async () => {
  const { askServer, ownTime } = clocks(HOUR, [
    [900, 10],
    [0, 8],
    [10, 700],
    [4, 60],
  ])
  expect(await measureServerClock(askServer, ownTime)).toBe(HOUR - 4)
})

test('requests that fail do not count', async () => {
  const some = clocks(HOUR, [null, [10, 10], null])
  expect(await measureServerClock(some.askServer, some.ownTime)).toBe(HOUR)
  const none = clocks(HOUR, [])
  expect(await measureServerClock(none.askServer, none.ownTime)).toBeNull()
})
