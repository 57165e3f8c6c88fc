/** A subscription that outlives its connection: after each cut it goes on behind the last event that it has seen. */
import { setTimeout as sleep } from 'node:timers/promises'
import { type Client, CloseCode, createClient } from 'graphql-ws'
import WebSocket from 'ws'
import type { Connection } from './connection.ts'
import { messageOf, NoServerError, RefusedError } from './errors.ts'
import { refusalIn, type GraphQLAnswer } from './request.ts'
import { aborted } from './stop-signal.ts'

const HEARTBEAT_MS = 10_000
const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 5_000

/** The codes of a closed socket that are no cut. */
const TOKEN_REFUSED: readonly number[] = [CloseCode.Unauthorized, CloseCode.Forbidden]
const BAD_REQUEST: readonly number[] = [CloseCode.BadRequest, CloseCode.SubprotocolNotAcceptable]

export interface Subscription {
  readonly query: string
  /** The variables of the next connection: where it resumes, they name the last event seen. */
  variables(): Readonly<Record<string, unknown>>
  /** False where nothing says which events came, so that a cut cannot be made good. Where it is true, an end is a cut like any other. */
  readonly resumes: boolean
}

export interface Link {
  /** Finds the server, anew for each connection. */
  connect(): Promise<Connection>
  /** Hears of each connection that is made and lost, as a sentence for people. */
  tell(state: string): void
  /** Ends the subscription without an error. */
  readonly signal: AbortSignal
}

/**
 * Yields the data of each event, and comes back after every cut, for ever. Throws a NoServerError when not even the first connection
 * is made, and a RefusedError when the server refuses the subscription, or when it was cut and cannot be resumed.
 */
export async function* subscribe(link: Link, subscription: Subscription): AsyncGenerator<unknown, void, void> {
  let pause = FIRST_PAUSE_MS
  let wasEverConnected = false
  let isConnected = false
  const connected = (): void => {
    wasEverConnected = true
    isConnected = true
    pause = FIRST_PAUSE_MS
  }
  const stopped = aborted(link.signal)
  while (!link.signal.aborted) {
    let cut = 'the server ended the subscription'
    try {
      for await (const data of receive(link, subscription, { connected, stopped })) yield data
      if (!subscription.resumes) return
    } catch (error) {
      if (link.signal.aborted) return
      if (!(error instanceof NoServerError) || !wasEverConnected) throw error
      cut = error.message
    }
    if (!subscription.resumes) throw new RefusedError(null, `the connection was lost (${cut}), and this subscription cannot be resumed.`)
    if (isConnected) link.tell(`disconnected: ${cut}; trying again`)
    isConnected = false
    await pauseFor(pause, link.signal)
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS)
  }
}

/** The events of one connection, until it is lost or the link is stopped. */
async function* receive(
  link: Link,
  subscription: Subscription,
  on: { readonly connected: () => void; readonly stopped: Promise<void> },
): AsyncGenerator<unknown, void, void> {
  const connection = await link.connect()
  let socketError: string | null = null
  const client = openClient(connection, {
    connected() {
      on.connected()
      link.tell(`connected to ${connection.url}`)
    },
    failed: (message) => (socketError = message),
  })
  const answers = client.iterate<unknown>({ query: subscription.query, variables: subscription.variables() })
  try {
    for (;;) {
      // The socket may take its time, or never come: whoever stops does not wait for it.
      const next = await Promise.race([answers.next(), on.stopped])
      if (!next || next.done === true) return
      const refusal = refusalIn((next.value as GraphQLAnswer).errors)
      if (refusal) throw refusal
      yield next.value.data
    }
  } catch (error) {
    throw readFailure(error, socketError, connection)
  } finally {
    if (link.signal.aborted) client.terminate()
    await Promise.race([client.dispose(), on.stopped])
  }
}

/** One socket, without the retries of graphql-ws: they would repeat the first variables, and lose what came since. */
function openClient({ url, token }: Connection, on: { connected(): void; failed(message: string): void }): Client {
  class AuthorizedSocket extends WebSocket {
    constructor(address: string, protocols: string) {
      super(address, protocols, { headers: { authorization: `Bearer ${token}` }, perMessageDeflate: false })
      // graphql-ws stops listening when it closes a socket that is still connecting, and an error that nobody hears ends the process.
      this.on('error', () => undefined)
    }
  }
  let deadline: NodeJS.Timeout | undefined
  const client = createClient({
    url: url.replace(/^http/, 'ws'),
    webSocketImpl: AuthorizedSocket,
    retryAttempts: 0,
    keepAlive: HEARTBEAT_MS,
    on: {
      connected: on.connected,
      error: (error) => on.failed(messageOf(error)),
      ping(received) {
        if (received) return
        // A half-open socket answers nothing.
        clearTimeout(deadline)
        deadline = setTimeout(() => client.terminate(), HEARTBEAT_MS)
      },
      pong: () => clearTimeout(deadline),
      closed: () => clearTimeout(deadline),
    },
  })
  return client
}

/** A refusal is final, a cut is not. graphql-ws throws the errors of a GraphQL answer as a list, and a lost socket as its event. */
function readFailure(error: unknown, socketError: string | null, { url }: Connection): Error {
  if (error instanceof RefusedError) return error
  if (Array.isArray(error)) return refusalIn(error) ?? new NoServerError('the server ended the subscription without saying why')
  const told = socketError ?? messageOf(error)
  const [, status] = /server response: (\d+)/.exec(told) ?? []
  if (status === '401') return new RefusedError('UNAUTHENTICATED', `${url} does not know the token.`)
  if (status === '403') return new RefusedError('FORBIDDEN', `${url} does not let this in.`)
  if (!isClosing(error)) return new NoServerError(told)
  if (TOKEN_REFUSED.includes(error.code)) return new RefusedError('UNAUTHENTICATED', `${url} refuses the token: ${error.reason}.`)
  if (BAD_REQUEST.includes(error.code)) return new RefusedError(null, error.reason)
  return new NoServerError(socketError ?? `the socket was closed with code ${error.code}${error.reason === '' ? '' : `, ${error.reason}`}`)
}

function isClosing(error: unknown): error is { code: number; reason: string } {
  return typeof error === 'object' && error !== null && 'code' in error && 'reason' in error
}

async function pauseFor(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal })
  } catch (error) {
    if (!signal.aborted) throw error
  }
}
