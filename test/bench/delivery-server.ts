/**
 * signalbox's delivery and nothing else: its feed, its GraphQL, its server, on a database with real projects and units; but what is published
 * is the last change of a project over and over, each time as the next one, without a decision and without a transaction. So the cost of
 * a delivery can be measured without that of a change, which is hundreds of times as much and drowns it.
 *
 * A program: `node --import tsx test/bench/delivery-server.ts FOLDER`. It prints the address at which a POST to `/KEY` with a JSON list publishes as
 * many changes of that project as the list is long, in one turn of the event loop; a GET answers with the address of the API and a token.
 */
import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { pino } from 'pino'
import type { Change } from '../../src/domain/change.ts'
import { createContextFactory } from '../../src/graphql/context.ts'
import { schema } from '../../src/graphql/schema.ts'
import { createMetrics } from '../../src/metrics/metrics.ts'
import { ALLOWANCE } from '../../src/server/bearers.ts'
import { startServer } from '../../src/server/start-server.ts'
import { createChangeFeed } from '../../src/store/change-feed.ts'
import { openStore } from '../../src/store/open.ts'
import { createPubSub } from '../../src/store/pubsub.ts'
import { QUIET_SERVER } from '../support/quiet-server.ts'
import { createTestProject, injectTestUnits, testServices } from '../support/units.ts'
import { PROJECTS } from './contenders.ts'

const TOKEN = randomUUID()
const [folder = '.'] = process.argv.slice(2)

const fail = (error: unknown): never => {
  throw error
}
const store = await openStore({ location: { file: join(folder, 'signalbox.db') }, now: () => new Date(), newId: randomUUID, onError: fail })
const last = new Map<string, Change>()
store.subscribe('workUnitUpdated', (change) => last.set(change.projectId, change))

const pubsub = createPubSub(fail)
const services = testServices({ ...store, changeFeed: createChangeFeed(store.changeLog, pubsub) })
const ids = new Map<string, string>()
for (const key of Object.values(PROJECTS)) {
  const { id } = await createTestProject(store, { key })
  await injectTestUnits(services, key, [{ chunk: 'chunk-0', title: 'Let the reader see what chunk-0 is about', held: true }])
  ids.set(key, id)
}

const createContext = createContextFactory(services, { version: 'bench', startedAt: new Date(), ...QUIET_SERVER })

/** The database has not heard of what is published: a subscription begins at the head as it would be. */
function atTheirHead<P extends { byKey: ReadonlyMap<string, { id: string; sequence: number }> }>(projects: P): P {
  const heads = [...projects.byKey].map(([key, project]) => [key, { ...project, sequence: last.get(project.id)?.sequence ?? 0 }] as const)
  return { ...projects, byKey: new Map(heads) }
}

const api = await startServer({
  host: '127.0.0.1',
  port: 0,
  allowedHosts: [],
  schema,
  authenticate: async (token) => (token === TOKEN ? { kind: 'operator', name: 'bench', role: 'OWNER' } : null),
  goodTokens: async (tokens) => new Set(tokens.filter((token) => token === TOKEN)),
  allowance: ALLOWANCE,
  contextFor: (viewer, resumeAfter) => {
    const context = createContext(viewer, resumeAfter)
    return { ...context, loaders: { ...context.loaders, projects: async () => atTheirHead(await context.loaders.projects()) } }
  },
  dashboardDir: fileURLToPath(new URL('../../dist/dashboard/', import.meta.url)),
  log: pino({ level: 'silent' }),
  meter: createMetrics(() => new Date()).meter,
  metrics: () => Promise.resolve(''),
  ready: () => true,
})

function publish(projectId: string): void {
  const change = last.get(projectId)
  if (change === undefined) throw new Error('A project begins with one change.')
  const { sequence, revision } = change
  const next = {
    ...change,
    kind: 'UPDATED' as const,
    changedFields: ['priority'],
    sequence: sequence + 1,
    revision: revision + 1,
    at: new Date(),
  }
  last.set(projectId, next)
  pubsub.publish('workUnitUpdated', next)
}

const control = createServer((request, response) => {
  text(request)
    .then((body) => {
      if (request.method === 'GET') return response.end(JSON.stringify({ url: api.url, token: TOKEN }))
      const projectId = ids.get((request.url ?? '').slice(1)) ?? ''
      const count = (JSON.parse(body) as unknown[]).length
      for (let times = 0; times < count; times += 1) publish(projectId)
      return response.writeHead(204).end()
    })
    .catch((error: Error) => response.writeHead(400).end(error.message))
})
control.listen(0, '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${(control.address() as AddressInfo).port}`)
})
