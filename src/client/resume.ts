/**
 * Keeps one subscription alive over every cut: the only loop that tries again. Each attempt asks for what is behind the newest result;
 * between two there is a pause that grows to four seconds while nothing goes well. It never gives up by itself.
 */
import { backOff, LONGEST_PAUSE, wait } from './back-off.ts'
import { endByError, type End } from './end.ts'
import type { Request, Result, Socket } from './socket.ts'

export interface Resumable {
  /** What to ask for: everything behind the newest result. Where it throws, the attempt has failed. */
  next(): Request | Promise<Request>
  /** Where it throws, the attempt has failed: a position that is kept behind the throw makes the result come again. */
  onResult(result: Result): void
  /** The connection is there. Where it throws, the attempt has failed; `attempt` is aborted when it is over for another reason. */
  onConnected?(attempt: AbortSignal): Promise<void>
  /** Hears how each attempt ended, and says whether to try again. */
  goesOn(end: End): boolean | Promise<boolean>
}

const COMPLETED: End = { kind: 'completed' }

/** Resolves with the end after which `goesOn` was false, or with 'completed' as soon as the signal is aborted. Rejects where `goesOn` does. */
export function resume(
  socket: Socket,
  subscription: Resumable,
  signal: AbortSignal,
  delay: (attempt: number) => number = backOff,
): Promise<End> {
  // A request that is under way may take its time: whoever stops does not wait for it.
  const stopped = new Promise<End>((resolve) => signal.addEventListener('abort', () => resolve(COMPLETED), { once: true }))
  return Promise.race([tryAgainAndAgain(socket, subscription, signal, delay), stopped])
}

async function tryAgainAndAgain(
  socket: Socket,
  subscription: Resumable,
  signal: AbortSignal,
  delay: (attempt: number) => number,
): Promise<End> {
  let failures = 0
  while (!signal.aborted) {
    const begun = socket.now().getTime()
    const { end, brought } = await attempt(socket, subscription, signal)
    if (signal.aborted) break
    if (!(await subscription.goesOn(end))) return end
    // An attempt that has lasted has been a pause itself.
    const wentWell = brought || socket.now().getTime() - begun > LONGEST_PAUSE
    failures = wentWell ? 1 : failures + 1
    if (wentWell && end.kind === 'cut' && end.atOnce) continue
    await wait(delay(failures), signal)
  }
  return COMPLETED
}

async function attempt(socket: Socket, subscription: Resumable, signal: AbortSignal): Promise<{ end: End; brought: boolean }> {
  const over = new AbortController()
  let failure: End | null = null
  let brought = false
  const fail = (error: unknown) => {
    failure = endByError(error)
    over.abort()
  }
  try {
    const request = await subscription.next()
    const end = await socket.attempt(
      request,
      {
        onConnected: () => void subscription.onConnected?.(over.signal).catch(fail),
        onResult(result) {
          try {
            subscription.onResult(result)
            brought = true
          } catch (error) {
            fail(error)
          }
        },
      },
      AbortSignal.any([signal, over.signal]),
    )
    return { end: failure ?? end, brought }
  } catch (error) {
    return { end: endByError(error), brought }
  } finally {
    over.abort()
  }
}
