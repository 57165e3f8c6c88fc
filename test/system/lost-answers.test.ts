/**
 * A mutation that is sent twenty times with one key, over HTTP and WebSocket, while the connections of its senders are cut: it happens
 * once, and everybody who asks again gets the one answer. Seeded; the turns of the event loop are the moments of a cut.
 */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import WebSocket from 'ws'
import { randomFrom } from '../bench/random.ts'
import { ask, createProject, type Place, startServer } from './world.ts'

const SENDERS = 20
/** Some answers are there by then, and some are not: a database in another process takes longer. */
const MOST_TURNS = 40

const QUERY = `mutation ($input: InjectWorkUnitsInput!) {
  injectWorkUnits(input: $input) { cursor workUnits { id chunk title revision createdAt project { sequence } } }
}`
// Held, so that the scheduler leaves it alone.
const VARIABLES = { input: { project: 'demo', workUnits: [{ chunk: 'one', held: true }], idempotencyKey: 'twenty times' } }

/** Writes the request on a connection of its own; resolves when it has gone out. */
type Send = (place: Place) => Promise<Sent>

interface Sent {
  /** The answer as the server wrote it. */
  answer(): Promise<string>
  /** Ends the connection; answers whether that took the answer away. */
  cut(): boolean
}

const overHttp: Send = async ({ url, ownerToken }) => {
  const { hostname, port } = new URL(url)
  const socket: Socket = connect(Number(port), hostname)
  await once(socket, 'connect')
  const body = JSON.stringify({ query: QUERY, variables: VARIABLES })
  const head = [
    'POST /graphql HTTP/1.1',
    `host: ${hostname}:${port}`,
    `authorization: Bearer ${ownerToken}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ]
  await new Promise<void>((resolve) => socket.write(`${head.join('\r\n')}\r\n\r\n${body}`, () => resolve()))
  return {
    answer: async () => dataOf(JSON.parse((await text(socket)).split('\r\n\r\n')[1] ?? '')),
    cut: () => {
      socket.destroy()
      return socket.bytesRead === 0
    },
  }
}

const overWebSocket: Send = async ({ url, ownerToken }) => {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
    headers: { authorization: `Bearer ${ownerToken}` },
  })
  await once(socket, 'open')
  socket.send(JSON.stringify({ type: 'connection_init' }))
  await once(socket, 'message')
  const message = { id: '1', type: 'subscribe', payload: { query: QUERY, variables: VARIABLES } }
  await new Promise<void>((resolve) => socket.send(JSON.stringify(message), () => resolve()))
  let answered = false
  socket.once('message', () => (answered = true))
  return {
    async answer() {
      const [frame] = (await once(socket, 'message')) as [Buffer]
      socket.close()
      return dataOf((JSON.parse(frame.toString()) as { payload: unknown }).payload)
    },
    cut: () => {
      socket.terminate()
      return !answered
    },
  }
}

function dataOf(result: unknown): string {
  const { data, errors } = result as { data?: unknown; errors?: unknown }
  expect(errors).toBeUndefined()
  return JSON.stringify(data)
}

/** Sends it again and again on connections that are cut at random moments, and once more on one that is not; counts the answers that were lost. */
async function insist(place: Place, send: Send, random: () => number): Promise<{ answer: string; lost: number }> {
  let lost = 0
  const cuts = 1 + Math.floor(random() * 3)
  for (let cut = 0; cut < cuts; cut += 1) {
    const sent = await send(place)
    const turns = Math.floor(random() * MOST_TURNS)
    for (let turn = 0; turn < turns; turn += 1) await setImmediate()
    if (sent.cut()) lost += 1
  }
  return { answer: await (await send(place)).answer(), lost }
}

test('a mutation sent twenty times with one key while its connections are cut happens once, and has twenty equal answers', async () => {
  const server = await startServer()
  await createProject(server, { phases: ['IMPLEMENT'] })
  const senders = Array.from({ length: SENDERS }, (_, index) =>
    insist(server, index % 2 === 0 ? overHttp : overWebSocket, randomFrom(index)),
  )
  const outcomes = await Promise.all(senders)
  const answers = outcomes.map(({ answer }) => answer)
  expect(outcomes.reduce((sum, { lost }) => sum + lost, 0)).toBeGreaterThan(0)

  expect(answers).toEqual(answers.map(() => answers[0]))
  const { injectWorkUnits } = JSON.parse(answers[0] ?? '') as { injectWorkUnits: { cursor: string; workUnits: { id: string }[] } }
  expect(injectWorkUnits.workUnits).toMatchObject([{ chunk: 'one', revision: 1, project: { sequence: 1 } }])
  expect(
    await ask(server, '{ project(key: "demo") { sequence cursor workUnits { nodes { id revision changes { totalCount } } } } }'),
  ).toEqual({
    project: {
      ...{ sequence: 1, cursor: injectWorkUnits.cursor },
      workUnits: { nodes: [{ id: injectWorkUnits.workUnits[0]?.id, revision: 1, changes: { totalCount: 1 } }] },
    },
  })
})
