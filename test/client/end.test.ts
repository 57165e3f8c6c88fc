import { expect, test } from 'vitest'
import { endOfConnection } from '../../src/client/end.ts'

test.each([
  [1000, 'cut', 'closed the connection'],
  [1001, 'cut', 'going away'],
  [1006, 'cut', 'lost or could not be opened'],
  [1009, 'refused', 'no message of this size'],
  [1012, 'cut', 'being restarted'],
  [1013, 'cut', 'too busy'],
  [3999, 'cut', 'closed with code 3999'],
  [4400, 'refused', 'does not understand'],
  [4401, 'signed-out', ''],
  [4403, 'signed-out', ''],
  [4408, 'cut', 'waited in vain'],
  [4499, 'cut', 'stopped answering'],
  [4500, 'cut', 'failed'],
  [4508, 'cut', 'did not read fast enough'],
])('close code %i is read as %s: %s', (code, kind, words) => {
  const end = endOfConnection({ code, reason: '' }, null)
  expect(end.kind).toBe(kind)
  expect(JSON.stringify(end)).toContain(words)
})

test('only a client that was too slow has nothing to wait for', () => {
  const codes = [1000, 1001, 1006, 1012, 1013, 4408, 4499, 4500, 4508]
  const atOnce = codes.filter((code) => {
    const end = endOfConnection({ code, reason: '' }, null)
    return end.kind === 'cut' && end.atOnce
  })
  expect(atOnce).toEqual([4508])
})

test.each([
  [{ code: 1006, reason: '' }, 'connect ECONNREFUSED', 'connect ECONNREFUSED'],
  [{ code: 1013, reason: 'come back at noon' }, null, 'the server is too busy: come back at noon'],
  [new Error('no such host'), null, 'no such host'],
  [{}, null, 'the connection could not be opened'],
])('the end %j, where the WebSocket has complained of %s, is told as: %s', (cause, problem, reason) => {
  expect(endOfConnection(cause, problem)).toMatchObject({ kind: 'cut', reason })
})
