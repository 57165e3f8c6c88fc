/**
 * How much of the server one token may take. What it may have is much more than one process should open in a test, so the bounds over all
 * connections are held against a server whose tokens may have less; it differs from the other one in its schema, and in nothing that is asked here.
 */
import { ALLOWANCE, type Allowance } from '../../../src/server/bearers.ts'
import { MAX_OPERATIONS_PER_SOCKET } from '../../../src/server/limits.ts'
import { startTestServer, TOKEN } from '../../server/test-server.ts'
import { answerIn, Attacker, type Operation } from '../attacker.ts'
import { type Case, type Group, type Transport } from '../case.ts'
import type { Target } from '../target.ts'

const COUNTED: Operation = { query: 'subscription { counted { number } }' }
const STUCK: Operation = { query: '{ stuck }' }
const NAME: Operation = { query: '{ name }' }
const OTHER = 'another-owner'

/** What somebody with the token and somebody with another one are told, when the first has as much as it may. */
async function withLittle(
  { target }: Attacker,
  allowance: Partial<Allowance>,
  use: (attacker: Attacker, opened: (count: number) => Promise<void>) => Promise<unknown>,
): Promise<unknown> {
  const server = await startTestServer({ allowance: { ...ALLOWANCE, ...allowance } })
  const little: Target = { ...target, port: server.port, tokens: { ...target.tokens, owner: TOKEN }, inside: null }
  const attacker = new Attacker(little)
  try {
    return await use(attacker, server.opened)
  } finally {
    attacker.leave()
    server.release()
    await server.stop()
  }
}

const SOCKETS: ReadonlyArray<[over: Transport, refused: string]> = [
  ['ws', 'closed 1013'],
  ['sse', '429 LIMIT_EXCEEDED'],
]

export const QUOTAS: Group = {
  name: 'connections, subscriptions and bytes per token',
  cases: [
    ...SOCKETS.map(([over, refused]): Case => ({
      fact: `more connections than a token may have are refused, and others are let in, over ${over}`,
      isInside: true,
      see: (from) =>
        withLittle(from, { connections: 2 }, async (attacker, opened) => {
          await attacker.letIn()
          await attacker.stream({ operation: COUNTED })
          await opened(1)
          const mine = await attacker.knock(over, { operation: over === 'ws' ? NAME : COUNTED })
          const other = await attacker.letIn({ token: OTHER })
          return [mine, await other.run(NAME)]
        }),
      sees: [refused, 'ok'],
    })),
    ...(['http', 'ws'] as const).map((over): Case => ({
      fact: `more operations than a token may have running are refused, and others are served, over ${over}`,
      isInside: true,
      see: (from) =>
        withLittle(from, { operations: 2 }, async (attacker) => {
          const socket = await attacker.letIn()
          for (const id of ['a', 'b']) socket.send({ id, type: 'subscribe', payload: STUCK })
          // The answer says that what came before it on the socket has been begun.
          const refused = await socket.run(NAME)
          const mine = over === 'ws' ? refused : answerIn(await attacker.post('http', { operation: NAME }))
          return [mine, await attacker.knock(over, { token: OTHER, operation: NAME })]
        }),
      sees: [over === 'ws' ? 'LIMIT_EXCEEDED' : '429 LIMIT_EXCEEDED', 'ok'],
    })),
    ...(['http', 'sse', 'ws'] as const).map((over): Case => ({
      fact: `more bytes than a token may make the server hold are refused, and less is served, over ${over}`,
      isInside: true,
      see: (from) =>
        withLittle(from, { bytes: 10_000 }, async (attacker) => {
          const big = { ...NAME, variables: { padding: 'x'.repeat(20_000) } }
          return [await attacker.knock(over, { operation: big }), await attacker.knock(over, { operation: NAME })]
        }),
      sees: [over === 'ws' ? 'LIMIT_EXCEEDED' : '413 LIMIT_EXCEEDED', 'ok'],
    })),
    {
      fact: 'one subscription more than a socket may have',
      isInside: true,
      over: ['ws'],
      async attack(attacker) {
        const socket = await attacker.letIn()
        const query = `subscription { workUnitUpdated(project: "${attacker.target.project}") { sequence } }`
        for (let id = 1; id <= MAX_OPERATIONS_PER_SOCKET; id += 1) socket.send({ id: `s${id}`, type: 'subscribe', payload: { query } })
        return socket.run({ query })
      },
      refused: 'LIMIT_EXCEEDED',
      // Those that it may have.
      resolves: true,
    },
    {
      fact: 'an id of an operation that is longer than anybody needs',
      over: ['ws'],
      async attack(attacker) {
        const socket = await attacker.letIn()
        socket.send({ id: 'x'.repeat(256), type: 'subscribe', payload: attacker.mutation })
        return socket.end()
      },
      refused: 'closed 4400',
    },
  ],
}
