/** Opens the one port: HTTP and WebSocket behind one gate. */
import type { GraphQLSchema } from 'graphql'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Logger } from 'pino'
import type { Viewer } from '../domain/viewer.ts'
import type { Admission, Admit } from './admission.ts'
import { type Allowance, watchBearers } from './bearers.ts'
import { credentialsOf, type Credentials } from './credentials.ts'
import { createEngine, type ContextFor } from './engine.ts'
import { bracketed, namesOf, refuse, type GateRefusal } from './gate.ts'
import { logRefusals, type OnRefused } from './refusals.ts'
import type { Load, Meter } from './meter.ts'
import { refuseConnection, replyError, SECURITY_HEADERS } from './reply.ts'
import { knownPath, pathOf, route, type Visit } from './routes.ts'
import { loadStaticFiles } from './static-files.ts'
import { createSubscriptions } from './fan-out/subscriptions.ts'
import { createWebSockets } from './websocket.ts'

export interface ServerOptions {
  /** An address of this machine. Anything but a loopback address opens the server to others. */
  readonly host: string
  /** 0 takes a free one. */
  readonly port: number
  /** Further names that the Host header may have. */
  readonly allowedHosts: readonly string[]
  readonly schema: GraphQLSchema
  /** The viewer whose token it is, or null for one that is unknown, expired or revoked. */
  readonly authenticate: (token: string) => Promise<Viewer | null>
  /** Those of the tokens that `authenticate` would let in now. */
  readonly goodTokens: (tokens: readonly string[]) => Promise<ReadonlySet<string>>
  readonly allowance: Allowance
  readonly contextFor: ContextFor
  /** The folder of the built dashboard. */
  readonly dashboardDir: string
  readonly log: Logger
  readonly meter: Meter
  /** What /metrics says, in Prometheus' text format. */
  readonly metrics: (load: Load) => Promise<string>
  /** What /readyz says. */
  readonly ready: () => boolean
}

export interface RunningServer {
  readonly url: string
  readonly port: number
  /** What is open at the moment. */
  load(): Load
  /** Closes every connection and the port, within seconds. */
  stop(): Promise<void>
}

/** A client that sends its headers or its body byte by byte is not waited for longer than this. */
const TIMEOUTS = { headersTimeout: 10_000, requestTimeout: 30_000, connectionsCheckingInterval: 2_000 }

/** How Node names what it could not read, and the status for it. */
const UNREADABLE: Readonly<Record<string, number>> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 }

const STOP_GRACE_MS = 2_000
const SWEEP_MS = 20

/** Throws what the system says when the port cannot be opened. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { log, meter } = options
  const logRefusal = logRefusals(log)
  const onRefused: OnRefused = (refusal) => {
    meter.refused(refusal.transport, refusal.code)
    logRefusal(refusal)
  }
  const report = (error: unknown): string => {
    const errorId = randomUUID()
    meter.failed()
    log.error({ err: error, errorId }, 'unexpected error')
    return errorId
  }
  const files = await loadStaticFiles(options.dashboardDir)
  const engine = createEngine({ schema: options.schema, contextFor: options.contextFor, report, onRefused, meter })
  const subscriptions = createSubscriptions({ contextFor: options.contextFor, report, meter })

  // Without a Host header it is for the gate to refuse.
  const server = createServer({ ...TIMEOUTS, requireHostHeader: false })
  server.listen(options.port, options.host)
  await once(server, 'listening')
  // As when there is no file descriptor left for another connection: that is no reason to end.
  server.on('error', report)
  const bearers = watchBearers({ allowance: options.allowance, goodTokens: options.goodTokens, onError: report })
  const admit: Admit = async ({ token }) => {
    const viewer = token === null ? null : await options.authenticate(token)
    return viewer === null || token === null ? null : { viewer, bearer: bearers.of(token) }
  }
  const sockets = createWebSockets({ engine, subscriptions, admit, report, log, onRefused, meter })
  const port = portOf(server.address())
  const names = namesOf(options.host, port, options.allowedHosts)
  const streams = new Set<ServerResponse>()
  const load = (): Load => ({ sockets: sockets.count(), streams: streams.size, ...subscriptions.load() })
  const metrics = (): Promise<string> => options.metrics(load())
  const site = { engine, subscriptions, streams, files, port, report, log, onRefused, meter, ready: options.ready, metrics }

  const refusalOf = (request: IncomingMessage, credentials: Credentials, isUpgrade: boolean): GateRefusal | null => {
    const { method = '', headers, headersDistinct } = request
    return refuse(
      {
        method,
        isUpgrade,
        hosts: headersDistinct['host'] ?? [],
        origin: headers.origin,
        fetchSite: headersDistinct['sec-fetch-site']?.join(),
        fetchMode: headersDistinct['sec-fetch-mode']?.join(),
        fetchDest: headersDistinct['sec-fetch-dest']?.join(),
        tokenFrom: credentials.from,
      },
      names,
    )
  }

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value)
    const credentials = credentialsOf(request, port)
    const refusal = refusalOf(request, credentials, false)
    let actor: string | undefined
    const admitVisitor = async (): Promise<Admission | null> => {
      const admission = await admit(credentials)
      actor = admission?.viewer.name
      return admission
    }
    const refuse: Visit['refuse'] = (status, code, message, headers) => {
      onRefused({ transport: 'http', code, status, method: request.method, path: knownPath(request, site), actor })
      replyError(response, status, code, message, headers)
    }
    if (refusal !== null) return refuse(refusal.status, refusal.code, refusal.message)
    await route({ request, response, credentials, site, admit: admitVisitor, refuse })
  }

  server.on('request', (request, response) => {
    // Its answer would wait behind another one, that of a subscription for ever: Node would take such requests in without end.
    if (response.socket === null) return request.socket.destroy()
    answer(request, response).catch((error: unknown) => {
      const errorId = report(error)
      if (response.headersSent) return response.destroy()
      replyError(response, 500, 'INTERNAL_SERVER_ERROR', `Something unexpected failed. Look for ${errorId} in the server's log.`)
    })
  })

  // What is no HTTP, or comes too slowly, or has too long headers: Node's own answers, which it leaves to whoever listens.
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const status = UNREADABLE[error.code ?? ''] ?? 400
    if (error.code !== 'ECONNRESET') onRefused({ transport: 'http', code: status === 400 ? 'VALIDATION_FAILED' : 'LIMIT_EXCEEDED', status })
    refuseConnection(socket, status)
  })

  server.on('upgrade', (request, socket, head) => {
    if (!server.listening) return refuseConnection(socket, 503)
    const credentials = credentialsOf(request, port)
    const refusal = refusalOf(request, credentials, true)
    const status = refusal?.status ?? (pathOf(request) === '/graphql' ? null : 404)
    if (status === null) return sockets.accept(request, socket, head, credentials)
    onRefused({ transport: 'websocket', code: refusal?.code ?? 'NOT_FOUND', status, path: knownPath(request, site) })
    refuseConnection(socket, status)
  })

  return {
    url: `http://${bracketed(['0.0.0.0', '::'].includes(options.host) ? '127.0.0.1' : options.host)}:${port}`,
    port,
    load,
    async stop() {
      const closed = once(server, 'close')
      server.close()
      bearers.stop()
      sockets.close()
      // A stream of events would go on for ever; its client resumes elsewhere or later.
      for (const response of streams) response.destroy()
      // One whose request was still being answered is idle a moment later.
      const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS)
      const deadline = setTimeout(() => {
        sockets.terminate()
        server.closeAllConnections()
      }, STOP_GRACE_MS)
      await closed
      clearInterval(sweep)
      clearTimeout(deadline)
    },
  }
}

function portOf(address: ReturnType<ReturnType<typeof createServer>['address']>): number {
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  return address.port
}
