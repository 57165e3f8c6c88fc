/** signalbox's GraphQL and its server on services that the bench has made itself, for one token: without a scheduler, agents or git. */
import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { pino } from 'pino'
import { createContextFactory } from '../../src/graphql/context.ts'
import type { GraphQLContext } from '../../src/graphql/context.ts'
import { schema } from '../../src/graphql/schema.ts'
import { createMetrics } from '../../src/metrics/metrics.ts'
import { ALLOWANCE } from '../../src/server/bearers.ts'
import { startServer } from '../../src/server/start-server.ts'
import { QUIET_SERVER } from '../support/quiet-server.ts'
import type { TestServices } from '../support/units.ts'
import type { Place } from './project.ts'

/** `adapt` is given the context of every operation. */
export async function startApi(
  services: TestServices,
  adapt: (context: GraphQLContext) => GraphQLContext = (context) => context,
): Promise<Place> {
  const createContext = createContextFactory(services, { version: 'bench', startedAt: new Date(), ...QUIET_SERVER })
  const own = randomUUID()
  const { url } = await startServer({
    host: '127.0.0.1',
    port: 0,
    allowedHosts: [],
    schema,
    authenticate: async (token) => (token === own ? { kind: 'operator', name: 'bench', role: 'OWNER' } : null),
    goodTokens: async (tokens) => new Set(tokens.filter((token) => token === own)),
    allowance: ALLOWANCE,
    contextFor: (viewer, resumeAfter) => adapt(createContext(viewer, resumeAfter)),
    dashboardDir: fileURLToPath(new URL('../../dist/dashboard/', import.meta.url)),
    log: pino({ level: 'silent' }),
    meter: createMetrics(() => new Date()).meter,
    metrics: () => Promise.resolve(''),
    ready: () => true,
  })
  return { url, token: own }
}

/** Prints an address: a GET there answers with the place of the API, and a POST has `act` do something, and answers with what that gives. */
export function takeOrders(place: Place, act: (path: string, body: unknown) => unknown): void {
  const control = createServer((request, response) => {
    text(request)
      .then(async (body) => {
        const answer = request.method === 'GET' ? place : await act((request.url ?? '').slice(1), JSON.parse(body))
        return response.end(JSON.stringify(answer ?? null))
      })
      .catch((error: Error) => response.writeHead(400).end(error.message))
  })
  control.listen(0, '127.0.0.1', () => {
    console.log(`http://127.0.0.1:${(control.address() as AddressInfo).port}`)
  })
}
