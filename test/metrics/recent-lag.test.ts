import { expect, test } from 'vitest'
import { RecentLag } from '../../src/metrics/recent-lag.ts'

function withClock(): { lag: RecentLag; at: (second: number) => RecentLag } {
  let now = 0
  const lag = new RecentLag(() => new Date(now * 1_000))
  return {
    lag,
    at(second) {
      now = second
      return lag
    },
  }
}

test('where nothing was handed over there is no lag', () => {
  expect(withClock().lag.longest()).toBeNull()
})

test('the longest lag is told for a minute, and not for longer than that and ten seconds', () => {
  const { at } = withClock()
  at(5).add(0.5)
  at(6).add(0.1)
  at(25).add(0.2)
  expect(at(25).longest()).toBe(0.5)
  expect(at(65).longest()).toBe(0.5)
  expect(at(70).longest()).toBe(0.2)
  expect(at(89).longest()).toBe(0.2)
  expect(at(90).longest()).toBeNull()
})

test('what comes after a pause forgets what was before it', () => {
  const { at } = withClock()
  at(0).add(9)
  at(1_000).add(0.1)
  expect(at(1_000).longest()).toBe(0.1)
})

test('a clock that was set back shows nothing of the future, and goes on', () => {
  const { at } = withClock()
  at(1_000).add(9)
  expect(at(500).longest()).toBeNull()
  at(500).add(0.3)
  expect(at(501).longest()).toBe(0.3)
  expect(at(1_000).longest()).toBeNull()
})
