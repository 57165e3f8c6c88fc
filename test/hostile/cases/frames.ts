/** Messages out of turn, and frames that no library sends. Each costs its connection, and nobody else's. */
import type { Attacker } from '../attacker.ts'
import { type Case, type Group } from '../case.ts'
import { CLOSE, CONTINUATION, PING, type RawConnection, TEXT } from '../raw-connection.ts'

const MIB = 1024 * 1024
const INIT = { type: 'connection_init' }
const subscribe = (attacker: Attacker, id = '1'): object => ({ id, type: 'subscribe', payload: attacker.mutation })

/** Messages, with a good token in the header, before and after it is let in. */
const OUT_OF_TURN: ReadonlyArray<[fact: string, messages: (attacker: Attacker) => ReadonlyArray<object | string>, refused: string]> = [
  ['an operation before the connection is let in', (attacker) => [subscribe(attacker)], 'closed 4401'],
  ['a second connection_init', () => [INIT, INIT], 'closed 4429'],
  ['a message that is no JSON', () => ['{'], 'closed 4400'],
  ['a message that is null', () => ['null'], 'closed 4400'],
  ['a message that is a list', (attacker) => [INIT, [subscribe(attacker)]], 'closed 4400'],
  ['a message of no known type', () => [{ type: 'start' }], 'closed 4400'],
  ['a message of a type that every object has', () => [{ type: 'constructor' }], 'closed 4400'],
  ['an operation without an id', (attacker) => [{ type: 'subscribe', payload: attacker.mutation }], 'closed 4400'],
  ['an operation with a number for an id', (attacker) => [{ id: 1, type: 'subscribe', payload: attacker.mutation }], 'closed 4400'],
  ['an operation without a query', () => [{ id: '1', type: 'subscribe', payload: {} }], 'closed 4400'],
  [
    'an operation with variables that are a list',
    () => [{ id: '1', type: 'subscribe', payload: { query: '{ __typename }', variables: [] } }],
    'closed 4400',
  ],
  ['an answer that only a server gives', () => [{ type: 'connection_ack' }], 'closed 4400'],
  ['a payload of connection_init that is a text', () => [{ type: 'connection_init', payload: 'token' }], 'closed 4400'],
]

const frames =
  (write: (connection: RawConnection) => void): ((connection: RawConnection) => void) =>
  (connection) =>
    write(connection)

/** Frames on a connection that was let in. */
const BROKEN: ReadonlyArray<[fact: string, write: (connection: RawConnection) => void, refused: string]> = [
  ['a frame that announces more than it may have', frames((c) => c.frame({ length: 33 * MIB })), 'closed 1009'],
  ['a frame that announces more than there are numbers', frames((c) => c.frame({ length: Number.MAX_SAFE_INTEGER })), 'closed 1009'],
  ['a frame without a mask', frames((c) => c.frame({ payload: '{"type":"ping"}', isMasked: false })), 'closed 1002'],
  ['a frame with a reserved bit', frames((c) => c.frame({ payload: '{"type":"ping"}', reserved: 4 })), 'closed 1002'],
  ['a frame of a kind that is not there', frames((c) => c.frame({ opcode: 3, payload: 'x' })), 'closed 1002'],
  ['a part of no message', frames((c) => c.frame({ opcode: CONTINUATION, payload: 'x' })), 'closed 1002'],
  ['a message within a message', frames((c) => [0, 1].forEach(() => c.frame({ isFinal: false, payload: '{' }))), 'closed 1002'],
  ['a ping in parts', frames((c) => c.frame({ opcode: PING, isFinal: false, payload: 'x' })), 'closed 1002'],
  ['a ping of 126 bytes', frames((c) => c.frame({ opcode: PING, payload: 'x'.repeat(126) })), 'closed 1002'],
  ['a close with half a code', frames((c) => c.frame({ opcode: CLOSE, payload: 'x' })), 'closed 1002'],
  [
    'a close with a code that nobody may send',
    frames((c) => c.frame({ opcode: CLOSE, payload: Buffer.from([0x03, 0xed]) })),
    'closed 1002',
  ],
  ['a text that is no UTF-8', frames((c) => c.frame({ payload: Buffer.from([0x22, 0xff, 0xfe, 0x22]) })), 'closed 1007'],
  ['a text with half a character', frames((c) => c.frame({ payload: Buffer.from([0xed, 0xa0, 0x80]) })), 'closed 1007'],
  [
    'a character in two parts of which the second is wrong',
    frames((c) => {
      c.frame({ isFinal: false, payload: Buffer.from([0xe2, 0x82]) })
      c.frame({ opcode: CONTINUATION, payload: Buffer.from([0x28]) })
    }),
    'closed 1007',
  ],
  [
    'a close whose reason is no UTF-8',
    frames((c) => c.frame({ opcode: CLOSE, payload: Buffer.from([0x03, 0xe8, 0xff, 0xfe]) })),
    'closed 1007',
  ],
]

async function opened(attacker: Attacker): Promise<RawConnection> {
  const connection = await attacker.raw()
  await connection.upgrade(attacker.target)
  return connection
}

async function letIn(attacker: Attacker): Promise<RawConnection> {
  const connection = await opened(attacker)
  connection.frame({ payload: JSON.stringify(INIT) })
  await connection.texts(1)
  return connection
}

export const FRAMES: Group = {
  name: 'subscribe before ack, second init, duplicate id, oversized and fragmented frames, ping flood, invalid UTF-8',
  cases: [
    ...OUT_OF_TURN.map(([fact, messages, refused]): Case => ({
      fact,
      over: ['ws'],
      async attack(attacker) {
        const socket = attacker.socket({})
        await socket.opened()
        for (const message of messages(attacker)) socket.send(message)
        return socket.end()
      },
      refused,
    })),
    ...BROKEN.map(([fact, write, refused]): Case => ({
      fact,
      over: ['ws'],
      async attack(attacker) {
        const connection = await letIn(attacker)
        write(connection)
        return connection.closed()
      },
      refused,
    })),
    ...[[], [INIT]].map((more): Case => ({
      fact: `an operation in the same breath as ${more.length === 0 ? 'connection_init' : 'two of them, between them'}`,
      // A server that lets everybody in is done with it by then, or is not.
      isInside: true,
      over: ['ws'],
      async attack(attacker) {
        const socket = attacker.socket({})
        await socket.opened()
        for (const message of [INIT, subscribe(attacker), ...more]) socket.send(message)
        return socket.end()
      },
      refused: 'closed 4401',
    })),
    {
      fact: 'one id for two operations',
      over: ['ws'],
      async attack(attacker) {
        const socket = await attacker.letIn()
        const query = `subscription { workUnitUpdated(project: "${attacker.target.project}") { sequence } }`
        for (let n = 0; n < 2; n += 1) socket.send({ id: '1', type: 'subscribe', payload: { query } })
        return socket.end()
      },
      refused: 'closed 4409',
      // The first of them is a subscription as any other.
      resolves: true,
    },
    {
      fact: 'more than a token before the connection is let in, in parts',
      over: ['ws'],
      async attack(attacker) {
        const connection = await opened(attacker)
        for (let n = 0; n < 3; n += 1)
          connection.frame({ opcode: n === 0 ? TEXT : CONTINUATION, isFinal: false, payload: ' '.repeat(30_000) })
        return connection.closed()
      },
      refused: 'closed 1006',
    },
    {
      fact: 'a message in parts that together have more than it may have',
      over: ['ws'],
      async attack(attacker) {
        const connection = await letIn(attacker)
        const part = Buffer.alloc(11 * MIB, ' ')
        for (let n = 0; n < 3; n += 1) connection.frame({ opcode: n === 0 ? TEXT : CONTINUATION, isFinal: false, payload: part })
        return connection.closed()
      },
      refused: 'closed 1009',
    },
    {
      fact: 'what is too much before the connection is let in is not too much afterwards',
      isInside: true,
      async see(attacker) {
        const socket = await attacker.letIn({ init: { note: 'x'.repeat(1_024), token: attacker.target.tokens.owner } })
        return socket.run({ query: '{ __typename }', variables: { note: 'x'.repeat(90_000) } })
      },
      sees: 'ok',
    },
    {
      fact: 'a flood of pings is answered, and holds up nobody',
      isInside: true,
      async see(attacker) {
        const connection = await letIn(attacker)
        for (let n = 0; n < 1_000; n += 1) connection.frame({ opcode: PING, payload: 'x'.repeat(125) })
        connection.frame({ payload: '{"type":"ping"}' })
        const other = await attacker.letIn()
        const answer = await other.run({ query: '{ __typename }' })
        return { other: answer, last: (await connection.texts(2)).at(-1) }
      },
      sees: { other: 'ok', last: '{"type":"pong"}' },
    },
    {
      fact: 'a message in many parts, some of them empty, is one message',
      async see(attacker) {
        const connection = await letIn(attacker)
        for (const [index, payload] of ['', '{"type"', '', ':"pi', 'ng"', '}'].entries()) {
          connection.frame({ opcode: index === 0 ? TEXT : CONTINUATION, isFinal: false, payload })
        }
        connection.frame({ opcode: CONTINUATION })
        return (await connection.texts(2)).at(-1)
      },
      sees: '{"type":"pong"}',
    },
  ],
}
