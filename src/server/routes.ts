/** What is served where over HTTP. Every request has passed the gate before it comes here. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { SignalboxError, type ErrorCode } from '../domain/errors.ts'
import type { Logger } from 'pino'
import { scopesOf } from '../graphql/authorization.ts'
import type { ReportError } from '../graphql/errors.ts'
import { OVERDRAWN, type Admission } from './admission.ts'
import { sessionCookie, type Credentials } from './credentials.ts'
import type { Engine } from './engine.ts'
import { replyGraphiql, replySignIn } from './graphiql.ts'
import type { Meter } from './meter.ts'
import { Operation, prepare } from './operation.ts'
import { replyText } from './reply.ts'
import { type OnRefused, refusalOfOperation } from './refusals.ts'
import { isJson, readParams } from './request-body.ts'
import { lastEventId, StreamConnection, streamEvents, takesEvents } from './sse.ts'
import { findStaticFile, replyFile, type StaticFile } from './static-files.ts'
import type { Subscriptions } from './fan-out/subscriptions.ts'

export interface Site {
  readonly engine: Engine
  readonly subscriptions: Subscriptions
  /** The streams of server-sent events that are open. */
  readonly streams: Set<ServerResponse>
  readonly files: ReadonlyMap<string, StaticFile>
  readonly port: number
  readonly report: ReportError
  readonly log: Logger
  readonly onRefused: OnRefused
  readonly meter: Meter
  readonly ready: () => boolean
  /** What /metrics says. */
  readonly metrics: () => Promise<string>
}

export interface Visit {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly credentials: Credentials
  readonly site: Site
  /** Null for no token and for a bad one. */
  readonly admit: () => Promise<Admission | null>
  /** The answer to what is not done, in GraphQL's shape. */
  readonly refuse: (status: number, code: ErrorCode, message: string, headers?: Record<string, string>) => void
}

type Handler = (visit: Visit) => Promise<void> | void

/** By path, then by method. A HEAD is answered as a GET; other methods get 405, which is also all that a CORS preflight gets. */
const ROUTES: Readonly<Record<string, Readonly<Record<string, Handler>>>> = {
  '/graphql': { GET: graphiql, POST: operation },
  '/session': { POST: signIn, DELETE: signOut },
  '/healthz': { GET: ({ response }) => replyText(response, 200, 'ok\n') },
  '/readyz': {
    GET: ({ response, site }) => (site.ready() ? replyText(response, 200, 'ready\n') : replyText(response, 503, 'not ready\n')),
  },
  '/metrics': { GET: metrics },
}

const FILES: Readonly<Record<string, Handler>> = { GET: file }

export async function route(visit: Visit): Promise<void> {
  const { request, refuse } = visit
  const methods = ROUTES[pathOf(request)] ?? FILES
  const method = request.method === 'HEAD' ? 'GET' : (request.method ?? '')
  const handler = methods[method]
  if (handler === undefined) {
    const allowed = Object.keys(methods).join(', ')
    return refuse(405, 'VALIDATION_FAILED', `This address takes ${allowed}, not ${method}.`, { Allow: allowed })
  }
  await handler(visit)
}

/** The path for the log, where it is one of ours: others may hold a token that somebody put into the wrong place. */
export function knownPath(request: IncomingMessage, { files }: Pick<Site, 'files'>): string | undefined {
  const path = pathOf(request)
  return path in ROUTES || files.has(path) ? path : undefined
}

/** The path of a request, without its query. */
export function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').replace(/[?#].*$/s, '')
}

async function operation(visit: Visit): Promise<void> {
  const { request, response, site, refuse } = visit
  const admission = await visit.admit()
  if (admission === null) return replyUnauthenticated(visit)
  if (!isJson(request.headers['content-type'])) {
    const found = request.headers['content-type'] ?? 'none'
    return refuse(415, 'VALIDATION_FAILED', `The Content-Type must be application/json, and is ${found}.`)
  }
  // Who has left by now would never leave again.
  if (response.destroyed) return
  const { viewer, bearer } = admission
  const hold = bearer.begin()
  response.once('close', hold.end)
  if (bearer.isOverdrawn) return refuse(429, 'LIMIT_EXCEEDED', OVERDRAWN)
  try {
    const params = await readParams(request, (bytes) => {
      hold.add(bytes)
      return !bearer.isOverdrawn
    })
    const asked = { viewer, params, resumeAfter: lastEventId(request) }
    // Only a document that has the word can have a subscription.
    const prepared = params.query?.includes('subscription') === true ? await prepare(site.engine, asked, site.report) : null
    if (prepared instanceof Operation && prepared.isSubscription) return await subscribe(prepared, visit, admission)
    await site.engine(request, response, asked)
  } catch (error) {
    if (!(error instanceof SignalboxError)) throw error
    refuse(error.code === 'LIMIT_EXCEEDED' ? 413 : 400, error.code, error.message)
  }
}

async function subscribe(operation: Operation, { request, response, site, refuse }: Visit, { viewer, bearer }: Admission): Promise<void> {
  if (!takesEvents(request)) {
    const message = `A subscription is answered with server-sent events: send \`Accept: text/event-stream\`, not ${request.headers.accept}.`
    return refuse(406, 'VALIDATION_FAILED', message)
  }
  if (response.destroyed) return
  const connection = new StreamConnection(response, () => site.onRefused({ transport: 'sse', code: 'UNAUTHENTICATED', actor: viewer.name }))
  if (!bearer.enter(connection)) {
    return refuse(429, 'LIMIT_EXCEEDED', 'This token has too many connections. Close some first.')
  }
  response.once('close', () => bearer.leave(connection))
  const opened = await site.subscriptions.open(operation)
  const refusal =
    'deliverTo' in opened ? null : refusalOfOperation('sse', { viewer, variables: operation.variableValues }, opened.errors ?? [])
  if (refusal !== null) site.onRefused(refusal)
  await streamEvents(response, opened, site)
}

async function graphiql(visit: Visit): Promise<void> {
  const { request, response, site, refuse } = visit
  if (request.headers.accept?.includes('text/html') !== true) {
    const message = 'Operations are sent by POST with a JSON body, or over a WebSocket. GET with `Accept: text/html` is GraphiQL.'
    return refuse(405, 'VALIDATION_FAILED', message, { Allow: 'POST' })
  }
  // The agent of a run has no business here.
  if ((await visit.admit())?.viewer.kind !== 'operator') {
    site.onRefused({ transport: 'http', code: 'UNAUTHENTICATED', status: 401, method: request.method, path: pathOf(request) })
    return replySignIn(response)
  }
  await replyGraphiql(response, request.headers.host ?? '')
}

/** Exchanges a token for the cookie that browsers keep. */
async function signIn(visit: Visit): Promise<void> {
  const { response, credentials, site } = visit
  const { token, from } = credentials
  if (from !== 'header' || token === null || (await visit.admit()) === null) return replyUnauthenticated(visit)
  response.writeHead(204, { 'Set-Cookie': sessionCookie(token, site.port) }).end()
}

function signOut({ response, site }: Visit): void {
  response.writeHead(204, { 'Set-Cookie': sessionCookie(null, site.port) }).end()
}

/** For every operator, and for no agent. */
async function metrics(visit: Visit): Promise<void> {
  const { response, site, refuse } = visit
  const admission = await visit.admit()
  if (admission === null) return replyUnauthenticated(visit)
  if (!scopesOf(admission.viewer).reader)
    return refuse(403, 'FORBIDDEN', '/metrics needs the token of an operator; yours is that of a run.')
  replyText(response, 200, await site.metrics(), 'text/plain; version=0.0.4; charset=utf-8')
}

async function file({ request, response, site, refuse }: Visit): Promise<void> {
  const found = findStaticFile(site.files, pathOf(request), request.headers.accept)
  if (found === undefined) return refuse(404, 'NOT_FOUND', 'There is nothing at this address.')
  await replyFile(request, response, found)
}

function replyUnauthenticated({ refuse }: Visit): void {
  const message = 'A valid token is needed: send `Authorization: Bearer TOKEN`. The owner token stands in DATA_DIR/owner-token.'
  refuse(401, 'UNAUTHENTICATED', message, { 'WWW-Authenticate': 'Bearer' })
}
