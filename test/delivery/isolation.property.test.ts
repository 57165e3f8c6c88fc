/** Viewers who may see different things, with the same documents on the same log: nobody ever gets a frame that was made for others. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { SocketClient, streamed } from '../server/clients.ts'
import { startTestServer, TOKEN, UNLUCKY } from '../server/test-server.ts'

/** What each token may see; the first two may see the same. */
const ROLES: Readonly<Record<string, string>> = { [TOKEN]: 'OWNER', 'another-owner': 'OWNER', 'a-viewer': 'VIEWER' }

const DOCUMENTS = {
  plain: 'subscription ($after: String) { counted(after: $after) { number viewer role } }',
  fragment: 'fragment F on Counted { number viewer role } subscription ($after: String) { counted(after: $after) { ...F } }',
  text: 'subscription ($after: String) { counted(after: $after) { number text viewer role } }',
}

const arrival = fc.record({
  token: fc.constantFrom(...Object.keys(ROLES)),
  document: fc.constantFrom<(keyof typeof DOCUMENTS)[]>('plain', 'plain', 'fragment', 'text'),
  /** Of the operation: short and long, equal and different. */
  id: fc.constantFrom('1', '2', 'an id', 'ünï "q"', 'x'.repeat(130)),
  over: fc.constantFrom('websocket', 'websocket', 'events'),
  /** How many of the newest numbers it has not seen when it comes. */
  missed: fc.nat(40),
  /** How many numbers come when it is at the head. */
  growth: fc.nat(30),
})

interface Reader {
  readonly token: string
  readonly id: string
  readonly payload: { readonly query: string; readonly variables: { readonly after: string } }
  readonly count: number
  /** Called with how many it has got. */
  readonly onResult: (count: number) => void
}

/** What a client is sent, in the order in which it comes: so many results, and what else comes with them. */
const READ: Readonly<Record<string, (port: number, reader: Reader) => Promise<unknown[]>>> = {
  async websocket(port, { token, id, payload, count, onResult }) {
    const client = new SocketClient(port, { Authorization: `Bearer ${token}` })
    await client.initialize()
    client.send({ id, type: 'subscribe', payload })
    const messages: unknown[] = []
    while (messages.length < count) onResult(messages.push(await client.next()))
    client.send({ type: 'ping' })
    messages.push(await client.next())
    client.socket.terminate()
    return messages
  },
  async events(port, { token, payload, count, onResult }) {
    const events: unknown[] = []
    for await (const event of streamed(port, payload, { Authorization: `Bearer ${token}` })) {
      onResult(events.push(event))
      if (events.length === count) break
    }
    return events
  },
}

it('each gets the numbers behind its position once and in order, under its own id, as its own role may see them', async () => {
  const server = await startTestServer()
  const { numbers } = server
  numbers.countTo(UNLUCKY)
  try {
    await fc.assert(
      fc.asyncProperty(fc.array(arrival, { minLength: 2, maxLength: 8 }), async (arrivals) => {
        const first = numbers.length + 1
        const head = first + arrivals.reduce((sum, { growth }) => sum + growth, 0)
        numbers.countTo(first)
        const readers = arrivals.map(async ({ token, document, id, over, missed, growth }) => {
          const after = Math.max(UNLUCKY, first - 1 - missed)
          const due = Array.from({ length: head - after }, (_, index) => {
            const number = after + index + 1
            const counted = { number, ...(document === 'text' && { text: `number ${number}` }), viewer: '', role: ROLES[token] }
            return { number, payload: { data: { counted } } }
          })
          const sent = await READ[over]?.(server.port, {
            token,
            id,
            payload: { query: DOCUMENTS[document], variables: { after: String(after) } },
            count: due.length,
            // Whoever has what there was when it came makes more of it, for those who are there by then.
            onResult: (count) => {
              if (count === first - after) numbers.countTo(numbers.length + growth)
            },
          })
          expect(sent).toEqual(
            over === 'websocket'
              ? [...due.map(({ payload }) => ({ id, type: 'next', payload })), { type: 'pong' }]
              : due.map(({ number, payload }) => ({ id: String(number), event: 'next', data: JSON.stringify(payload) })),
          )
        })
        await Promise.all(readers)
      }),
      { numRuns: 40 },
    )
  } finally {
    await server.stop()
  }
})
