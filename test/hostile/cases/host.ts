/** What the Host header may say. A page that has its own name lead to 127.0.0.1 comes with that name. */
import { AT_THE_GATE } from '../answers.ts'
import { type Case, EVERY, type Group } from '../case.ts'

const FOREIGN: ReadonlyArray<[fact: string, host: (port: number) => string | readonly string[]]> = [
  ['a foreign name', (port) => `evil.test:${port}`],
  ['a foreign name in capitals', (port) => `EVIL.TEST:${port}`],
  ['a foreign name without a port', () => 'evil.test'],
  ['our name twice', (port) => [`127.0.0.1:${port}`, `127.0.0.1:${port}`]],
  ['our name before a foreign one', (port) => [`127.0.0.1:${port}`, `evil.test:${port}`]],
  ['our name and a foreign one in one line', (port) => `127.0.0.1:${port}, evil.test:${port}`],
  ['a trailing dot', (port) => `localhost.:${port}`],
  ['a dot behind the address', (port) => `127.0.0.1.:${port}`],
  ['a user before our name', (port) => `user@127.0.0.1:${port}`],
  ['our name as a user of another', (port) => `127.0.0.1:${port}@evil.test`],
  ['a name that begins like ours', (port) => `localhost.evil.test:${port}`],
  ['a name that ends like ours', (port) => `evil.localhost:${port}`],
  ['no port', () => '127.0.0.1'],
  ['another port', (port) => `127.0.0.1:${port === 65_535 ? 1 : port + 1}`],
  ['a port with a zero before it', (port) => `127.0.0.1:0${port}`],
  ['an empty header', () => ''],
  ['only a port', (port) => `:${port}`],
  ['a path behind our name', (port) => `127.0.0.1:${port}/evil.test`],
  ['a scheme before our name', (port) => `http://127.0.0.1:${port}`],
  ['a tab in our name', (port) => `127.0.0.1\t:${port}`],
  ['the loopback address in short', (port) => `127.1:${port}`],
  ['the loopback address as one number', (port) => `2130706433:${port}`],
  ['the loopback address in octal', (port) => `0177.0.0.1:${port}`],
  ['the address of every interface', (port) => `0.0.0.0:${port}`],
  ['another loopback address', (port) => `127.0.0.2:${port}`],
  ['the loopback address of IPv6 without brackets', (port) => `::1:${port}`],
  ['the loopback address of IPv6 in full', (port) => `[0:0:0:0:0:0:0:1]:${port}`],
  ['the loopback address of IPv6 with a zone', (port) => `[::1%25lo]:${port}`],
  ['the loopback address of IPv4 in IPv6', (port) => `[::ffff:127.0.0.1]:${port}`],
  ['the address of every interface in IPv6', (port) => `[::]:${port}`],
]

/** By hand, as no client sends them: what stands in for the Host header. */
const BY_HAND: ReadonlyArray<[fact: string, head: (port: number) => readonly string[], refused: string]> = [
  ['no Host', () => ['POST /graphql HTTP/1.1'], '403'],
  ['no Host in an old request', () => ['POST /graphql HTTP/1.0'], '403'],
  ['a foreign name in the request line', (port) => [`POST http://evil.test:${port}/graphql HTTP/1.1`, `Host: 127.0.0.1:${port}`], '405'],
  [
    'our name in the request line, and a foreign Host',
    (port) => [`POST http://127.0.0.1:${port}/graphql HTTP/1.1`, 'Host: evil.test'],
    '403',
  ],
  ['a Host that goes on in the next line', (port) => ['POST /graphql HTTP/1.1', `Host: 127.0.0.1:${port}`, ' .evil.test'], '400'],
  ['a space before the colon', (port) => ['POST /graphql HTTP/1.1', `Host : 127.0.0.1:${port}`], '400'],
]

export const HOST: Group = {
  name: 'Host',
  cases: [
    ...FOREIGN.map(([fact, host]): Case => ({
      fact,
      over: EVERY,
      attack: (attacker, over) => attacker.knock(over, { headers: { Host: host(attacker.target.port) } }),
      refused: AT_THE_GATE,
    })),
    {
      fact: 'a foreign name, with ours as that of a proxy',
      over: EVERY,
      attack: (attacker, over) => {
        const ours = `127.0.0.1:${attacker.target.port}`
        return attacker.knock(over, { headers: { Host: 'evil.test', 'X-Forwarded-Host': ours, Forwarded: `host="${ours}"` } })
      },
      refused: AT_THE_GATE,
    },
    ...BY_HAND.map(([fact, head, refused]): Case => ({
      fact,
      over: ['http'],
      async attack(attacker) {
        const body = JSON.stringify(attacker.mutation)
        const connection = await attacker.raw()
        const rest = [
          `Authorization: Bearer ${attacker.target.tokens.owner}`,
          'Content-Type: application/json',
          `Content-Length: ${Buffer.byteLength(body)}`,
          'Connection: close',
        ]
        connection.write([...head(attacker.target.port), ...rest, '', body].join('\r\n'))
        const status = await connection.status()
        return status === '200' ? 'ok' : status
      },
      refused,
    })),
    {
      fact: 'our own names are let in, in capitals and as the loopback address of IPv6 too',
      async see(attacker) {
        const { port } = attacker.target
        const hosts = [`127.0.0.1:${port}`, `LocalHost:${port}`, `[::1]:${port}`]
        const answers = hosts.map((Host) => attacker.knock('http', { headers: { Host } }))
        return Promise.all(answers)
      },
      sees: ['ok', 'ok', 'ok'],
    },
  ],
}
