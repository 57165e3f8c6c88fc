/**
 * A plain GraphQL server: graphql-yoga with graphql-ws, joined as Yoga's documentation says, and `createPubSub`. It is what signalbox's
 * delivery is compared with. It serves `schema.graphql`, as far as its little model goes, and accepts the cursor of a subscription as a
 * plain server does: it does not know what to do with it.
 *
 * A program: `node --import tsx test/support/plain-yoga.ts [--port 0] [--data FILE]`. It prints its address when it listens, and asks for
 * no token.
 */
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { parseArgs } from 'node:util'
import type { ExecutionArgs } from 'graphql'
import { useServer } from 'graphql-ws/use/ws'
import { createPubSub, createSchema, createYoga, filter, pipe } from 'graphql-yoga'
import { WebSocketServer } from 'ws'
import { cursorAt, type NewUnit, PlainModel, type Settings, type Unit, type Update } from './plain-model.ts'

const { port, data } = parseArgs({ options: { port: { type: 'string', default: '0' }, data: { type: 'string' } } }).values

const pubSub = createPubSub<{ workUnitUpdated: [project: string, update: Update] }>()
const model = new PlainModel(data ?? null, (update) => pubSub.publish('workUnitUpdated', update.project, update))

interface UnitName {
  readonly project: string
  readonly chunk: string
}

interface Input<T> {
  readonly input: T
}

const yoga = createYoga({
  schema: createSchema({
    typeDefs: readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8'),
    resolvers: {
      Query: {
        project: (_root, { key }: { key: string }) => (model.has(key) ? projectNamed(key) : null),
        workUnit: (_root, { project, chunk }: UnitName) => model.unit(project, chunk),
        workUnits: (_root, { project, ...page }: { project: string } & Page) => pageOf(model.units(project), page),
      },
      Project: {
        workUnits: ({ key }: { key: string }, page: Page) => pageOf(model.units(key), page),
      },
      WorkUnit: {
        project: ({ project }: Unit) => projectNamed(project),
      },
      Mutation: {
        createProject: (_root, { input: { key } }: Input<{ key: string }>) => {
          model.createProject(key)
          return { project: projectNamed(key), cursor: cursorOf(key) }
        },
        injectWorkUnits: (_root, { input: { project, workUnits } }: Input<{ project: string; workUnits: NewUnit[] }>) => {
          const injected = model.inject(project, workUnits)
          return { workUnits: injected, cursor: cursorOf(project) }
        },
        prioritizeWorkUnit: (_root, { input: { priority, ...unit } }: Input<UnitName & { priority: number }>) =>
          update(unit, { priority }, `priority ${priority}`),
        holdWorkUnit: (_root, { input }: Input<UnitName>) => update(input, { held: true }, 'held'),
        releaseWorkUnit: (_root, { input }: Input<UnitName>) => update(input, { held: false }, 'released'),
        deleteWorkUnit: (_root, { input: { project, chunk } }: Input<UnitName>) => {
          const { id } = model.delete(project, chunk)
          return { workUnitId: id, cursor: cursorOf(project) }
        },
      },
      Subscription: {
        workUnitUpdated: {
          subscribe: (_root, { project, chunks }: { project: string; chunks?: string[] }) => {
            const updates = pubSub.subscribe('workUnitUpdated', project)
            if (!chunks) return updates
            return pipe(
              updates,
              filter(({ chunk }: Update) => chunks.includes(chunk)),
            )
          },
          resolve: (update: Update) => update,
        },
      },
    },
  }),
  graphiql: { subscriptionsProtocol: 'WS' },
})

function projectNamed(key: string) {
  return {
    __typename: 'Project',
    id: `Project:${key}`,
    key,
    sequence: model.sequence(key),
    cursor: cursorOf(key),
    startCursor: cursorAt(key, 0),
  }
}

function cursorOf(project: string): string {
  return cursorAt(project, model.sequence(project))
}

function update({ project, chunk }: UnitName, settings: Settings, reason: string) {
  const workUnit = model.update(project, chunk, settings, reason)
  return { workUnit, cursor: cursorOf(project) }
}

interface Page {
  readonly first: number
  /** The chunk that the page before ended with. */
  readonly after?: string | null
}

function pageOf(units: readonly Unit[], { first, after }: Page) {
  const start = units.findIndex(({ chunk }) => chunk === after) + 1
  const nodes = units.slice(start, start + first)
  return {
    nodes,
    edges: nodes.map((node) => ({ node, cursor: node.chunk })),
    totalCount: units.length,
    pageInfo: {
      hasPreviousPage: start > 0,
      hasNextPage: start + first < units.length,
      startCursor: nodes[0]?.chunk ?? null,
      endCursor: nodes.at(-1)?.chunk ?? null,
    },
  }
}

const httpServer = createServer((request, response) => void yoga(request, response))
const wsServer = new WebSocketServer({ server: httpServer, path: yoga.graphqlEndpoint })

/** Yoga's plugins wrap the functions that execute, and graphql-ws asks the arguments for them. */
type EnvelopedArgs = ExecutionArgs & { readonly rootValue: Pick<ReturnType<typeof yoga.getEnveloped>, 'execute' | 'subscribe'> }

useServer(
  {
    execute: (args) => (args as EnvelopedArgs).rootValue.execute(args),
    subscribe: (args) => (args as EnvelopedArgs).rootValue.subscribe(args),
    onSubscribe: async (context, _id, params) => {
      const { schema, execute, subscribe, contextFactory, parse, validate } = yoga.getEnveloped({
        ...context,
        req: context.extra.request,
        socket: context.extra.socket,
        params,
      })
      const args = {
        schema,
        operationName: params.operationName,
        document: parse(params.query),
        variableValues: params.variables,
        contextValue: await contextFactory(),
        rootValue: { execute, subscribe },
      }
      const errors = validate(args.schema, args.document)
      return errors.length > 0 ? errors : args
    },
  },
  wsServer,
)

httpServer.listen(Number(port), '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${(httpServer.address() as AddressInfo).port}`)
})
