/**
 * Preloaded into the process of each server under test (`--import`): tells the bench what the process has used. The server knows nothing
 * of it, and runs as its users run it.
 */
import { performance } from 'node:perf_hooks'
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises'

/** What the bench may ask. */
export type Question = 'cpu' | 'memory'

/** Of the whole process, with its helper threads, once it is at rest: `cpu` in microseconds, `memory` in bytes after garbage collection. */
export interface Usage {
  readonly cpu: number
  readonly rss: number
  /** The JavaScript heap with what lies outside it and belongs to it. */
  readonly heap: number
}

process.on('message', (question: Question) => {
  void answer(question).then((usage) => process.send?.(usage))
})
// The bench is gone, or has done with this server: a normal exit, so that Node still writes a profile that it was asked for.
process.on('disconnect', () => process.exit())
process.channel?.unref()

async function answer(question: Question): Promise<Usage> {
  await atRest()
  // Several times: what the finalizers of one collection let go, the next one takes.
  for (let times = 0; question === 'memory' && times < 4; times += 1) {
    globalThis.gc?.()
    await turn()
  }
  const { user, system } = process.cpuUsage()
  const { rss, heapUsed, external } = process.memoryUsage()
  return { cpu: user + system, rss, heap: heapUsed + external }
}

const WINDOW_MS = 5
const MOST_WINDOWS = 40

/** What a request leaves behind, such as a pass of the scheduler, belongs to it: nothing is told before the event loop is at rest. */
async function atRest(): Promise<void> {
  let last = performance.eventLoopUtilization()
  for (let quiet = 0, windows = 0; quiet < 2 && windows < MOST_WINDOWS; windows += 1) {
    await sleep(WINDOW_MS)
    const now = performance.eventLoopUtilization()
    quiet = performance.eventLoopUtilization(now, last).utilization < 0.1 ? quiet + 1 : 0
    last = now
  }
}
