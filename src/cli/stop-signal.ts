/** SIGTERM and SIGINT: the first one asks for a clean stop, a second one ends the process at once. */

const EXIT_CODE_OF_SIGNALS = 128
const SIGNALS = { SIGINT: 2, SIGTERM: 15 } as const

/** Aborts with the first signal. */
export function stopOnSignal(): AbortSignal {
  const stop = new AbortController()
  for (const [name, number] of Object.entries(SIGNALS)) {
    process.on(name, () => {
      if (stop.signal.aborted) process.exit(EXIT_CODE_OF_SIGNALS + number)
      stop.abort()
    })
  }
  return stop.signal
}

/** Resolves when `signal` aborts. */
export function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}
