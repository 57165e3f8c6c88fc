/**
 * GraphQL over WebSocket, in the protocol graphql-transport-ws. The upgrade has passed the gate; a connection may name its token in
 * `connection_init`, so one without any is let through to say it, and is closed if it does not within three seconds.
 */
import { getOperationAST, type GraphQLError } from 'graphql'
import { CloseCode, handleProtocols, makeServer } from 'graphql-ws'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Logger } from 'pino'
import { WebSocketServer, type RawData, type WebSocket } from 'ws'
import type { Viewer } from '../domain/viewer.ts'
import { clientError, toClientError, type ReportError } from '../graphql/errors.ts'
import { wellFormed, type Credentials } from './credentials.ts'
import type { Engine } from './engine.ts'
import { MAX_REQUEST_BYTES } from './limits.ts'

const PING_EVERY_MS = 12_000
const INIT_WITHIN_MS = 3_000

interface WebSocketOptions {
  readonly engine: Engine
  readonly viewerOf: (credentials: Credentials) => Promise<Viewer | null>
  readonly report: ReportError
  readonly log: Logger
}

export interface WebSockets {
  /** Takes over a connection whose upgrade was let in. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer, credentials: Credentials): void
  /** Tells every client that the server goes away (1001). */
  close(): void
  /** Ends the connections that have not closed by now. */
  terminate(): void
}

interface Connection {
  readonly credentials: Credentials
  viewer: Viewer | null
}

export function createWebSockets({ engine, viewerOf, report, log }: WebSocketOptions): WebSockets {
  const sockets = new WebSocketServer({
    noServer: true,
    handleProtocols,
    maxPayload: MAX_REQUEST_BYTES,
    // Compressing costs eight times the processor time of sending.
    perMessageDeflate: false,
  })
  const { execute, subscribe } = engine.getEnveloped()

  const protocol = makeServer<Record<string, unknown>, Connection>({
    connectionInitWaitTimeout: INIT_WITHIN_MS,
    execute,
    subscribe,
    // False closes the connection with 4403.
    onConnect: async ({ connectionParams, extra }) => {
      const named = connectionParams?.['token']
      extra.viewer = await viewerOf(named === undefined ? extra.credentials : { token: wellFormed(named), from: 'header' })
      return extra.viewer !== null
    },
    onSubscribe: async ({ extra: { viewer } }, _id, payload) => {
      if (viewer === null) throw new Error('An operation reached the server before its connection was let in.')
      const tellAll = (errors: readonly unknown[]): GraphQLError[] => errors.map((error) => toClientError(error, report))
      try {
        const prepared = engine.getEnveloped({ viewer, params: payload })
        const document = prepared.parse(payload.query)
        const errors = prepared.validate(prepared.schema, document)
        if (errors.length > 0) return tellAll(errors)
        if (!getOperationAST(document, payload.operationName)) {
          return [
            clientError('VALIDATION_FAILED', 'The document must hold the operation that `operationName` names, or exactly one operation.'),
          ]
        }
        return {
          schema: prepared.schema,
          document,
          operationName: payload.operationName,
          variableValues: payload.variables,
          contextValue: await prepared.contextFactory(),
        }
      } catch (error) {
        return tellAll([error])
      }
    },
    // What a subscription throws between two events has not passed the engine's masking.
    onError: (_context, _id, _payload, errors) => errors.map((error) => toClientError(error, report).toJSON()),
  })

  sockets.on('connection', (socket: WebSocket, _request: IncomingMessage, credentials: Credentials) => {
    const stopPinging = ping(socket)
    const closed = protocol.opened(
      {
        protocol: socket.protocol,
        send: (data) => send(socket, data),
        close: (code, reason) => socket.close(code, reason),
        onMessage: (receive) =>
          socket.on('message', (data: RawData) => {
            receive(String(data)).catch((error: unknown) => {
              report(error)
              socket.close(CloseCode.InternalServerError, 'Internal server error')
            })
          }),
      },
      { credentials, viewer: null },
    )
    // Frames that break the protocol or are too big: ws closes the connection itself, with the code for it.
    socket.on('error', (error) => log.info({ err: error }, 'a WebSocket client sent something that it must not'))
    socket.once('close', (code, reason) => {
      stopPinging()
      closed(code, String(reason)).catch(report)
    })
  })

  return {
    accept: (request, socket, head, credentials) =>
      sockets.handleUpgrade(request, socket, head, (webSocket) => sockets.emit('connection', webSocket, request, credentials)),
    close: () => sockets.clients.forEach((client) => client.close(1001, 'The server is going away')),
    terminate: () => sockets.clients.forEach((client) => client.terminate()),
  }
}

/** Resolves when the bytes are out, so that a subscription makes no more events than its client takes. */
function send(socket: WebSocket, data: string): Promise<void> {
  return new Promise((resolve, reject) => {
    if (socket.readyState !== socket.OPEN) return resolve()
    socket.send(data, (error) => (error ? reject(error) : resolve()))
  })
}

/** Pings, and ends a connection whose client has not answered the last one: it is gone, and nobody told. Returns how to stop. */
function ping(socket: WebSocket): () => void {
  let isAnswered = true
  socket.on('pong', () => (isAnswered = true))
  const timer = setInterval(() => {
    if (!isAnswered) return socket.terminate()
    isAnswered = false
    socket.ping()
  }, PING_EVERY_MS)
  return () => clearInterval(timer)
}
