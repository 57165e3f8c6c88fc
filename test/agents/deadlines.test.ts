import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { startDeadlines } from '../../src/agents/deadlines.ts'

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
})

function start(limits: { deadlineMs?: number; silenceMs?: number }, isReading = () => true) {
  const passed: string[] = []
  return { passed, deadlines: startDeadlines(limits, isReading, (reason) => passed.push(reason)) }
}

test.each([
  [{ deadlineMs: 900 }, 899, 900, 'The agent timed out after 900 ms.'],
  [{ deadlineMs: 90_000 }, 89_999, 90_000, 'The agent timed out after 90 s.'],
  [{ silenceMs: 1_800_000 }, 1_799_999, 1_800_000, 'The agent timed out after 30 min without output.'],
])('%j passes at its time and not before', (limits, before, at, reason) => {
  const { passed } = start(limits)
  vi.advanceTimersByTime(before)
  expect(passed).toEqual([])
  vi.advanceTimersByTime(at - before)
  expect(passed).toEqual([reason])
})

test('what the agent says puts off the silence, not the whole', () => {
  const { passed, deadlines } = start({ deadlineMs: 1_500, silenceMs: 1_000 })
  vi.advanceTimersByTime(800)
  deadlines.heard()
  vi.advanceTimersByTime(699)
  expect(passed).toEqual([])
  vi.advanceTimersByTime(1)
  expect(passed).toEqual(['The agent timed out after 1.5 s.'])
})

test('an agent whose output waits for a slow listener is not silent', () => {
  let reading = false
  const { passed } = start({ silenceMs: 1_000 }, () => reading)
  vi.advanceTimersByTime(5_000)
  expect(passed).toEqual([])
  reading = true
  vi.advanceTimersByTime(1_000)
  expect(passed).toEqual(['The agent timed out after 1 s without output.'])
})

test('cleared deadlines do not pass', () => {
  const { passed, deadlines } = start({ deadlineMs: 10, silenceMs: 10 })
  deadlines.clear()
  vi.advanceTimersByTime(1_000)
  expect(passed).toEqual([])
})
