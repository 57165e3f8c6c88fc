import { getIntrospectionQuery } from 'graphql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { LIMITS, MAX_REQUEST_BYTES } from '../../src/server/limits.ts'
import { AUTHORIZED, connected, post, send } from './clients.ts'
import { startTestServer, TOKEN, type TestServer } from './test-server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

interface Result {
  readonly data?: unknown
  readonly errors?: ReadonlyArray<{ message: string; path?: unknown; extensions: { code: string; field?: string; errorId?: string } }>
}

/** The first result that a transport gives for an operation, in one shape. */
const TRANSPORTS: Readonly<Record<string, (operation: object) => Promise<Result>>> = {
  http: async (operation) => JSON.parse((await post(server.port, operation)).body),
  sse: async (operation) => {
    const { body, headers } = await post(server.port, operation, { Accept: 'text/event-stream' })
    expect(headers['content-type']).toBe('text/event-stream')
    return JSON.parse(/^data: (.+)$/m.exec(body)?.[1] ?? 'null')
  },
  websocket: async (operation) => {
    const client = await connected(server.port)
    const [payload] = await client.run(operation)
    client.socket.terminate()
    return Array.isArray(payload) ? { errors: payload } : (payload as Result)
  },
}

const deep = (levels: number): string => `{ page { ${'children { '.repeat(levels)} chunk ${'} '.repeat(levels)} } }`
const aliases = (count: number): string => `{ ${Array.from({ length: count }, (_, n) => `a${n}: name`).join(' ')} }`
const add = 'mutation ($input: AddInput!) { add(input: $input) }'
const FULL_PAGE = `query ($first: Int) { page(first: $first) { ${'chunk '.repeat(30)} children { chunk } c2: children { chunk } } }`

interface Case {
  readonly fact: string
  readonly operation: Record<string, unknown>
  readonly code: string
  readonly field?: string
}

const BAD: readonly Case[] = [
  { fact: 'a syntax error', operation: { query: '{ name' }, code: 'VALIDATION_FAILED' },
  { fact: 'an empty document', operation: { query: '' }, code: 'VALIDATION_FAILED' },
  { fact: 'an unknown field', operation: { query: '{ nothing }' }, code: 'VALIDATION_FAILED' },
  { fact: 'an operation name that is not there', operation: { query: 'query A { name }', operationName: 'B' }, code: 'VALIDATION_FAILED' },
  { fact: 'a literal of the wrong type', operation: { query: 'mutation { add(input: { by: "1" }) }' }, code: 'VALIDATION_FAILED' },
  { fact: 'a missing variable', operation: { query: add }, code: 'VALIDATION_FAILED', field: 'input' },
  {
    fact: 'a variable of the wrong type',
    operation: { query: add, variables: { input: { by: 'x' } } },
    code: 'VALIDATION_FAILED',
    field: 'by',
  },
  { fact: 'a missing field in a variable', operation: { query: add, variables: { input: {} } }, code: 'VALIDATION_FAILED', field: 'by' },
  {
    fact: 'a wrong type deep in a variable',
    operation: { query: add, variables: { input: { by: 1, parts: [{ size: 1 }, { size: {} }] } } },
    code: 'VALIDATION_FAILED',
    field: 'parts[1].size',
  },
  {
    fact: 'a field that does not exist in a variable',
    operation: { query: add, variables: { input: { by: 1, parts: [{ size: 1, color: 1 }] } } },
    code: 'VALIDATION_FAILED',
    field: 'parts[0].color',
  },
  {
    fact: 'null for an argument that may only be left out',
    operation: { query: 'query ($v: Int = 1) { echo(value: $v) }', variables: { v: null } },
    code: 'VALIDATION_FAILED',
  },
  { fact: 'an error of ours', operation: { query: '{ refused }' }, code: 'NOT_FOUND', field: 'chunk' },
  { fact: 'an unexpected error', operation: { query: '{ broken }' }, code: 'INTERNAL_SERVER_ERROR' },
  { fact: 'a value that does not fit its type', operation: { query: '{ misfit }' }, code: 'INTERNAL_SERVER_ERROR' },
  { fact: 'a document that is too deep', operation: { query: deep(LIMITS.depth) }, code: 'LIMIT_EXCEEDED' },
  { fact: 'too many aliases', operation: { query: aliases(LIMITS.aliases + 1) }, code: 'LIMIT_EXCEEDED' },
  { fact: 'too many tokens', operation: { query: `{ ${'name '.repeat(LIMITS.tokens)} }` }, code: 'LIMIT_EXCEEDED' },
  {
    fact: 'too many directives',
    operation: { query: `{ name ${'@include(if: true) '.repeat(LIMITS.directives + 1)} }` },
    code: 'LIMIT_EXCEEDED',
  },
  {
    fact: 'pages in pages',
    operation: { query: '{ page(first: 500) { children(first: 500) { chunk children(first: 500) { chunk } } } }' },
    code: 'LIMIT_EXCEEDED',
  },
  {
    fact: 'pages in pages by variable',
    operation: {
      query: 'query ($n: Int) { page(first: $n) { children(first: $n) { chunk children(first: $n) { chunk } } } }',
      variables: { n: 500 },
    },
    code: 'LIMIT_EXCEEDED',
  },
]

describe.each(Object.entries(TRANSPORTS))('over %s', (_transport, run) => {
  test.each(BAD)('$fact gets $code', async ({ operation, code, field }) => {
    const before = server.total()
    const { errors } = await run(operation)
    expect(errors?.map(({ extensions }) => extensions.code)).toContain(code)
    expect(errors?.[0]?.extensions).toMatchObject(field === undefined ? {} : { field })
    expect(server.total()).toBe(before)
  })

  test('an unexpected error shows nothing of itself, and stands in the log under its id', async () => {
    const result = await run({ query: '{ broken }' })
    expect(JSON.stringify(result)).not.toMatch(/hunter2|stack|\.ts/)
    const errorId = result.errors?.[0]?.extensions.errorId ?? 'none'
    expect(result.errors?.[0]).toMatchObject({ path: ['broken'] })
    expect(server.logged.filter((line) => line.includes(errorId) && line.includes('unexpected error'))).toHaveLength(1)
    expect(server.logged.find((line) => line.includes(errorId))).toContain('hunter2')
  })

  test('an operation knows its viewer', async () => {
    expect(await run({ query: '{ name }' })).toEqual({ data: { name: 'ada' } })
  })

  test('the introspection query is within the limits', async () => {
    expect((await run({ query: getIntrospectionQuery() })).errors).toBeUndefined()
  })

  test('a page of 500 units with everything in a list is within the limits', async () => {
    expect(await run({ query: FULL_PAGE, variables: { first: 500 } })).toEqual({ data: { page: [] } })
  })
})

test.each(['sse', 'websocket'])(
  'over %s, an error of a subscription before its first event is an error of that subscription',
  async (name) => {
    const result = await TRANSPORTS[name]?.({ query: 'subscription { counted(after: "foreign") { number } }' })
    expect(result?.errors).toMatchObject([
      { message: 'The cursor is of another database.', extensions: { code: 'CURSOR_INVALID', field: 'after' } },
    ])
  },
)

describe('HTTP', () => {
  const BODIES: ReadonlyArray<[fact: string, body: string]> = [
    ['JSON that breaks off', '{"query": "{ name'],
    ['nothing', ''],
    ['a list', '[{ "query": "{ name }" }]'],
    ['a string', '"{ name }"'],
    ['null', 'null'],
    ['a query that is no string', '{ "query": 1 }'],
    ['variables that are no object', '{ "query": "{ name }", "variables": "x" }'],
    ['no query', '{}'],
    ['a key that GraphQL does not know', '{ "query": "{ name }", "sql": "x" }'],
  ]
  test.each(BODIES)('%s as a body is a bad request', async (_fact, body) => {
    const reply = await post(server.port, body)
    expect(reply.status).toBe(400)
    expect(JSON.parse(reply.body)).toMatchObject({ errors: [{ extensions: { code: 'VALIDATION_FAILED' } }] })
  })

  test('bytes that are no UTF-8 are a bad request', async () => {
    const headers = { ...AUTHORIZED, 'Content-Type': 'application/json' }
    const body = Buffer.from([0x22, 0xff, 0xfe, 0x22])
    expect((await send(server.port, { method: 'POST', path: '/graphql', headers, body })).status).toBe(400)
  })

  test.each([
    ['that says so', { 'Content-Length': String(MAX_REQUEST_BYTES + 1) }],
    ['that comes in chunks', { 'Transfer-Encoding': 'chunked' }],
  ])('a body %s is refused when it is too big', async (_fact, framing) => {
    const headers = { ...AUTHORIZED, 'Content-Type': 'application/json', ...framing }
    const body = Buffer.alloc(MAX_REQUEST_BYTES + 1, ' ')
    const reply = await send(server.port, { method: 'POST', path: '/graphql', headers, body })
    expect(reply.status).toBe(413)
    expect(JSON.parse(reply.body)).toMatchObject({ errors: [{ extensions: { code: 'LIMIT_EXCEEDED' } }] })
  })

  test('a session is a cookie that scripts cannot read, and ends', async () => {
    const signedIn = await send(server.port, { method: 'POST', path: '/session', headers: AUTHORIZED })
    expect(signedIn.status).toBe(204)
    expect(signedIn.headers['set-cookie']).toEqual([`signalbox-${server.port}=${TOKEN}; Path=/; HttpOnly; SameSite=Strict`])
    const session = { Authorization: undefined, Cookie: `signalbox-${server.port}=${TOKEN}`, Origin: `http://127.0.0.1:${server.port}` }
    expect(JSON.parse((await post(server.port, { query: '{ name }' }, session)).body)).toEqual({ data: { name: 'ada' } })
    const { Cookie, Origin } = session
    const signedOut = await send(server.port, { method: 'DELETE', path: '/session', headers: { Cookie, Origin } })
    expect(signedOut.headers['set-cookie']?.[0]).toContain('Max-Age=0')
  })

  test('a bad token gets no session', async () => {
    const reply = await send(server.port, { method: 'POST', path: '/session', headers: { Authorization: 'Bearer wrong' } })
    expect(reply.status).toBe(401)
    expect(reply.headers['set-cookie']).toBeUndefined()
  })
})
