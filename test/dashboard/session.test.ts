import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { signIn, takeToken } from '../../dashboard/api/session.ts'

let url: string
let stop: () => Promise<unknown>

beforeEach(async () => {
  const server = createServer((request, response) => {
    const known = request.method === 'POST' && request.url === '/session' && request.headers.authorization === 'Bearer good'
    response.writeHead(known ? 204 : request.headers.authorization === 'Bearer broken' ? 500 : 401).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  stop = () => new Promise((resolve) => server.close(resolve))
})
afterEach(() => stop())

const send = (path: string, request: RequestInit) => fetch(`${url}${path}`, request)

test.each([
  { hash: '#token=sb_abc', token: 'sb_abc', address: '/' },
  { hash: '#token=a%2Bb', token: 'a+b', address: '/' },
  { hash: '#/demo/units/token=x', token: null, address: null },
  { hash: '', token: null, address: null },
])('the address $hash holds the token $token, and does not keep it', ({ hash, token, address }) => {
  let shown: string | null = null
  const history = { replaceState: (_: unknown, __: string, to: string) => (shown = to) }
  expect(takeToken({ hash, pathname: '/', search: '' }, history)).toBe(token)
  expect(shown).toBe(address)
})

test('a good token is exchanged, white space around it or not', async () => {
  await expect(signIn(' good\n', send)).resolves.toBeUndefined()
})

test.each([
  { token: 'bad', says: /does not know this token/ },
  { token: 'broken', says: /answered 500/ },
])('the token `$token` is refused with a sentence', async ({ token, says }) => {
  await expect(signIn(token, send)).rejects.toThrow(says)
})

test('a server that is not there is said to be not there', async () => {
  await stop()
  stop = () => Promise.resolve()
  await expect(signIn('good', send)).rejects.toThrow(/could not be reached/)
})
