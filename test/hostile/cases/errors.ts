/** What is told of an error that nobody expected: an id to look for in the log, where all of it stands. */
import type { Attacker, Operation } from '../attacker.ts'
import { type Case, type Group, type Transport } from '../case.ts'
import { insideOf } from '../target.ts'

const WAYS: ReadonlyArray<[fact: string, over: readonly Transport[], operation: (key: string) => Operation]> = [
  ['a query', ['http', 'sse', 'ws'], (key) => ({ query: `{ project(key: "${key}") { key } }` })],
  [
    'a mutation',
    ['http', 'sse', 'ws'],
    (key) => ({
      query: 'mutation ($input: HoldWorkUnitInput!) { holdWorkUnit(input: $input) { cursor } }',
      variables: { input: { project: key, chunk: 'x' } },
    }),
  ],
  ['a subscription that begins', ['sse', 'ws'], (key) => ({ query: `subscription { workUnitUpdated(project: "${key}") { chunk } }` })],
]

/** All that the client is told. */
async function told(attacker: Attacker, over: Transport, operation: Operation): Promise<string> {
  if (over !== 'ws') return (await attacker.post(over, { operation })).body
  const socket = await attacker.letIn()
  socket.send({ id: '1', type: 'subscribe', payload: operation })
  return JSON.stringify(await socket.next())
}

export const ERRORS: Group = {
  name: 'masked errors without stack or path',
  cases: [
    ...WAYS.flatMap(([fact, transports, operation]) =>
      transports.map((over): Case => ({
        fact: `${fact} that fails unexpectedly tells an id, which stands once in the log with what happened, over ${over}`,
        isInside: true,
        async see(attacker) {
          const inside = insideOf(attacker.target)
          const text = await told(attacker, over, operation(inside.broken))
          const { code, id } = /"code":"(?<code>\w+)","errorId":"(?<id>[\w-]+)"/.exec(text)?.groups ?? {}
          const lines = (await inside.log()).split('\n').filter((line) => id !== undefined && line.includes(id))
          return { code, lines: lines.length, isTold: lines[0]?.includes(inside.secret), hasStack: lines[0]?.includes('"stack"') }
        },
        sees: { code: 'INTERNAL_SERVER_ERROR', lines: 1, isTold: true, hasStack: true },
      })),
    ),
    ...['GET /\0 HTTP/1.1', 'GRAPHQL / HTTP/1.1', 'POST /graphql HTTP/9.9', 'x'.repeat(100), '\u0016\u0003\u0001\u0002'].map(
      (line): Case => ({
        fact: `a request that begins with ${JSON.stringify(line.slice(0, 22))} is answered without a word about the inside`,
        async see(attacker) {
          const connection = await attacker.raw()
          connection.write(`${line}\r\nHost: 127.0.0.1:${attacker.target.port}\r\n\r\n`)
          return connection.status()
        },
        sees: '400',
      }),
    ),
  ],
}
