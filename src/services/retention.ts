/** Keeps the change logs as long as the operator wants them, while the server runs. */
import type { Retention } from '../domain/retention.ts'
import type { Services } from './context.ts'

/** So often it is looked for what has expired: a log is longer than a number says by what came in the last minutes at most. */
const INTERVAL_MS = 60_000

interface Options {
  readonly retention: Retention
  /** Calls back once after some milliseconds; returns the way to call it off. */
  readonly after: (ms: number, callback: () => void) => () => void
  /** Hears of a round that failed; the next one comes all the same. */
  readonly onError: (error: unknown) => void
}

/** Trims the change logs now and every minute. Returns the way to stop, which waits for no more than a short transaction. */
export function startRetention(
  { store, now }: Pick<Services, 'store' | 'now'>,
  { retention, after, onError }: Options,
): () => Promise<void> {
  if (retention.keep === 'ALL') return () => Promise.resolve()
  const stopping = new AbortController()
  let callOff = (): void => undefined
  let round = trim()

  async function trim(): Promise<void> {
    await store.trim(retention, now(), stopping.signal).catch(onError)
    if (stopping.signal.aborted) return
    callOff = after(INTERVAL_MS, () => {
      round = trim()
    })
  }

  return async () => {
    stopping.abort()
    callOff()
    await round
  }
}
