/**
 * A reader that follows a log: page by page up to its head, then as it grows. It owns a position and nothing else, so
 * that a slow reader costs no memory, and replay and live are the same code. Written by hand and not as an async
 * generator, because a generator that waits cannot be told to stop.
 */

export interface Log<T> {
  /** Entries after `position`, oldest first; none when `position` is the head. */
  read(position: number): Promise<readonly T[]> | readonly T[]
  positionOf(entry: T): number
  /** Calls back whenever there may be more to read; returns the way to stop. */
  onGrowth(callback: () => void): () => void
}

/** Every entry after `position`, in order, without end. It listens from this call on, not from the first `next()`. */
export function follow<T>(log: Log<T>, position: number): AsyncIterableIterator<T> {
  let at = position
  let page: readonly T[] = []
  let next = 0
  let ended = false
  let grown = true
  let wake: (() => void) | null = null

  const stopListening = log.onGrowth(() => {
    grown = true
    wake?.()
  })

  async function pull(): Promise<IteratorResult<T>> {
    while (!ended) {
      const entry = page[next]
      if (entry !== undefined) {
        next += 1
        at = log.positionOf(entry)
        return { done: false, value: entry }
      }
      if (grown) {
        grown = false
        page = await read()
        next = 0
        // A page that is not empty may not be the last one.
        if (page.length > 0) grown = true
      } else {
        await new Promise<void>((resolve) => (wake = resolve))
        wake = null
      }
    }
    return { done: true, value: undefined }
  }

  /** Whoever is told of a failure resumes with a new reader: this one is not left listening. */
  async function read(): Promise<readonly T[]> {
    try {
      return await log.read(at)
    } catch (error) {
      end()
      throw error
    }
  }

  function end(): void {
    ended = true
    page = []
    stopListening()
    wake?.()
  }

  // Two calls of next() without waiting for the first one must not read the same page.
  let turn: Promise<unknown> = Promise.resolve()
  return {
    next() {
      const result = turn.then(pull)
      turn = result.catch(() => undefined)
      return result
    },
    return() {
      end()
      return Promise.resolve({ done: true, value: undefined })
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}
