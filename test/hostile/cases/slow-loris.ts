/** Clients that keep a connection and send next to nothing: each is let go by its deadline, and nobody waits for it. */
import type { RawConnection } from '../raw-connection.ts'
import { TEXT } from '../raw-connection.ts'
import { type Case, type Group } from '../case.ts'
import type { Target } from '../target.ts'

/** Of each kind. Both ends are in this process, and a system may give it no more than 1,024 files. */
const CONNECTIONS = 40
const DRIP_EVERY_MS = 500

type Begin = (connection: RawConnection, target: Target) => Promise<void> | void

const head = ({ port, tokens }: Target, ...more: string[]): string =>
  ['POST /graphql HTTP/1.1', `Host: 127.0.0.1:${port}`, `Authorization: Bearer ${tokens.owner}`, ...more].join('\r\n')

/** How each begins; then some of them go on byte by byte. */
const KINDS: ReadonlyArray<[fact: string, begin: Begin, drip: string]> = [
  ['that send nothing', () => {}, ''],
  ['that send half a head', (connection, target) => connection.write(head(target)), ''],
  ['that send a head byte by byte', (connection, target) => connection.write(head(target, 'X: ')), 'x'],
  ['whose WebSocket says nothing', (connection, target) => connection.upgrade(target), ''],
  [
    'whose WebSocket sends a first frame byte by byte',
    async (connection, target) => {
      await connection.upgrade(target)
      connection.frame({ opcode: TEXT, length: 1_000 })
    },
    'x',
  ],
  [
    'whose upgrade is refused, and who do not close',
    (connection, { port }) =>
      connection.write(`GET /elsewhere HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`),
    '',
  ],
]

/** Whoever has no token is not waited for at all. */
const WITHOUT_TOKEN = ({ port }: Target): string =>
  `POST /graphql HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{`

export const SLOW_LORIS: Group = {
  name: 'slow-loris',
  cases: [
    ...KINDS.map(([fact, begin, drip]): Case => ({
      fact: `connections ${fact} are let go; meanwhile the others are served`,
      isInside: true,
      isSlow: true,
      async see(attacker) {
        const connections = await Promise.all(Array.from({ length: CONNECTIONS }, () => attacker.raw()))
        await Promise.all(connections.map((connection) => begin(connection, attacker.target)))
        const dripping = setInterval(() => connections.forEach((connection) => drip !== '' && connection.write(drip)), DRIP_EVERY_MS)
        const letGo = Promise.all(connections.map((connection) => connection.letGo()))
        const meanwhile = await Promise.all(
          (['http', 'ws'] as const).map((over) => attacker.knock(over, { operation: { query: '{ __typename }' } })),
        )
        await letGo
        clearInterval(dripping)
        return meanwhile
      },
      sees: ['ok', 'ok'],
    })),
    {
      fact: 'a body that is not sent is not waited for, without a token',
      over: ['http'],
      async attack(attacker) {
        const connection = await attacker.raw()
        connection.write(WITHOUT_TOKEN(attacker.target))
        return connection.status()
      },
      refused: '401',
    },
  ],
}
