/** How much one operation may ask for. What is too much is refused before anything of it is run, and in little time. */
import type { Operation } from '../attacker.ts'
import { answerIn } from '../attacker.ts'
import { type Case, EVERY, type Group } from '../case.ts'

const times = (count: number, part: (index: number) => string): string => Array.from({ length: count }, (_, index) => part(index)).join(' ')
const nested = (levels: number, open: string, inner: string): string => `${open} { `.repeat(levels) + inner + ' }'.repeat(levels)
const units = (project: string, first: number): Operation => ({
  query: `{ workUnits(project: "${project}", first: ${first}) { nodes { chunk } } }`,
})

const TOO_MUCH: ReadonlyArray<[fact: string, operation: (project: string) => Operation, refused: string]> = [
  ['a document that is too deep', () => ({ query: `{ ${nested(13, 'projects', 'key')} }` }), 'LIMIT_EXCEEDED VALIDATION_FAILED'],
  [
    'a path that goes round in a circle',
    (project) => ({ query: `{ workUnit(project: "${project}", chunk: "one") { ${nested(12, 'dependsOn', 'chunk')} } }` }),
    'LIMIT_EXCEEDED',
  ],
  ['too many aliases', () => ({ query: `{ ${times(51, (n) => `a${n}: viewer { name }`)} }` }), 'LIMIT_EXCEEDED'],
  [
    'too many aliases in fragments',
    () => ({
      query: `{ ...A ...B } fragment A on Query { ${times(30, (n) => `a${n}: viewer { name }`)} } fragment B on Query { ${times(30, (n) => `b${n}: viewer { name }`)} }`,
    }),
    'LIMIT_EXCEEDED',
  ],
  [
    'fifty-one mutations at once',
    (project) => ({
      query: `mutation { ${times(51, (n) => `a${n}: holdWorkUnit(input: { project: "${project}", chunk: "one" }) { cursor }`)} }`,
    }),
    'LIMIT_EXCEEDED',
  ],
  [
    'too many directives',
    () => ({ query: `{ viewer { name ${times(51, () => '@include(if: true)')} } }` }),
    'LIMIT_EXCEEDED VALIDATION_FAILED',
  ],
  ['too many tokens', () => ({ query: `{ viewer { ${'name '.repeat(5_000)} } }` }), 'LIMIT_EXCEEDED'],
  [
    'too many tokens in comments and commas',
    () => ({ query: `{ viewer { name } } ${'query A { viewer { name } } '.repeat(1_000)}` }),
    'LIMIT_EXCEEDED',
  ],
  [
    'pages in pages',
    () => ({
      query: `{ projects { workUnits(first: 500) { nodes { runs(first: 500) { nodes { output(first: 500) { nodes { text } } } } } } } }`,
    }),
    'LIMIT_EXCEEDED',
  ],
  [
    'pages in pages by variable',
    () => ({
      query: `query ($n: Int) { projects { workUnits(first: $n) { nodes { runs(first: $n) { nodes { output(first: $n) { nodes { text } } } } } } } }`,
      variables: { n: 500 },
    }),
    'LIMIT_EXCEEDED',
  ],
  [
    'pages in pages by the default of a variable',
    () => ({
      query: `query ($n: Int = 500) { projects { workUnits(first: $n) { nodes { runs(first: $n) { nodes { output(first: $n) { nodes { text } } } } } } } }`,
    }),
    'LIMIT_EXCEEDED',
  ],
  [
    'pages in pages of the sizes that they have by default',
    () => ({ query: '{ projects { workUnits { nodes { runs { nodes { output { nodes { text } } } } } } } }' }),
    'LIMIT_EXCEEDED',
  ],
  [
    'pages in pages from the end, by a variable',
    () => ({
      query: `query ($n: Int) { projects { workUnits(first: 500) { nodes { runs(first: 50) { nodes { output(last: $n) { nodes { text } } } } } } } }`,
      variables: { n: 500 },
    }),
    'LIMIT_EXCEEDED',
  ],
  [
    'pages in pages in a fragment',
    () => ({
      query: `{ projects { workUnits(first: 500) { ...U } } } fragment U on WorkUnitConnection { nodes { runs(first: 500) { ...R } } } fragment R on RunConnection { nodes { output(first: 500) { nodes { text } } } }`,
    }),
    'LIMIT_EXCEEDED',
  ],
  ['a page of a thousand million', (project) => units(project, 1_000_000_000), 'LIMIT_EXCEEDED'],
  [
    'fragments that lead to each other',
    () => ({ query: '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }' }),
    'VALIDATION_FAILED',
  ],
  [
    'a fragment that leads to itself',
    () => ({ query: '{ projects { ...A } } fragment A on Project { workUnits { nodes { project { ...A } } } }' }),
    'VALIDATION_FAILED',
  ],
  [
    'fragments that double thirty times',
    () => ({
      query: `{ ...F30 } fragment F0 on Query { viewer { name } } ${times(30, (n) => `fragment F${n + 1} on Query { ...F${n} ...F${n} }`)}`,
    }),
    'LIMIT_EXCEEDED',
  ],
  [
    'fragments in fields that double thirty times',
    () => ({
      query: `{ projects { ...F30 } } fragment F0 on Project { key } ${times(30, (n) => `fragment F${n + 1} on Project { a: statusCounts { status } ...F${n} ... on Project { ...F${n} } }`)}`,
    }),
    'LIMIT_EXCEEDED',
  ],
  [
    'a list of two thousand lists',
    () => ({ query: `{ workUnits(project: ${'['.repeat(2_000)}${']'.repeat(2_000)}) { totalCount } }` }),
    'LIMIT_EXCEEDED',
  ],
  ['a field of two thousand fields', () => ({ query: `{ ${nested(1_600, 'projects', 'key')} }` }), 'LIMIT_EXCEEDED'],
  ['a document that never ends', () => ({ query: '{ '.repeat(4_000) }), 'LIMIT_EXCEEDED'],
  ['a name of a million characters', () => ({ query: `{ ${'a'.repeat(1_000_000)} }` }), 'VALIDATION_FAILED'],
  [
    'a schema that is asked for itself again and again',
    () => ({ query: `{ __schema { types { ${nested(8, 'fields { type', 'name')}${' }'.repeat(8)} } } }` }),
    'VALIDATION_FAILED',
  ],
  ['the same field a thousand times', () => ({ query: `{ ${times(1_000, () => 'viewer { name }')} }` }), 'VALIDATION_FAILED'],
]

export const LIMITS: Group = {
  name: 'depth, aliases, directives, tokens, cost, batching',
  cases: [
    ...TOO_MUCH.map(([fact, operation, refused]): Case => ({
      fact,
      over: EVERY,
      attack: (attacker, over) => attacker.knock(over, { operation: operation(attacker.target.project) }),
      refused,
    })),
    ...[501, -1].map((first): Case => ({
      fact: `a page of ${first}`,
      over: EVERY,
      attack: (attacker, over) => attacker.knock(over, { operation: units(attacker.target.project, first) }),
      refused: 'VALIDATION_FAILED',
      resolves: true,
    })),
    {
      fact: 'many operations in one request',
      over: ['http', 'sse'],
      async attack(attacker, over) {
        const headers = {
          Authorization: `Bearer ${attacker.target.tokens.owner}`,
          'Content-Type': 'application/json',
          ...(over === 'sse' && { Accept: 'text/event-stream' }),
        }
        const body = JSON.stringify([attacker.mutation, attacker.mutation])
        return answerIn(await attacker.http({ method: 'POST', path: '/graphql', headers, body }))
      },
      refused: '400 VALIDATION_FAILED',
    },
    {
      fact: 'many operations in one message',
      over: ['ws'],
      async attack(attacker) {
        const socket = await attacker.letIn()
        socket.send(['1', '2'].map((id) => ({ id, type: 'subscribe', payload: attacker.mutation })))
        return socket.end()
      },
      refused: 'closed 4400',
    },
    {
      fact: 'a body that is too big, before it has come',
      over: ['http', 'sse'],
      async attack(attacker) {
        const connection = await attacker.raw()
        const { port, tokens } = attacker.target
        const head = [
          'POST /graphql HTTP/1.1',
          `Host: 127.0.0.1:${port}`,
          `Authorization: Bearer ${tokens.owner}`,
          'Content-Type: application/json',
        ]
        connection.write([...head, `Content-Length: ${33 * 1024 * 1024}`, '\r\n'].join('\r\n'))
        return connection.status()
      },
      refused: '413',
    },
  ],
}
