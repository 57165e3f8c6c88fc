/**
 * Subscriptions as server-sent events, in the form of graphql-sse's distinct connections: `next` for each result, `complete` at the
 * end. Each `next` has an id: a request that hands the last one back as `Last-Event-ID` goes on behind it, so a script with
 * nothing but curl in a loop misses nothing.
 */
import type { ExecutionResult } from 'graphql'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Logger } from 'pino'
import { clientError, toClientError, type ReportError } from '../graphql/errors.ts'
import type { LiveConnection } from './bearers.ts'
import type { Batch } from './fan-out/batch.ts'
import { BEAT_MS } from './heartbeat.ts'
import type { Meter } from './meter.ts'
import { Outbox } from './outbox.ts'
import type { OpenSubscription } from './fan-out/subscriptions.ts'

interface Site {
  /** Those that are open. */
  readonly streams: Set<ServerResponse>
  readonly report: ReportError
  readonly log: Logger
  readonly meter: Meter
}

/** Who is told that it ends has so long to take it. */
const ENDS_WITHIN_MS = 2_000

/** A stream as one of the connections of its token. */
export class StreamConnection implements LiveConnection {
  readonly #response: ServerResponse
  readonly #onExpelled: () => void

  constructor(response: ServerResponse, onExpelled: () => void) {
    this.#response = response
    this.#onExpelled = onExpelled
  }

  get waiting(): number {
    return this.#response.writableLength
  }

  expel(): void {
    const response = this.#response
    if (response.writableEnded || response.destroyed) return
    this.#onExpelled()
    if (response.headersSent) complete(response, { errors: [clientError('UNAUTHENTICATED', 'The token lets nobody in any more.')] })
    const deadline = setTimeout(() => response.destroy(), response.headersSent ? ENDS_WITHIN_MS : 0)
    response.once('close', () => clearTimeout(deadline))
  }

  shed(): void {
    this.#response.destroy()
  }
}

/** Whether a client takes server-sent events: it names them, or anything. */
export function takesEvents({ headers: { accept = '*/*' } }: IncomingMessage): boolean {
  return /text\/event-stream|text\/\*|\*\/\*/.test(accept)
}

/** The id of the last event that a client has seen, or null. */
export function lastEventId({ headers }: IncomingMessage): string | null {
  const id = headers['last-event-id']
  return typeof id === 'string' && id !== '' ? id : null
}

/** Streams a subscription, or why it was refused, until it ends or the client is gone. */
export async function streamEvents(response: ServerResponse, opened: OpenSubscription | ExecutionResult, site: Site): Promise<void> {
  // One who left while the subscription was opened has been said to have left already, and would be waited for in vain.
  if (response.destroyed) return
  response.writeHead(200, {
    'Content-Type': 'text/event-stream',
    'Cache-Control': 'no-cache',
    // Proxies that gather what they pass on would hold back the events.
    'X-Accel-Buffering': 'no',
  })
  response.flushHeaders()
  site.streams.add(response)
  response.once('close', () => site.streams.delete(response))
  if (!('deliverTo' in opened)) return complete(response, opened)
  try {
    await stream(response, opened, site)
    complete(response)
  } catch (error) {
    complete(response, { errors: [toClientError(error, site.report)] })
  }
}

async function stream(response: ServerResponse, subscription: OpenSubscription, { log, meter }: Site): Promise<void> {
  const onOverflow = (): void => {
    meter.closedSlow('sse')
    log.info({ transport: 'sse' }, 'closed a stream of events whose client does not take what it is sent')
    response.destroy()
  }
  const outbox = new Outbox({ stream: response, isOpen: () => !response.destroyed && !response.writableEnded, onOverflow })
  const delivery = subscription.deliverTo({
    send: (batch) => {
      if (!outbox.admits(batch.length)) return false
      response.write(eventsFor(batch))
      return true
    },
    ready: () => outbox.ready(),
  })
  response.once('close', delivery.leave)
  const beat = setInterval(() => {
    if (outbox.admits(1)) response.write(':\n\n')
  }, BEAT_MS)
  try {
    await delivery.ended
  } finally {
    clearInterval(beat)
  }
}

function complete(response: ServerResponse, last?: ExecutionResult): void {
  if (response.destroyed || response.writableEnded) return
  if (last) response.write(`event: next\ndata: ${JSON.stringify(last)}\n\n`)
  response.end('event: complete\ndata:\n\n')
}

const events = new WeakMap<Batch, Buffer>()

/** Made once for everybody who gets the batch. JSON has no line breaks of its own. */
function eventsFor(batch: Batch): Buffer {
  const known = events.get(batch)
  if (known) return known
  const made = Buffer.concat(
    batch.flatMap(({ resumeAfter, json }) => [Buffer.from(`id: ${resumeAfter}\nevent: next\ndata: `), json, Buffer.from('\n\n')]),
  )
  events.set(batch, made)
  return made
}
