/**
 * What nobody would think of, over every parser: heads and bodies of HTTP, documents and variables, cursors, frames and messages. Nothing of it
 * may end in an error of the server's own, nor end the server. The seed makes every run the same.
 */
import fc from 'fast-check'
import type { GraphQLSchema } from 'graphql'
import { isInputObjectType, isObjectType } from 'graphql'
import { schema } from '../../../src/graphql/schema.ts'
import type { Attacker } from '../attacker.ts'
import { type Case, type Group } from '../case.ts'
import { RawConnection } from '../raw-connection.ts'

const SEED = 7420
const RUNS = 250

/** Answers that tell of a mistake of the server, not of its client. */
const OWN_MISTAKE = /^HTTP\/1\.1 5|INTERNAL_SERVER_ERROR|closed (?:1011|4500)/m

/** Sends what is generated, one after the other; says what the server must not have answered, and whether it still answers. */
async function fuzz<T>(attacker: Attacker, what: fc.Arbitrary<T>, send: (value: T) => Promise<string>): Promise<object> {
  const uncaught: string[] = []
  const note = (error: unknown): void => void uncaught.push(String(error))
  process.on('uncaughtExceptionMonitor', note)
  try {
    const found = await fc.check(
      fc.asyncProperty(what, async (value) => {
        const answer = await send(value)
        if (OWN_MISTAKE.test(answer)) throw new Error(`${JSON.stringify(value).slice(0, 300)} was answered with ${answer.slice(0, 300)}`)
      }),
      { seed: SEED, numRuns: RUNS },
    )
    // By its path it is found again; as a text it may be deeper than there is room to write it.
    const mistake = found.failed ? `${String(found.counterexamplePath)}: ${String(found.errorInstance)}` : null
    return { mistake, uncaught, answers: await attacker.knock('http', { operation: { query: '{ viewer { name } }' } }) }
  } finally {
    process.off('uncaughtExceptionMonitor', note)
  }
}

const UNHARMED = { mistake: null, uncaught: [], answers: 'ok' }

/** Bytes, with the words of HTTP among them. */
const request = ({ target: { port, tokens } }: Attacker): fc.Arbitrary<Buffer> => {
  const line = fc.oneof(
    fc.constantFrom(
      `Host: 127.0.0.1:${port}`,
      `Authorization: Bearer ${tokens.viewer}`,
      'Content-Type: application/json',
      'Content-Length: 20',
      'Content-Length: -1',
      'Content-Length: 99999999999999999999',
      'Transfer-Encoding: chunked',
      'Transfer-Encoding: gzip, chunked',
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Key: x',
      'Sec-WebSocket-Version: 13',
      'Expect: 100-continue',
      'Accept: text/event-stream',
      'Last-Event-ID: x',
      'Cookie: signalbox=;;==',
      'Origin: null',
    ),
    fc.string({ unit: 'binary', maxLength: 40 }),
  )
  const first = fc
    .tuple(
      fc.constantFrom('GET', 'POST', 'HEAD', 'OPTIONS', 'CONNECT', 'DELETE', 'PRI', ''),
      fc.oneof(
        fc.constantFrom('/', '/graphql', '/session', '*', '//', 'http://x/', '/%', '/healthz', `127.0.0.1:${port}`),
        fc.string({ maxLength: 20 }),
      ),
      fc.constantFrom('HTTP/1.1', 'HTTP/1.0', 'HTTP/2.0', ''),
    )
    .map((parts) => parts.join(' '))
  const body = fc.oneof(
    fc.json().map((json) => json),
    fc.constant('{"query":"{viewer{name}}"}'),
    fc.string({ unit: 'binary', maxLength: 60 }),
  )
  return fc
    .tuple(first, fc.array(line, { maxLength: 8 }), body)
    .map(([start, lines, text]) => Buffer.from([start, ...lines, '', text].join('\r\n'), 'latin1'))
}

async function exchanged(attacker: Attacker, bytes: Buffer): Promise<string> {
  const connection = await RawConnection.open(attacker.target.port)
  let answer = ''
  connection.onReceived = (text) => (answer += text)
  connection.write(bytes)
  // What is no whole request is waited for by the server; this says that no more comes.
  connection.end()
  await connection.over()
  connection.cut()
  return answer
}

/** The words of our own schema. */
function vocabulary(of: GraphQLSchema): string[] {
  const types = Object.values(of.getTypeMap()).filter(({ name }) => !name.startsWith('__'))
  return types.flatMap((type) =>
    isObjectType(type) || isInputObjectType(type) ? [type.name, ...Object.keys(type.getFields())] : [type.name],
  )
}

const DOCUMENTS = [
  'query A($p: String!, $n: Int = 5) { project(key: $p) { key workUnits(first: $n) { nodes { chunk runs { nodes { output { nodes { text } } } } } } } }',
  'mutation B($input: InjectWorkUnitsInput!) { injectWorkUnits(input: $input) { cursor workUnits { ...U } } } fragment U on WorkUnit { id chunk }',
  'subscription C($a: Cursor) { workUnitUpdated(project: "quiet", after: $a) { chunk ... on WorkUnitUpdated @include(if: true) { sequence } } }',
  '{ node(id: "UHJvamVjdDp4") { id __typename ... on Project { key } } attentionQueue { id } viewer { name role } server { hosts } }',
].map((document) => document.match(/\w+|\.\.\.|"[^"]*"|\S/g) ?? [])

/** Good documents with words taken out, put in, and put twice. */
const document: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom(...DOCUMENTS),
    fc.array(
      fc.tuple(
        fc.nat(60),
        fc.nat(3),
        fc.array(
          fc.oneof(
            fc.constantFrom(...vocabulary(schema)),
            fc.constantFrom(
              '{',
              '}',
              '(',
              ')',
              '[',
              ']',
              ':',
              '!',
              '=',
              '$',
              '@',
              '...',
              '|',
              '&',
              '"',
              '"""',
              '#',
              '\\',
              '\ufeff',
              'null',
              'true',
              '-1',
              '1e999',
              '99999999999',
              '__schema',
              '__type',
              '__typename',
              'on',
              'fragment',
              'first:',
            ),
            fc.string({ unit: 'grapheme', maxLength: 6 }),
          ),
          { maxLength: 3 },
        ),
      ),
      { minLength: 1, maxLength: 5 },
    ),
  )
  .map(([words, edits]) =>
    edits.reduce<string[]>((text, [at, without, more]) => text.toSpliced(at % (text.length + 1), without, ...more), [...words]).join(' '),
  )

/** As JSON, of any shape, and deeper than JSON could be written. */
const variables: fc.Arbitrary<string> = fc.oneof(
  fc.json(),
  fc.record({ p: fc.jsonValue(), n: fc.jsonValue(), a: fc.jsonValue(), input: fc.jsonValue() }).map((value) => JSON.stringify(value)),
  fc
    .record({
      project: fc.oneof(fc.constant('quiet'), fc.jsonValue()),
      workUnits: fc.array(fc.record({ chunk: fc.jsonValue(), dependsOn: fc.jsonValue() }), { maxLength: 3 }),
      idempotencyKey: fc.jsonValue(),
    })
    .map((input) => JSON.stringify({ input })),
  fc.integer({ min: 1, max: 20_000 }).map((depth) => `{"p":"x","input":${'['.repeat(depth)}${']'.repeat(depth)}}`),
  fc.integer({ min: 1, max: 20_000 }).map((depth) => `{"p":"x","input":${'{"input":'.repeat(depth)}1${'}'.repeat(depth)}}`),
)

const cursor: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.base64String(),
  fc
    .tuple(fc.string(), fc.string(), fc.oneof(fc.string(), fc.integer().map(String), fc.bigInt().map(String)))
    .map((parts) => Buffer.from(parts.join(':')).toString('base64url')),
)

/** Frames of any kind, true and untrue in what they announce. */
const frame = fc.record({
  opcode: fc.nat(15),
  isFinal: fc.boolean(),
  isMasked: fc.constantFrom(true, true, true, false),
  reserved: fc.constantFrom(0, 0, 0, 1, 4),
  payload: fc.oneof(
    fc.json(),
    fc.string({ unit: 'binary' }),
    fc
      .record({
        type: fc.constantFrom('connection_init', 'subscribe', 'complete', 'ping', 'pong', 'next', 'error', 'connection_ack'),
        id: fc.jsonValue(),
        payload: fc.jsonValue(),
      })
      .map((message) => JSON.stringify(message)),
    document.map((query) => JSON.stringify({ id: '1', type: 'subscribe', payload: { query } })),
  ),
})

async function framed(attacker: Attacker, frames: readonly Parameters<RawConnection['frame']>[0][]): Promise<string> {
  const connection = await RawConnection.open(attacker.target.port)
  await connection.upgrade(attacker.target)
  connection.frame({ payload: '{"type":"connection_init"}' })
  await connection.texts(1)
  for (const one of frames) connection.frame(one)
  connection.end()
  await connection.over()
  const answer = [...connection.frames().map(({ payload }) => String(payload)), await connection.closed()].join('\n')
  connection.cut()
  return answer
}

const PARSERS: ReadonlyArray<[fact: string, see: (attacker: Attacker) => Promise<object>]> = [
  ['the parser of HTTP', (attacker) => fuzz(attacker, request(attacker), (bytes) => exchanged(attacker, bytes))],
  [
    'the parser of GraphQL, and its variables',
    (attacker) =>
      fuzz(attacker, fc.tuple(document, variables), async ([query, values]) => {
        const body = `{"query":${JSON.stringify(query)},"variables":${values}}`
        const headers = {
          Authorization: `Bearer ${attacker.target.tokens.operator}`,
          'Content-Type': 'application/json',
          Accept: 'text/event-stream',
        }
        const reply = await attacker.http({ method: 'POST', path: '/graphql', headers, body, isEnough: (text) => text.includes(':') })
        return `HTTP/1.1 ${reply.status}\n${reply.body}`
      }),
  ],
  [
    'the parser of cursors',
    (attacker) =>
      fuzz(attacker, cursor, async (after) => {
        const query = 'query ($after: String) { workUnits(project: "quiet", after: $after) { totalCount } }'
        const subscription = 'subscription ($after: Cursor) { workUnitUpdated(project: "quiet", after: $after) { chunk } }'
        const answers = [query, subscription].map((text) => attacker.knock('sse', { operation: { query: text, variables: { after } } }))
        return (await Promise.all(answers)).join('\n')
      }),
  ],
  [
    'the parser of WebSocket frames and messages',
    (attacker) => fuzz(attacker, fc.array(frame, { minLength: 1, maxLength: 4 }), (frames) => framed(attacker, frames)),
  ],
]

export const FUZZ: Group = {
  name: 'a fuzz run over every parser',
  cases: PARSERS.map(([parser, see]): Case => ({ fact: `${parser} comes to no harm by anything`, isInside: true, see, sees: UNHARMED })),
}
