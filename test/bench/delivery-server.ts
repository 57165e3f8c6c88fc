/**
 * signalbox's delivery and nothing else: its feed, its GraphQL, its server, on a database with real projects and units; but what is published
 * is the last change of a project over and over, each time as the next one, without a decision and without a transaction. So the cost of
 * a delivery can be measured without that of a change, which is hundreds of times as much and drowns it.
 *
 * A program: `node --import tsx test/bench/delivery-server.ts FOLDER`. It prints the address at which a POST to `/KEY` with a JSON list publishes as
 * many changes of that project as the list is long, in one turn of the event loop; a GET answers with the address of the API and a token.
 */
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { Change } from '../../src/domain/change.ts'
import { createChangeFeed } from '../../src/store/change-feed.ts'
import { openStore } from '../../src/store/open.ts'
import { createPubSub } from '../../src/store/pubsub.ts'
import { createTestProject, injectTestUnits, testServices } from '../support/units.ts'
import { startApi, takeOrders } from './api-server.ts'
import { PROJECTS } from './contenders.ts'

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

/** The database has not heard of what is published: a subscription begins at the head as it would be. */
function atTheirHead<P extends { byKey: ReadonlyMap<string, { id: string; sequence: number }> }>(projects: P): P {
  const heads = [...projects.byKey].map(([key, project]) => [key, { ...project, sequence: last.get(project.id)?.sequence ?? 0 }] as const)
  return { ...projects, byKey: new Map(heads) }
}

const place = await startApi(services, (context) => ({
  ...context,
  loaders: { ...context.loaders, projects: async () => atTheirHead(await context.loaders.projects()) },
}))

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

takeOrders(place, (key, texts) => {
  const projectId = ids.get(key) ?? ''
  const count = (texts as unknown[]).length
  for (let times = 0; times < count; times += 1) publish(projectId)
})
