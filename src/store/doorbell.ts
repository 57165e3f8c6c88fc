/**
 * How the servers on one PostgreSQL tell each other that there is something new: a NOTIFY on a connection of its own, with a poll
 * behind it. A ring says at most whose output has grown; what is new stands in the database. It is rung after the
 * transaction, because a NOTIFY within one makes all commits of the database wait for each other.
 *
 * Nothing depends on a ring: what is lost while a connection is cut is found by the next poll.
 */
import { setTimeout } from 'node:timers/promises'
import pg from 'pg'
import type { Location } from './clients.ts'
import { oneAtATime } from './one-at-a-time.ts'

/** The id of the run whose output has grown, or '' for a change of a work unit or a project. */
type Ring = string

/** What a server does when another one rings, or may have rung unheard. */
export interface Answer {
  /** Looks for changes. Never rejects. */
  look(): Promise<void>
  /** The output of this run may have grown; null is any run. */
  output(runId: string | null): void
}

export interface Doorbell {
  /** Rings at the other servers: at once, and then every 5 ms at most. A ring that cannot be sent waits until it can. */
  ring(ring: Ring): void
  /** Begins to listen. To be called once. */
  answer(answer: Answer): void
  close(): Promise<void>
}

export interface DoorbellOptions {
  /** How long a change of another server whose ring is lost may wait, in milliseconds. */
  readonly pollMs: number
  /** Hears once of each time in which other servers are not heard. */
  readonly onError: (error: Error) => void
}

/** A SQLite file belongs to one server: there is nobody to ring at. */
const SILENCE: Doorbell = { ring: () => undefined, answer: () => undefined, close: () => Promise.resolve() }

export function createDoorbell(location: Location, options: DoorbellOptions): Doorbell {
  return 'url' in location ? hangDoorbell(location.url, options) : SILENCE
}

const CHANNEL = 'signalbox'
const RING_GAP_MS = 5
const RECONNECT_MS = { first: 100, longest: 5_000 }
/** A connection that does not answer in this time is given up. */
const LIMITS = { connectionTimeoutMillis: 10_000, query_timeout: 10_000, keepAlive: true, keepAliveInitialDelayMillis: 10_000 }

function hangDoorbell(url: string, { pollMs, onError }: DoorbellOptions): Doorbell {
  const closing = new AbortController()
  const waiting = new Set<Ring>()
  let line: pg.Client | null = null
  /** At first as if it had been, so that a first connection that fails is told of too. */
  let wasOnLine = true
  let work: Promise<unknown> = Promise.resolve()

  /** False where it was cut short, because the doorbell is closed. */
  const pause = (ms: number): Promise<boolean> => setTimeout(ms, true, { signal: closing.signal }).catch(() => false)

  const send = oneAtATime(async () => {
    if (!line || waiting.size === 0) return
    const client = line
    const rings = [...waiting]
    waiting.clear()
    try {
      await client.query(`SELECT pg_notify('${CHANNEL}', ring) FROM unnest($1::text[]) AS ring`, [rings])
    } catch {
      // They wait for the next connection, which is made because this one is cut now, if it was not before.
      for (const ring of rings) waiting.add(ring)
      hangUp(client)
    }
    await pause(RING_GAP_MS)
  })

  /** Holds one connection until it is cut. Answers with what was wrong. */
  async function holdLine(answer: Answer): Promise<Error> {
    const client = new pg.Client({ connectionString: url, application_name: 'signalbox doorbell', ...LIMITS })
    const cut = new Promise<Error>((resolve) => {
      client.on('error', resolve)
      client.on('end', () => resolve(new Error('The connection was closed.')))
    })
    const close = (): void => hangUp(client)
    closing.signal.addEventListener('abort', close)
    try {
      await client.connect()
      const { rows } = await client.query<{ self: number }>('SELECT pg_backend_pid() AS self')
      client.on('notification', ({ processId, payload }) => {
        if (processId === rows[0]?.self) return
        if (payload) answer.output(payload)
        else void answer.look()
      })
      await client.query(`LISTEN ${CHANNEL}`)
      line = client
      wasOnLine = true
      // Others may have rung before it listened.
      answer.output(null)
      void answer.look()
      void send()
      return await cut
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error))
    } finally {
      line = null
      closing.signal.removeEventListener('abort', close)
      close()
    }
  }

  async function listen(answer: Answer): Promise<void> {
    let wait = RECONNECT_MS.first
    while (!closing.signal.aborted) {
      const cause = await holdLine(answer)
      if (wasOnLine && !closing.signal.aborted) {
        wait = RECONNECT_MS.first
        onError(new Error(`The doorbell is cut: until it is back, what other servers change may come ${pollMs} ms late.`, { cause }))
      }
      wasOnLine = false
      await pause(wait)
      wait = Math.min(wait * 2, RECONNECT_MS.longest)
    }
  }

  async function poll(answer: Answer): Promise<void> {
    while (await pause(pollMs)) {
      answer.output(null)
      await answer.look()
    }
  }

  return {
    ring(ring) {
      waiting.add(ring)
      void send()
    },
    answer(answer) {
      work = Promise.all([listen(answer), poll(answer)])
    },
    async close() {
      closing.abort()
      await work
      await send()
    },
  }
}

/** Not politely: a server that does not answer would not answer to that either. */
function hangUp(client: pg.Client): void {
  client.connection.stream.destroy()
}
