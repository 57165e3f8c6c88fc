/** How long to wait before the next attempt, and the waiting. */

const SHORTEST_PAUSE = 250
/** In milliseconds. */
export const LONGEST_PAUSE = 4_000

/** Milliseconds before attempt 1, 2, 3 …: doubling to four seconds, half of it by chance, so that clients do not come back in step. */
export function backOff(attempt: number, random: () => number = Math.random): number {
  const full = Math.min(LONGEST_PAUSE, SHORTEST_PAUSE * 2 ** (attempt - 1))
  return full * (0.5 + random() / 2)
}

/** Resolves after so many milliseconds, or as soon as the signal is aborted. */
export function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, milliseconds)
    signal.addEventListener('abort', done)
  })
}
