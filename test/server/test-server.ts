/** A server on a free port with a schema just big enough to tell what a transport did. No database. */
import { createSchema } from 'graphql-yoga'
import { EventEmitter, once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { SignalboxError } from '../../src/domain/errors.ts'
import type { Viewer } from '../../src/domain/viewer.ts'
import { LogSubscription } from '../../src/graphql/log-subscription.ts'
import { ALLOWANCE, type Allowance } from '../../src/server/bearers.ts'
import { startServer, type RunningServer } from '../../src/server/start-server.ts'
import type { Log } from '../../src/store/follow.ts'
import { SILENT_METER } from '../support/silent-meter.ts'

export const TOKEN = 'good-token'

/** Who comes in with which token. */
const VIEWERS: Readonly<Record<string, Viewer>> = {
  [TOKEN]: { kind: 'operator', name: 'ada', role: 'OWNER' },
  'another-owner': { kind: 'operator', name: 'bob', role: 'OWNER' },
  'a-viewer': { kind: 'operator', name: 'vera', role: 'VIEWER' },
  'an-agent': { kind: 'run', name: 'agent of login', runId: 'run-1' },
}

/** A subscription after this begins at the head, and is stuck before it is let in. */
export const SLOWLY = 'slowly'

/** The number whose event cannot be resolved. */
export const UNLUCKY = 13

const typeDefs = /* GraphQL */ `
  type Query {
    name: String!
    echo(value: Int! = 1): Int!
    padding: String!
    "Waits until the test lets it go."
    stuck: Int
    page(first: Int): [Node!]!
    refused: Int
    broken: Int
    misfit: Int
  }
  type Node {
    chunk: String!
    children(first: Int): [Node!]!
  }
  input AddInput {
    by: Int!
    parts: [PartInput!]
  }
  input PartInput {
    size: Int!
  }
  type Mutation {
    add(input: AddInput!): Int!
  }
  type Subscription {
    counted(after: String, odd: Boolean): Counted
  }
  type Counted {
    number: Int!
    text: String!
    viewer: String!
    role: String!
    padding: String!
    "Says what its argument is."
    parity(odd: Boolean = true): String!
  }
`

interface TestContext {
  readonly viewer: Viewer
  readonly resumeAfter: string | null
}

/** Numbers from one on, as a log. */
export class Numbers implements Log<number> {
  length = 0
  /** Thrown by the next look into the log. */
  failure: Error | null = null
  readonly #events = new EventEmitter<{ growth: []; listener: [] }>().setMaxListeners(0)

  /** Goes on up to `last`, at once. */
  countTo(last: number): void {
    this.length = last
    this.#events.emit('growth')
  }

  /** Resolves when so many readers wait for the log to grow. */
  async readers(count: number): Promise<void> {
    while (this.#events.listenerCount('growth') !== count) await once(this.#events, 'listener')
  }

  read(position: number): readonly number[] {
    if (this.failure) throw this.failure
    return Array.from({ length: Math.min(500, this.length - position) }, (_, index) => position + index + 1)
  }

  positionOf(number: number): number {
    return number
  }

  onGrowth(callback: () => void): () => void {
    this.#events.on('growth', callback)
    this.#events.emit('listener')
    return () => {
      this.#events.off('growth', callback)
      this.#events.emit('listener')
    }
  }
}

export interface TestServer extends RunningServer {
  /** What the mutations have added up to. */
  readonly total: () => number
  /** The log of the subscriptions: numbers from one on. */
  readonly numbers: Numbers
  /** How often an event of a subscription has been resolved. */
  readonly executions: () => number
  /** Resolves when so many subscriptions have been let in, each where it begins. */
  readonly opened: (count: number) => Promise<void>
  /** From now on `padding` is so long. */
  pad(size: number): void
  /** How many times `stuck` is being resolved at the moment. */
  readonly stuck: () => number
  /** Lets go all that are stuck. */
  release(): void
  readonly logged: string[]
  /** Each operation that began to be executed, by its kind. */
  readonly executed: string[]
  /** Each error that a client was told, as `http FORBIDDEN`. */
  readonly refusals: string[]
  /** The transport of each connection that was closed because its client was slow. */
  readonly slow: string[]
  readonly dashboardDir: string
  setReady(isReady: boolean): void
  /** From now on the token lets nobody in. */
  revoke(token: string): void
}

export async function startTestServer({
  allowedHosts = [] as string[],
  allowance = ALLOWANCE,
  files = {},
}: {
  allowedHosts?: string[]
  allowance?: Allowance
  /** More of the dashboard, by its path in its folder. */
  files?: Readonly<Record<string, string | Buffer>>
} = {}): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-server-'))
  const dashboardDir = join(folder, 'dashboard')
  await mkdir(join(dashboardDir, 'assets'), { recursive: true })
  await writeFile(join(dashboardDir, 'index.html'), '<title>the dashboard</title>')
  await writeFile(join(dashboardDir, 'assets', 'main-abc123.js'), 'the script')
  await writeFile(join(folder, 'secret.txt'), 'not to be served')
  for (const [path, content] of Object.entries(files)) await writeFile(join(dashboardDir, path), content)

  let total = 0
  let isReady = true
  const logged: string[] = []
  const executed: string[] = []
  const refusals: string[] = []
  const slow: string[] = []
  const numbers = new Numbers()
  let executions = 0
  let padding = 0
  const stuck = new Set<() => void>()
  const revoked = new Set<string>()
  const openings = new EventEmitter<{ opening: [] }>().setMaxListeners(0)
  let openedSoFar = 0

  const schema = createSchema({
    typeDefs,
    resolvers: {
      Query: {
        name: (_root: unknown, _arguments: unknown, { viewer }: { viewer: Viewer }) => viewer.name,
        echo: (_root: unknown, { value }: { value: number }) => value,
        padding: () => 'x'.repeat(padding),
        stuck: () => new Promise<void>((resolve) => stuck.add(resolve)),
        page: () => [],
        refused: () => {
          throw new SignalboxError('NOT_FOUND', 'There is no chunk "x".', 'chunk')
        },
        broken: () => {
          throw new Error('the password is hunter2')
        },
        misfit: () => 'the password is hunter2',
      },
      Mutation: {
        add: (_root: unknown, { input }: { input: { by: number } }) => (total += input.by),
      },
      Subscription: {
        counted: {
          subscribe: async (_root: unknown, { after, odd }: { after?: string; odd?: boolean }, { resumeAfter }: TestContext) => {
            if (after === SLOWLY) await new Promise<void>((resolve) => stuck.add(resolve))
            if (after === 'foreign') throw new SignalboxError('CURSOR_INVALID', 'The cursor is of another database.', 'after')
            openedSoFar += 1
            openings.emit('opening')
            return new LogSubscription({
              log: numbers,
              source: 'numbers',
              position: after === SLOWLY ? numbers.length : Number(resumeAfter ?? after ?? numbers.length),
              isWanted: odd === true ? (number) => number % 2 === 1 : undefined,
              resumeAfter: String,
            })
          },
          resolve: (number: number, { odd: _ }: { odd?: boolean }, { viewer }: TestContext) => {
            executions += 1
            if (number === UNLUCKY) throw new Error('the password is hunter2')
            return {
              number,
              text: `number ${number}`,
              viewer: viewer.name,
              role: viewer.kind === 'operator' ? viewer.role : 'run',
              padding: 'x'.repeat(padding),
              parity: ({ odd }: { odd: boolean | null }) => String(odd),
            }
          },
        },
      },
    },
  })

  const server = await startServer({
    host: '127.0.0.1',
    port: 0,
    allowedHosts,
    schema,
    authenticate: async (token) => (revoked.has(token) ? null : (VIEWERS[token] ?? null)),
    goodTokens: async (tokens) => new Set(tokens.filter((token) => token in VIEWERS && !revoked.has(token))),
    allowance,
    contextFor: (viewer, resumeAfter): TestContext => ({ viewer, resumeAfter }),
    dashboardDir,
    log: pino({}, { write: (line) => void logged.push(line) }),
    meter: {
      ...SILENT_METER,
      closedSlow: (transport) => void slow.push(transport),
      executes: (kind) => void executed.push(kind),
      refused: (transport, code) => void refusals.push(`${transport} ${code}`),
    },
    metrics: (load) => Promise.resolve(JSON.stringify(load)),
    ready: () => isReady,
  })
  return {
    ...server,
    total: () => total,
    numbers,
    executions: () => executions,
    async opened(count) {
      while (openedSoFar < count) await once(openings, 'opening')
    },
    pad: (size) => (padding = size),
    stuck: () => stuck.size,
    release() {
      for (const resolve of stuck) resolve()
      stuck.clear()
    },
    logged,
    executed,
    refusals,
    slow,
    dashboardDir,
    setReady: (value) => (isReady = value),
    revoke: (token) => void revoked.add(token),
    async stop() {
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
