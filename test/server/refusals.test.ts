/** What a flood of refusals does to the log. */
import { pino } from 'pino'
import { afterEach, expect, test, vi } from 'vitest'
import { logRefusals, type Refusal } from '../../src/server/refusals.ts'

afterEach(() => vi.useRealTimers())

test('a flood of one kind of refusal is cut short and counted, and hides none of another kind', () => {
  vi.useFakeTimers({ now: 0 })
  const lines: Record<string, unknown>[] = []
  const refused = logRefusals(pino({}, { write: (line) => void lines.push(JSON.parse(line)) }))
  const flood: Refusal = { transport: 'websocket', code: 'LIMIT_EXCEEDED', status: 4408 }
  const other: Refusal = { transport: 'http', code: 'UNAUTHENTICATED', status: 401 }

  for (let n = 0; n < 300; n += 1) refused(flood)
  refused(other)
  expect(lines.filter(({ answeredWith }) => answeredWith === 4408)).toHaveLength(200)
  expect(lines.at(-1)).toMatchObject({ msg: 'refused', transport: 'http', code: 'UNAUTHENTICATED', answeredWith: 401 })

  vi.setSystemTime(1_000)
  refused(flood)
  expect(lines.slice(-2)).toMatchObject([{ unlogged: 100 }, { msg: 'refused', answeredWith: 4408 }])
})
