/**
 * One WebSocket (graphql-transport-ws), and one attempt of one subscription on it.
 *
 * graphql-ws is told never to retry by itself: its retry sends the variables of the first attempt again, so it would ask for what was
 * seen long ago, and it gives up for good on some close codes. Who keeps a subscription alive is resume.ts.
 */
import { createClient } from 'graphql-ws'
import { endByError, endOfConnection, type End } from './end.ts'

/** One result of a subscription, as it comes off the wire. One with errors is not handed on: it ends the attempt. */
export interface Result {
  readonly data?: Record<string, unknown> | null | undefined
  readonly extensions?: Record<string, unknown> | undefined
}

export interface Request {
  readonly query: string
  readonly variables: Readonly<Record<string, unknown>>
}

export interface Listener {
  /** The server has acknowledged the connection that the subscription is on. */
  onConnected(): void
  onResult(result: Result): void
}

export interface Socket {
  /** Subscribes once. Resolves, never rejects, with how it ended; an aborted attempt ends as 'completed'. */
  attempt(request: Request, listener: Listener, signal: AbortSignal): Promise<End>
  /** When anything was last heard from the server. */
  heardAt(): Date | null
  readonly now: () => Date
  close(): void
}

/** Where a server listens, as `ws://…` or `wss://…`, and what is said to it first: `{ token }` where no cookie says it. */
export interface Place {
  readonly url: string
  readonly connectionParams?: Record<string, unknown>
}

/** In milliseconds. A connection that has silently died is noticed within `pingEvery` and twice `answerWithin`. */
export interface Patience {
  readonly pingEvery: number
  readonly answerWithin: number
  /** From the first byte to the server's acknowledgement. */
  readonly connectWithin: number
}

const PATIENCE: Patience = { pingEvery: 5_000, answerWithin: 5_000, connectWithin: 10_000 }

/** What the WebSocket of a browser, of Node 22 and of the package ws have in common. */
export type WebSocketImplementation = new (
  url: string,
  protocols?: string | string[],
) => {
  addEventListener(type: 'error', listener: () => void): void
}

export interface SocketOptions {
  /** Asked anew for each connection: a server may have moved. Where it rejects, the attempt is cut, with its message. */
  readonly locate: () => Place | Promise<Place>
  readonly now: () => Date
  /** Where there is no global WebSocket: the one of the package ws. */
  readonly webSocketImpl?: WebSocketImplementation
  readonly patience?: Patience
}

export function openSocket({ locate, now, webSocketImpl, patience = PATIENCE }: SocketOptions): Socket {
  let place: Place = { url: '' }
  let connected = false
  let heardAt: Date | null = null
  let isPinged = false
  let hasAnswered = false
  /** What the WebSocket complained of since the connection was begun. */
  let problem: string | null = null
  let deadline: ReturnType<typeof setTimeout> | undefined

  /** Whatever comes from the server is an answer: a pong may stand behind megabytes of it. */
  const expectAnswer = () => {
    hasAnswered = false
    deadline = setTimeout(() => (hasAnswered ? expectAnswer() : client.terminate()), patience.answerWithin)
  }

  const client = createClient({
    url: () => place.url,
    connectionParams: () => place.connectionParams,
    webSocketImpl: webSocketImpl && heard(webSocketImpl),
    retryAttempts: 0,
    // A page that moves from one subscription to the next keeps its connection.
    lazyCloseTimeout: 1_000,
    keepAlive: patience.pingEvery,
    on: {
      connecting: () => {
        problem = null
        isPinged = false
        clearTimeout(deadline)
        deadline = setTimeout(() => client.terminate(), patience.connectWithin)
      },
      connected: () => {
        connected = true
        clearTimeout(deadline)
        if (isPinged) expectAnswer()
      },
      message: () => {
        heardAt = now()
        hasAnswered = true
      },
      ping: (received) => {
        if (received) return
        isPinged = true
        // Before the connection is there, its own deadline counts.
        if (connected) expectAnswer()
      },
      pong: (received) => {
        if (!received) return
        isPinged = false
        if (connected) clearTimeout(deadline)
      },
      error: (event) => {
        problem = messageOf(event)
      },
      closed: () => {
        connected = false
        clearTimeout(deadline)
      },
    },
  })

  const subscribe = (request: Request, listener: Listener, signal: AbortSignal) =>
    new Promise<End>((resolve) => {
      let isOver = false
      const end = (how: End) => {
        isOver = true
        stopListening.forEach((stop) => stop())
        signal.removeEventListener('abort', abort)
        unsubscribe()
        resolve(how)
      }
      const abort = () => end({ kind: 'completed' })
      const unsubscribe = client.subscribe<Record<string, unknown>, Record<string, unknown>>(
        { ...request, variables: { ...request.variables } },
        {
          next(result) {
            // graphql-ws hands on what came in the same packet as the last one, after the end too.
            if (isOver) return
            if (result.errors) end({ kind: 'refused', errors: result.errors })
            else listener.onResult(result)
          },
          error: (cause) => end(Array.isArray(cause) ? { kind: 'refused', errors: cause } : endOfConnection(cause, problem)),
          complete: () => end({ kind: 'completed' }),
        },
      )
      const stopListening = [
        client.on('connected', listener.onConnected),
        // Not left to the sink: graphql-ws retries a normal closure silently, whatever it is told.
        client.on('closed', (event) => end(endOfConnection(event, problem))),
      ]
      signal.addEventListener('abort', abort)
      if (connected) listener.onConnected()
    })

  return {
    async attempt(request, listener, signal) {
      if (!connected) {
        try {
          place = await locate()
        } catch (error) {
          return endByError(error)
        }
      }
      return signal.aborted ? { kind: 'completed' } : subscribe(request, listener, signal)
    },
    heardAt: () => heardAt,
    now,
    close() {
      client.terminate()
      // Where the connection was about to be made and fails, it is closed all the same.
      Promise.resolve(client.dispose()).catch(() => undefined)
    },
  }
}

/** graphql-ws stops listening to a socket that it gives up while it connects, and in Node an error that nobody hears ends the process. */
function heard(Implementation: WebSocketImplementation): WebSocketImplementation {
  return class extends Implementation {
    constructor(url: string, protocols?: string | string[]) {
      super(url, protocols)
      this.addEventListener('error', () => undefined)
    }
  }
}

/** What an error event says: nothing in a browser, so that no page can search a network. */
function messageOf(event: unknown): string | null {
  if (typeof event !== 'object' || event === null || !('message' in event)) return null
  return typeof event.message === 'string' && event.message !== '' ? event.message : null
}
