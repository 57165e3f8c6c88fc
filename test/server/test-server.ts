/** A server on a free port with a schema just big enough to tell what a transport did. No database. */
import { createSchema } from 'graphql-yoga'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { SignalboxError } from '../../src/domain/errors.ts'
import type { Viewer } from '../../src/domain/viewer.ts'
import { startServer, type RunningServer } from '../../src/server/start-server.ts'

export const TOKEN = 'good-token'

const typeDefs = /* GraphQL */ `
  type Query {
    name: String!
    echo(value: Int! = 1): Int!
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
    counted(after: String): Int
    endless: Int
  }
`

export interface TestServer extends RunningServer {
  /** What the mutations have added up to. */
  readonly total: () => number
  /** How many subscriptions have been ended by their source's return. */
  readonly ended: () => Promise<void>
  readonly logged: string[]
  readonly dashboardDir: string
  setReady(isReady: boolean): void
}

export async function startTestServer({ allowedHosts = [] as string[] } = {}): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-server-'))
  const dashboardDir = join(folder, 'dashboard')
  await mkdir(join(dashboardDir, 'assets'), { recursive: true })
  await writeFile(join(dashboardDir, 'index.html'), '<title>the dashboard</title>')
  await writeFile(join(dashboardDir, 'assets', 'main-abc123.js'), 'the script')
  await writeFile(join(folder, 'secret.txt'), 'not to be served')

  let total = 0
  let isReady = true
  const logged: string[] = []
  let markEnded = (): void => {}
  const ended = new Promise<void>((resolve) => (markEnded = resolve))

  const schema = createSchema({
    typeDefs,
    resolvers: {
      Query: {
        name: (_root: unknown, _arguments: unknown, { viewer }: { viewer: Viewer }) => viewer.name,
        echo: (_root: unknown, { value }: { value: number }) => value,
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
          subscribe: async function* (_root: unknown, { after }: { after?: string }) {
            if (after === 'foreign') throw new SignalboxError('CURSOR_INVALID', 'The cursor is of another database.', 'after')
            yield { counted: 1 }
            if (after === 'breaks') throw new Error('the password is hunter2')
            yield { counted: 2 }
          },
        },
        endless: {
          subscribe: () => ({
            [Symbol.asyncIterator]: () => ({
              next: () => new Promise(() => {}),
              return: async () => {
                markEnded()
                return { done: true, value: undefined }
              },
            }),
          }),
        },
      },
    },
  })

  const server = await startServer({
    host: '127.0.0.1',
    port: 0,
    allowedHosts,
    schema,
    authenticate: async (token) => (token === TOKEN ? { kind: 'operator', name: 'ada', role: 'OWNER' } : null),
    contextFor: (viewer) => ({ viewer }),
    dashboardDir,
    log: pino({}, { write: (line) => void logged.push(line) }),
    ready: () => isReady,
  })
  return {
    ...server,
    total: () => total,
    ended: () => ended,
    logged,
    dashboardDir,
    setReady: (value) => (isReady = value),
    async stop() {
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
