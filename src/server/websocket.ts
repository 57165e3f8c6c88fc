/**
 * GraphQL over WebSocket, in the protocol graphql-transport-ws. The upgrade has passed the gate; a connection may name its token in
 * `connection_init`, so one without any is let through to say it, and is closed if it does not within three seconds.
 */
import { CloseCode, handleProtocols, makeServer } from 'graphql-ws'
import type { GraphQLError } from 'graphql'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Logger } from 'pino'
import { WebSocketServer, type WebSocket } from 'ws'
import { clientError, toClientError, type ReportError } from '../graphql/errors.ts'
import { OVERDRAWN, type Admit } from './admission.ts'
import { wellFormed, type Credentials } from './credentials.ts'
import type { Engine } from './engine.ts'
import { BEAT_MS, startHeartbeat } from './heartbeat.ts'
import { LONGEST_OPERATION_ID, MAX_OPERATIONS_PER_SOCKET, MAX_REQUEST_BYTES } from './limits.ts'
import type { Meter } from './meter.ts'
import { Operation, prepare } from './operation.ts'
import { refuseConnection } from './reply.ts'
import { type OnRefused, refusalOfOperation } from './refusals.ts'
import { SocketConnection } from './socket-connection.ts'
import { SocketDelivery } from './socket-delivery.ts'
import type { Subscriptions } from './fan-out/subscriptions.ts'

const INIT_WITHIN_MS = 3_000

/** As in RFC 6455's registry: come back later. */
const TRY_AGAIN_LATER = 1013

interface WebSocketOptions {
  readonly engine: Engine
  readonly subscriptions: Subscriptions
  readonly admit: Admit
  readonly report: ReportError
  readonly log: Logger
  readonly onRefused: OnRefused
  readonly meter: Meter
}

export interface WebSockets {
  /** Takes over a connection whose upgrade was let in. */
  accept(request: IncomingMessage, stream: Duplex, head: Buffer, credentials: Credentials): void
  /** Tells every client that the server goes away (1001). */
  close(): void
  /** Ends the connections that have not closed by now. */
  terminate(): void
  /** How many are open. */
  count(): number
}

export function createWebSockets({ engine, subscriptions, admit, report, log, onRefused, meter }: WebSocketOptions): WebSockets {
  const sockets = new WebSocketServer({
    noServer: true,
    handleProtocols,
    maxPayload: MAX_REQUEST_BYTES,
    // Compressing costs eight times the processor time of sending.
    perMessageDeflate: false,
    // Pongs are messages like any other: a flood of pings must not fill the memory.
    autoPong: false,
  })
  // What asks for an upgrade, and not for a WebSocket.
  sockets.on('wsClientError', (_error, stream) => {
    onRefused({ transport: 'websocket', code: 'VALIDATION_FAILED', status: 400 })
    refuseConnection(stream, 400)
  })
  const heartbeat = startHeartbeat(BEAT_MS)
  const { execute } = engine.getEnveloped()

  const protocol = makeServer<Record<string, unknown>, SocketConnection>({
    connectionInitWaitTimeout: INIT_WITHIN_MS,
    execute,
    // False closes the connection with 4403.
    onConnect: async ({ connectionParams, extra: connection }) => {
      const named = connectionParams?.['token']
      if (named !== undefined) connection.credentials = { token: wellFormed(named), from: 'header' }
      const admission = await admit(connection.credentials)
      if (admission === null) return false
      if (!connection.letIn(admission.viewer, admission.bearer)) connection.close(TRY_AGAIN_LATER, 'This token has too many connections')
      return true
    },
    onSubscribe: async ({ extra: connection }, id, { query, operationName, variables }) => {
      if (id.length > LONGEST_OPERATION_ID) {
        const message = `An operation's id may have ${LONGEST_OPERATION_ID} characters`
        connection.close(CloseCode.BadRequest, message)
        return [clientError('VALIDATION_FAILED', message)]
      }
      if (connection.running > MAX_OPERATIONS_PER_SOCKET) {
        return [clientError('LIMIT_EXCEEDED', `A connection takes ${MAX_OPERATIONS_PER_SOCKET} operations at a time. Complete some first.`)]
      }
      if (connection.isOverdrawn) return [clientError('LIMIT_EXCEEDED', OVERDRAWN)]
      // As for a request over HTTP: what was true when it was let in need not be so any more.
      const viewer = (await admit(connection.credentials))?.viewer
      if (viewer === undefined) {
        connection.expel()
        return [clientError('UNAUTHENTICATED', 'The token lets nobody in any more.')]
      }
      const params = { query, ...(operationName && { operationName }), ...(variables && { variables }) }
      return prepare(engine, { viewer, params, resumeAfter: null }, report)
    },
    subscribe: async (operation) => {
      if (!(operation instanceof Operation)) throw new Error('An operation reached the server that was not prepared.')
      const opened = await subscriptions.open(operation)
      operation.release()
      return 'deliverTo' in opened ? new SocketDelivery(opened) : opened
    },
    onOperation: ({ extra }, id, _payload, _operation, result) => {
      if (result instanceof SocketDelivery) result.sendTo(extra, id)
    },
    onNext: ({ extra }, _id, { variables }, _operation, { errors }) => refused(extra, variables, errors ?? []),
    onError({ extra }, _id, { variables }, errors) {
      // What a subscription throws between two events has not passed the engine's masking.
      const told = errors.map((error) => toClientError(error, report))
      refused(extra, variables, told)
      return told.map((error) => error.toJSON())
    },
  })

  function refused({ viewer }: SocketConnection, variables: unknown, errors: readonly GraphQLError[]): void {
    const refusal = viewer && refusalOfOperation('websocket', { viewer, variables }, errors)
    if (refusal !== null) onRefused(refusal)
  }

  function serve(socket: WebSocket, stream: Duplex, credentials: Credentials): void {
    const connection = new SocketConnection({ socket, stream, credentials, report, log, onRefused, meter })
    const closed = protocol.opened(connection, connection)
    heartbeat.watch(socket, () => connection.onSilence())
    // Frames that break the protocol or are too big: ws closes the connection itself, with the code for it.
    socket.on('error', (error) => connection.onBadFrame(error))
    socket.once('close', (code, reason) => {
      closed(code, String(reason)).catch(report)
    })
  }

  return {
    accept: (request, stream, head, credentials) =>
      sockets.handleUpgrade(request, stream, head, (socket) => serve(socket, stream, credentials)),
    close() {
      heartbeat.stop()
      sockets.clients.forEach((client) => client.close(1001, 'The server is going away'))
    },
    count: () => sockets.clients.size,
    terminate: () => sockets.clients.forEach((client) => client.terminate()),
  }
}
