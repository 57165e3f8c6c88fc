/** The dashboard's files, packed for whoever can unpack them. */
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { request, type IncomingHttpHeaders } from 'node:http'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadStaticFiles } from '../../src/server/static-files.ts'
import { temporaryFolder } from '../support/database.ts'
import { post } from './clients.ts'
import { startTestServer, type TestServer } from './test-server.ts'

const SCRIPT = 'export const signal = "green"\n'.repeat(500)
const PICTURE = Buffer.from('<svg>a picture</svg>'.repeat(500))

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({
    files: { 'assets/big-abc123.js': SCRIPT, 'assets/picture-abc123.svg': PICTURE, 'assets/picture-abc123.png': PICTURE },
  })
})
afterAll(() => server.stop())

interface Reply {
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

async function get(path: string, acceptEncoding: string | null, method = 'GET'): Promise<Reply> {
  const headers = acceptEncoding === null ? {} : { 'Accept-Encoding': acceptEncoding }
  const outgoing = request({ host: '127.0.0.1', port: server.port, method, path, headers, agent: false }).end()
  const [response] = await once(outgoing, 'response')
  expect(response.statusCode).toBe(200)
  return { headers: response.headers, body: await buffer(response) }
}

const BIG = '/assets/big-abc123.js'
const UNPACK = { br: brotliDecompressSync, gzip: gunzipSync, none: (body: Buffer) => body }

test.each([
  { accept: 'gzip, deflate, br, zstd', coding: 'br' },
  { accept: 'gzip, deflate', coding: 'gzip' },
  { accept: 'br;q=0.1, gzip;q=0.9', coding: 'gzip' },
  { accept: 'br;q=0, gzip;q=0', coding: 'none' },
  { accept: 'identity', coding: 'none' },
  { accept: null, coding: 'none' },
] as const)('to a client that takes $accept a script is sent in the coding $coding', async ({ accept, coding }) => {
  const { headers, body } = await get(BIG, accept)
  expect(headers['content-encoding']).toBe(coding === 'none' ? undefined : coding)
  expect(headers['content-length']).toBe(String(body.length))
  expect(headers['vary']).toBe('Accept-Encoding')
  expect(UNPACK[coding](body).toString()).toBe(SCRIPT)
  expect(body.length < SCRIPT.length).toBe(coding !== 'none')
  // As it is without.
  const { headers: plain } = await get(BIG, null)
  for (const name of ['content-type', 'cache-control', 'content-security-policy', 'x-content-type-options'])
    expect(headers[name]).toBe(plain[name])
})

test('a HEAD says of the packed answer what a GET does, and has no body', async () => {
  for (const accept of ['br', 'gzip', 'identity']) {
    const [head, whole] = [await get(BIG, accept, 'HEAD'), await get(BIG, accept)]
    expect(head.body.length).toBe(0)
    for (const name of ['content-encoding', 'content-length', 'content-type', 'vary', 'cache-control'])
      expect(head.headers[name]).toBe(whole.headers[name])
  }
})

test('what would be no smaller is sent as it is, and images are', async () => {
  const small = await get('/assets/main-abc123.js', 'br, gzip')
  expect(small.headers).toMatchObject({ vary: 'Accept-Encoding', 'content-length': '10' })
  expect(small.headers['content-encoding']).toBeUndefined()
  expect(small.body.toString()).toBe('the script')
  for (const path of ['/assets/picture-abc123.svg', '/assets/picture-abc123.png']) {
    const picture = await get(path, 'br, gzip')
    expect([picture.headers['content-encoding'], picture.headers['vary']]).toEqual([undefined, undefined])
    expect(picture.body).toEqual(PICTURE)
  }
})

test('the answers of the API are not packed', async () => {
  server.pad(100_000)
  const { headers, body } = await post(server.port, { query: '{ padding }' }, { 'Accept-Encoding': 'br, gzip' })
  expect(headers['content-encoding']).toBeUndefined()
  expect(JSON.parse(body).data.padding.length).toBe(100_000)
})

test('a file is packed once for each coding, however many ask at once', async () => {
  const folder = await temporaryFolder()
  await mkdir(join(folder, 'assets'))
  await writeFile(join(folder, 'assets', 'big.js'), SCRIPT)
  const packed = (await loadStaticFiles(folder)).get('/assets/big.js')?.packed
  if (!packed) throw new Error('A script is packed.')
  const [one, other, again] = await Promise.all([packed('br'), packed('br'), packed('gzip')])
  expect(one).toBe(other)
  expect(await packed('br')).toBe(one)
  expect(await packed('gzip')).toBe(again)
})
