/** A mutation whose answer is lost with its connection has one effect, and its command says what became of it. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Cut, startCuttingProxy } from './cutting-proxy.ts'
import { startTestServer, type TestServer } from './running-server.ts'

let server: TestServer

beforeAll(async () => {
  server = await startTestServer()
  await server.addProject('box', ['--phases', 'IMPLEMENT'], ['true'])
})
afterAll(() => server.stop())

async function revisionOf(chunk: string): Promise<string> {
  return (await server.run('show', chunk, '--fields', 'revision')).out.trim()
}

test.each<[string, Cut[]]>([
  ['once', ['before the answer']],
  ['halfway', ['within the answer']],
  ['twice', ['behind a proxy', 'before the answer']],
])('an answer that is lost %s is asked for again, with the same key: one effect', async (chunk, cuts) => {
  const proxy = await startCuttingProxy(server.url, [...cuts])
  const environment = { SIGNALBOX_URL: proxy.url, SIGNALBOX_TOKEN: server.token }
  expect(await server.runWith({ environment }, 'inject', chunk, '--held')).toMatchObject({ code: 0, err: '' })
  expect(proxy.mutations).toHaveLength(cuts.length + 1)
  expect(new Set(proxy.mutations).size).toBe(1)
  expect(await revisionOf(chunk)).toBe('1')
})

test('two invocations have keys of their own, and one that is given is taken', async () => {
  const proxy = await startCuttingProxy(server.url, [])
  const environment = { SIGNALBOX_URL: proxy.url, SIGNALBOX_TOKEN: server.token }
  const run = (...words: readonly string[]) => server.runWith({ environment }, ...words)
  await run('inject', 'keyed', '--held')
  for (const key of [[], [], ['--idempotency-key', 'mine'], ['--idempotency-key', 'mine']]) await run('prioritize', 'keyed', '5', ...key)
  const keys = proxy.mutations.map((body) => /"idempotencyKey":"([^"]+)"/.exec(body)?.[1])
  expect(new Set(keys.slice(0, 3)).size).toBe(3)
  expect(keys.slice(3)).toEqual(['mine', 'mine'])
  expect((await run('prioritize', 'keyed', '6', '--idempotency-key', 'mine')).err).toMatch(/^signalbox: IDEMPOTENCY_CONFLICT: /)
})

test('a decision on a revision that has passed is refused', async () => {
  await server.run('inject', 'moved', '--held')
  expect((await server.run('prioritize', 'moved', '3', '--expected-revision', '1')).code).toBe(0)
  const late = await server.run('hold', 'moved', '--expected-revision', '1')
  expect(late).toEqual({ code: 1, out: '', err: expect.stringMatching(/^signalbox: STALE_REVISION: /) })
})

test('where the server stays away, the command tells the key with which it can be done safely', { timeout: 60_000 }, async () => {
  const proxy = await startCuttingProxy(server.url, Array<Cut>(10).fill('before the answer'))
  const environment = { SIGNALBOX_URL: proxy.url, SIGNALBOX_TOKEN: server.token }
  const { code, err } = await server.runWith({ environment }, 'inject', 'unknown', '--held')
  expect(code).toBe(3)
  const [, key = ''] = /Whether it took effect is not known\. The same again with --idempotency-key (\S+) finds out/.exec(err) ?? []
  const again = await server.run('inject', 'unknown', '--held', '--idempotency-key', key)
  expect(again).toEqual({ code: 0, out: 'unknown: READY in IMPLEMENT: Unknown\n', err: '' })
  expect(await revisionOf('unknown')).toBe('1')
})
