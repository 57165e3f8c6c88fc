/**
 * A small server that speaks the API of schema.graphql over real HTTP and a real WebSocket, with a model in memory:
 * the other end for tests of the dashboard's own half. It can be cut, made to repeat itself, and made to forget its log.
 */
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { GraphQLError } from 'graphql'
import { createSchema, createYoga } from 'graphql-yoga'
import { useServer } from 'graphql-ws/use/ws'
import { WebSocketServer } from 'ws'
import type { WebSocket } from 'ws'

const SCHEMA = readFileSync(new URL('../../../schema.graphql', import.meta.url), 'utf8')

const AT = '2026-11-22T12:00:00.000Z'

export interface Unit {
  [field: string]: unknown
  readonly id: string
  readonly chunk: string
  revision: number
}

interface Entry {
  readonly sequence: number
  readonly workUnitId: string
  readonly kind: 'CREATED' | 'UPDATED' | 'DELETED'
  readonly [field: string]: unknown
}

export interface LittleServer {
  readonly url: string
  readonly webSocketUrl: string
  readonly model: Model
  /** How often each root field was asked for. */
  readonly asked: Map<string, number>
  /** Drops every WebSocket without a word, as a broken network does. */
  cut(): void
  /** Refuses (false) or takes (true) new WebSockets. */
  accept(open: boolean): void
  /** Stops reading from every WebSocket, as a machine does that has vanished from the network. */
  freeze(): void
  /** Closes every WebSocket with this code. */
  closeWith(code: number): void
  stop(): Promise<void>
}

export function connection(nodes: readonly unknown[], first = nodes.length, after?: string | null) {
  const start = after ? Number(after) : 0
  const page = nodes.slice(start, start + first)
  const pageInfo = { hasNextPage: start + first < nodes.length, hasPreviousPage: start > 0, endCursor: String(start + page.length) }
  return { nodes: page, edges: [], pageInfo, totalCount: nodes.length }
}

/** What a unit is where a test does not say otherwise. */
const BLANK = {
  phase: 'IMPLEMENT',
  status: 'READY',
  held: false,
  priority: 0,
  reviewRound: 0,
  statusSince: AT,
  createdAt: AT,
  updatedAt: AT,
  goal: null,
  dependsOn: [],
  blockedBy: [],
  dependents: [],
  attention: [],
  codePaths: [],
  codeReferences: [],
  conflicts: [],
  usage: {},
  runs: connection([]),
  changes: connection([]),
}

/** The work units of one project, `demo`, and their change log. */
export class Model {
  readonly units = new Map<string, Unit>()
  readonly log: Entry[] = []
  readonly attention: Record<string, unknown>[] = []
  readonly output: Record<string, unknown>[] = []
  readonly project: Record<string, unknown> = {
    id: 'P1',
    key: 'demo',
    repositoryPath: '/srv/demo',
    baseBranch: 'main',
    maxAgents: 3,
    paused: false,
  }
  /** Why `runOutput` is refused. */
  outputProblem: string | null = null
  /** Cursors up to this sequence are expired. */
  forgotten = 0
  readonly #listeners = new Set<(entries: readonly Entry[]) => void>()
  #withheld = false

  get sequence(): number {
    return this.log.length
  }

  create(chunk: string, fields: Record<string, unknown> = {}): Unit {
    const unit: Unit = {
      ...BLANK,
      id: `U-${chunk}`,
      chunk,
      title: `Title of ${chunk}`,
      revision: 1,
      ...fields,
    }
    this.units.set(unit.id, unit)
    this.#append('CREATED', unit, Object.keys(fields), 'injected')
    return unit
  }

  update(chunk: string, fields: Record<string, unknown>, reason = 'changed by a test'): Unit {
    const before = this.unit(chunk)
    const unit = { ...before, ...fields, revision: before.revision + 1 }
    this.units.set(unit.id, unit)
    this.#append('UPDATED', unit, Object.keys(fields), reason)
    return unit
  }

  delete(chunk: string) {
    const unit = this.unit(chunk)
    this.units.delete(unit.id)
    for (let i = this.attention.length - 1; i >= 0; i -= 1) {
      if ((this.attention[i]?.['workUnit'] as Unit | undefined)?.id === unit.id) this.attention.splice(i, 1)
    }
    this.#append('DELETED', { ...unit, revision: unit.revision + 1 }, [], 'deleted')
  }

  unit(chunk: string): Unit {
    const unit = this.units.get(`U-${chunk}`)
    if (!unit) throw new Error(`no unit ${chunk}`)
    return unit
  }

  /** Sends an entry of the log again, as no right server does. */
  repeat(sequence: number) {
    const entry = this.log[sequence - 1]
    if (entry) this.#tell([entry])
  }

  /** Every entry after the cursor, from the moment of the call on. */
  follow(after: string | null | undefined): AsyncIterableIterator<{ workUnitUpdated: Entry }> {
    const start = after ? Number(after.replace('c', '')) : this.sequence
    if (start < this.forgotten) throw new GraphQLError('That cursor has expired.', { extensions: { code: 'CURSOR_EXPIRED' } })
    const pending = this.log.slice(start)
    let waiting: ((result: IteratorResult<{ workUnitUpdated: Entry }>) => void) | null = null
    const deliver = () => {
      const entry = waiting && !this.#withheld ? pending.shift() : undefined
      if (!entry) return
      waiting?.({ value: { workUnitUpdated: entry }, done: false })
      waiting = null
    }
    const listener = (entries: readonly Entry[]) => {
      pending.push(...entries)
      deliver()
    }
    this.#listeners.add(listener)
    return {
      [Symbol.asyncIterator]() {
        return this
      },
      next: () =>
        new Promise((resolve) => {
          waiting = resolve
          deliver()
        }),
      return: () => {
        this.#listeners.delete(listener)
        waiting?.({ value: undefined, done: true })
        return Promise.resolve({ value: undefined, done: true })
      },
    }
  }

  /** Keeps back what subscribers would get, as a server does that is slow to replay, until `release`. */
  withhold() {
    this.#withheld = true
  }

  release() {
    this.#withheld = false
    this.#tell([])
  }

  #tell(entries: readonly Entry[]) {
    for (const listener of this.#listeners) listener(entries)
  }

  #append(kind: Entry['kind'], unit: Unit, changedFields: string[], reason: string) {
    const sequence = this.log.length + 1
    const facts = { cursor: `c${sequence}`, sequence, revision: unit.revision, kind, workUnitId: unit.id, chunk: unit.chunk }
    const state = kind === 'DELETED' ? null : unit
    const entry = { ...facts, workUnit: state, changedFields, actor: 'test', reason, at: AT, status: unit['status'], phase: unit['phase'] }
    this.log.push(entry)
    this.#tell([entry])
  }
}

/** `mutations` are resolvers by name; Each gets its input. */
export async function startLittleServer(
  options: { model?: Model; port?: number; mutations?: Record<string, (input: Record<string, unknown>) => unknown> } = {},
): Promise<LittleServer> {
  const { model = new Model(), port = 0, mutations = {} } = options
  const asked = new Map<string, number>()
  const count = (field: string) => asked.set(field, (asked.get(field) ?? 0) + 1)
  const project = () => ({
    phases: ['GOAL', 'PLAN', 'IMPLEMENT', 'REBASE', 'REVIEW', 'COMPLETE'],
    cursor: `c${model.sequence}`,
    sequence: model.sequence,
    ...model.project,
    workUnits: ({ first, after }: { first: number; after?: string }) => connection([...model.units.values()], first, after),
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
          return model.units.get(`U-${chunk}`) ?? null
        },
        attentionQueue: () => {
          count('attentionQueue')
          return model.attention
        },
        viewer: () => ({ name: 'owner', role: 'OWNER' }),
      },
      Mutation: Object.fromEntries(
        Object.entries(mutations).map(([name, act]) => [name, (_: unknown, { input }: { input: Record<string, unknown> }) => act(input)]),
      ),
      Subscription: {
        workUnitUpdated: {
          subscribe: (_, { after }: { after?: string }) => {
            count('workUnitUpdated')
            return model.follow(after)
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
  const server = createServer((request, response) => void yoga(request, response))
  const sockets = new WebSocketServer({ noServer: true })
  server.on('upgrade', (request, socket, head) => {
    if (!accepting) return socket.destroy()
    sockets.handleUpgrade(request, socket, head, (webSocket) => sockets.emit('connection', webSocket, request))
  })
  useServer({ schema }, sockets)
  const each = (act: (socket: WebSocket) => void) => sockets.clients.forEach(act)
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const { port: actual } = server.address() as AddressInfo

  return {
    url: `http://127.0.0.1:${actual}/graphql`,
    webSocketUrl: `ws://127.0.0.1:${actual}/graphql`,
    model,
    asked,
    cut: () => each((socket) => socket.terminate()),
    accept: (open) => {
      accepting = open
    },
    freeze: () => each((socket) => socket.pause()),
    closeWith: (code) => each((socket) => socket.close(code, 'by the test')),
    stop: async () => {
      each((socket) => socket.terminate())
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function* outputAfter(model: Model, after: number) {
  for (const line of model.output) {
    if (Number(line['position']) <= after) continue
    yield { runOutput: line }
    // A turn of the event loop for each, so that a cut comes between two lines and not behind the last.
    await new Promise((resolve) => setImmediate(resolve))
  }
}
