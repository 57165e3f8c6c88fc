/** Lets some events of a subscription through. Written by hand and not as an async generator, because a generator that waits cannot be told to stop. */

/** The events for which `wanted` is true. Ends when it is told to, also while it waits for one. */
export function only<T>(events: AsyncIterableIterator<T>, wanted: (event: T) => boolean): AsyncIterableIterator<T> {
  return {
    async next() {
      for (;;) {
        const result = await events.next()
        if (result.done === true || wanted(result.value)) return result
      }
    },
    return: () => events.return?.() ?? Promise.resolve({ done: true, value: undefined }),
    [Symbol.asyncIterator]() {
      return this
    },
  }
}
