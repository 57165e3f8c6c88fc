/**
 * A small server that speaks the API of schema.graphql over real HTTP and a real WebSocket, with a model in memory:
 * the other end for tests of the clients' own half. It can be cut at any moment, made to repeat itself, and made to forget its log.
 */
import { EventEmitter, once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { GraphQLError } from 'graphql'
import { createSchema, createYoga } from 'graphql-yoga'
import { useServer } from 'graphql-ws/use/ws'
import { WebSocketServer } from 'ws'
import type { WebSocket } from 'ws'
import { connection, Model } from './little-model.ts'

const SCHEMA = readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8')

/** Before it lets a connection in, takes a subscription, sends a change, between two pages of a snapshot, before it tells of one unit. */
export type Moment = 'connect' | 'subscribe' | 'change' | 'page' | 'unit'

export interface LittleServer {
  readonly url: string
  readonly webSocketUrl: string
  readonly model: Model
  /** How often each root field was asked for. */
  readonly asked: Map<string, number>
  /** Resolves when `workUnitUpdated` has been asked for so many times. */
  subscribed(times: number): Promise<void>
  /** Resolves when there was a WebSocket, and there is none any more. */
  emptied(): Promise<void>
  /** Drops every WebSocket without a word, as a broken network does. */
  cut(): void
  /** Drops every connection at the next so many moments of this kind. */
  cutAt(moment: Moment, times: number): void
  /** Refuses (false) or takes (true) new WebSockets. */
  accept(open: boolean): void
  /** Stops reading from every WebSocket, as a machine does that has vanished from the network. */
  freeze(): void
  /** Knows no token any more: closes every WebSocket with 4403, and every one that is opened. */
  forgetToken(): void
  /** Closes every WebSocket with this code. */
  closeWith(code: number): void
  stop(): Promise<void>
}

/** `mutations` are resolvers by name; each gets its input. */
export async function startLittleServer(
  options: { model?: Model; port?: number; mutations?: Record<string, (input: Record<string, unknown>) => unknown> } = {},
): Promise<LittleServer> {
  const { model = new Model(), port = 0, mutations = {} } = options
  const asked = new Map<string, number>()
  const heard = new EventEmitter<{ asked: [] }>()
  const count = (field: string) => {
    asked.set(field, (asked.get(field) ?? 0) + 1)
    heard.emit('asked')
  }
  const project = () => ({
    phases: ['GOAL', 'PLAN', 'IMPLEMENT', 'REBASE', 'REVIEW', 'COMPLETE'],
    startCursor: `c${model.forgotten}`,
    cursor: `c${model.sequence - model.lag}`,
    sequence: model.sequence - model.lag,
    ...model.project,
    workUnits: ({ first, after, filter }: { first: number; after?: string; filter?: { chunks?: readonly string[] } }) => {
      if (after) pass('page')
      const units = [...model.units.values()].filter(({ chunk }) => filter?.chunks?.includes(chunk) ?? true)
      return connection(units, first, after)
    },
  })
  const schema = createSchema({
    typeDefs: SCHEMA,
    resolverValidationOptions: { requireResolversForResolveType: 'ignore' },
    resolvers: {
      Query: {
        projects: () => [project()],
        project: (_, { key }: { key: string }) => {
          count('project')
          return key === 'demo' ? project() : null
        },
        workUnit: (_, { chunk }: { chunk: string }) => {
          count('workUnit')
          pass('unit')
          return model.units.get(`U-${chunk}`) ?? null
        },
        attentionQueue: () => {
          count('attentionQueue')
          return model.attention
        },
        run: (_, { id }: { id: string }) => {
          count('run')
          pass('page')
          return id === 'R' ? { __typename: 'Run', id, output: (args: OutputArgs) => ({ nodes: outputPage(model, args) }) } : null
        },
        viewer: () => ({ name: 'owner', role: 'OWNER' }),
      },
      Mutation: Object.fromEntries(
        Object.entries(mutations).map(([name, act]) => [name, (_: unknown, { input }: { input: Record<string, unknown> }) => act(input)]),
      ),
      Subscription: {
        workUnitUpdated: {
          subscribe: (_, { after, chunks }: { after?: string; chunks?: readonly string[] | null }) => {
            count('workUnitUpdated')
            return model.follow(after, chunks ?? null)
          },
        },
        runOutput: {
          subscribe: (_, { after }: { after?: number }) => {
            count('runOutput')
            if (model.outputProblem !== null) throw new GraphQLError(model.outputProblem)
            return outputAfter(model, after ?? 0)
          },
        },
      },
    },
  })
  const yoga = createYoga({ schema, logging: false, maskedErrors: false })
  let accepting = true
  let isTokenKnown = true
  const server = createServer((request, response) => void yoga(request, response))
  const sockets = new WebSocketServer({ noServer: true })
  server.on('upgrade', (request, socket, head) => {
    if (!accepting) return socket.destroy()
    sockets.handleUpgrade(request, socket, head, (webSocket) => sockets.emit('connection', webSocket, request))
  })
  const cuts = new Map<Moment, number>()
  const pass = (moment: Moment) => {
    const left = cuts.get(moment) ?? 0
    if (left === 0) return
    cuts.set(moment, left - 1)
    each((socket) => socket.terminate())
    server.closeAllConnections()
  }
  useServer(
    {
      schema,
      onConnect: () => {
        pass('connect')
        return isTokenKnown
      },
      onSubscribe: () => pass('subscribe'),
      onNext: () => pass('change'),
    },
    sockets,
  )
  const each = (act: (socket: WebSocket) => void) => sockets.clients.forEach(act)
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const { port: actual } = server.address() as AddressInfo

  return {
    url: `http://127.0.0.1:${actual}/graphql`,
    webSocketUrl: `ws://127.0.0.1:${actual}/graphql`,
    model,
    asked,
    async subscribed(times) {
      while ((asked.get('workUnitUpdated') ?? 0) < times) await once(heard, 'asked')
    },
    async emptied() {
      if (sockets.clients.size === 0) await once(sockets, 'connection')
      await Promise.all([...sockets.clients].map((socket) => once(socket, 'close')))
    },
    cut: () => each((socket) => socket.terminate()),
    cutAt: (moment, times) => void cuts.set(moment, times),
    accept: (open) => {
      accepting = open
    },
    freeze: () => each((socket) => socket.pause()),
    forgetToken: () => {
      isTokenKnown = false
      each((socket) => socket.close(4403, 'Forbidden'))
    },
    closeWith: (code) => each((socket) => socket.close(code, 'by the test')),
    stop: async () => {
      each((socket) => socket.terminate())
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

interface OutputArgs {
  readonly first?: number
  readonly after?: number
  readonly last?: number
}

function outputPage(model: Model, { first = 200, after = 0, last }: OutputArgs) {
  return last === undefined ? model.output.slice(after, after + first) : model.output.slice(-last)
}

async function* outputAfter(model: Model, after: number) {
  for (let index = 0; index < model.output.length || model.isTalking; index += 1) {
    // A turn of the event loop for each, so that a cut comes between two lines and not behind the last.
    while (index >= model.output.length && model.isTalking) await new Promise((resolve) => setImmediate(resolve))
    const line = model.output[index]
    if (!line || Number(line['position']) <= after) continue
    yield { runOutput: line }
    await new Promise((resolve) => setImmediate(resolve))
  }
}
