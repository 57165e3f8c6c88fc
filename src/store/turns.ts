/**
 * One piece of work at a time for each key. What is asked for while some is being done waits for its turn, and is done together with
 * whatever has come by then: what a turn costs is paid once for all of them.
 */
import { setImmediate } from 'node:timers/promises'

interface Waiting<Request, Answer> {
  readonly request: Request
  readonly resolve: (answer: Answer) => void
  readonly reject: (reason: unknown) => void
}

/**
 * `work` does up to `most` requests of one key, in the order in which they came, and answers each of them in that order; it never rejects.
 */
export function inTurns<Request, Answer>(
  most: number,
  work: (key: string, requests: readonly Request[]) => Promise<readonly PromiseSettledResult<Answer>[]>,
): (key: string, request: Request) => Promise<Answer> {
  /** Whoever waits, by key; a key for which nothing is done is forgotten. */
  const queues = new Map<string, Waiting<Request, Answer>[]>()

  async function serve(key: string, queue: Waiting<Request, Answer>[]): Promise<void> {
    while (queue.length > 0) {
      const turn = queue.splice(0, most)
      const results = await work(
        key,
        turn.map(({ request }) => request),
      )
      for (const [index, { resolve, reject }] of turn.entries()) {
        const result = results[index]
        if (result?.status === 'fulfilled') resolve(result.value)
        else reject(result?.reason)
      }
      // SQLite answers at once: without this nothing else of the server, no socket and no timer, would have its turn until nobody waits.
      await setImmediate()
    }
    queues.delete(key)
  }

  return (key, request) =>
    new Promise((resolve, reject) => {
      const waiting = { request, resolve, reject }
      const queue = queues.get(key)
      if (queue) return queue.push(waiting)
      const first = [waiting]
      queues.set(key, first)
      // What is asked for in the same moment shares the first turn.
      queueMicrotask(() => void serve(key, first))
    })
}
