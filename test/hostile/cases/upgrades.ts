/** WebSockets that come without a token, or with one where no token stands. */
import { type Case, type Group } from '../case.ts'
import type { Attacker } from '../attacker.ts'

const SHUT: ReadonlyArray<[fact: string, attack: (attacker: Attacker) => Promise<string>, refused: string]> = [
  ['without a token, and none in connection_init', (attacker) => attacker.knock('ws', { token: null }), 'closed 4403'],
  ['without a token, and an empty payload', (attacker) => attacker.knock('ws', { token: null, init: {} }), 'closed 4403'],
  [
    'with a token under another name in the payload',
    (attacker) =>
      attacker.knock('ws', {
        token: null,
        init: { Authorization: `Bearer ${attacker.target.tokens.owner}`, authToken: attacker.target.tokens.owner },
      }),
    'closed 4403',
  ],
  [
    'with a token as a subprotocol',
    async (attacker) => {
      const { owner } = attacker.target.tokens
      const socket = attacker.socket({ token: null }, { protocol: ['graphql-transport-ws', owner] })
      const letIn = await socket.initialize()
      return letIn === 'ok' ? socket.run(attacker.mutation) : letIn
    },
    'closed 4403',
  ],
  [
    'with a token in its address',
    (attacker) => attacker.knock('ws', { token: null, path: `/graphql?token=${attacker.target.tokens.owner}` }),
    'closed 4403',
  ],
  ['at another path', (attacker) => attacker.knock('ws', { path: '/' }), '404'],
  ['at a path that goes on', (attacker) => attacker.knock('ws', { path: '/graphql/stream' }), '404'],
  ['of another version', (attacker) => upgrade(attacker, { 'Sec-WebSocket-Version': '7' }), '400'],
  ['without a key', (attacker) => upgrade(attacker, { 'Sec-WebSocket-Key': undefined }), '400'],
  ['to another protocol than WebSocket', (attacker) => upgrade(attacker, { Upgrade: 'h2c' }), '400'],
]

/** An upgrade by hand: the status, and `ok` where it takes place. */
async function upgrade(attacker: Attacker, changed: Readonly<Record<string, string | undefined>>): Promise<string> {
  const { port, tokens } = attacker.target
  const headers = {
    Host: `127.0.0.1:${port}`,
    Authorization: `Bearer ${tokens.owner}`,
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
    'Sec-WebSocket-Protocol': 'graphql-transport-ws',
    ...changed,
  }
  const lines = Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}`]))
  const connection = await attacker.raw()
  connection.write(['GET /graphql HTTP/1.1', ...lines, '\r\n'].join('\r\n'))
  const status = await connection.status()
  return status === '101' ? 'ok' : status
}

export const UPGRADES: Group = {
  name: 'upgrade without token',
  cases: [
    ...SHUT.map(([fact, attack, refused]): Case => ({ fact, over: ['ws'], attack: (attacker) => attack(attacker), refused })),
    ...['graphql-ws', 'soap'].map((protocol): Case => ({
      fact: `in the protocol ${protocol}`,
      over: ['ws'],
      async attack(attacker) {
        const connection = await attacker.raw()
        await connection.upgrade(attacker.target, protocol)
        return connection.closed()
      },
      refused: 'closed 4406',
    })),
  ],
}
