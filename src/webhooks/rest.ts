/** How a delivery waits: until the log has grown, until a time, or until it is stopped. */
import type { DelivererOptions } from './options.ts'

/** `untilGrowth`: a growth ends it. `ms`: so does the time; null is as long as it takes. */
export interface Pause {
  readonly untilGrowth: boolean
  readonly ms: number | null
}

export interface Rest {
  /** The log has grown. It counts for the next rest too, if there is none now. */
  grown(): void
  /** Ends this rest, and every later one at once. */
  stop(): void
  /** Resolves with true where the time is what ended it. */
  wait(pause: Pause): Promise<boolean>
}

export function createRest(after: DelivererOptions['after']): Rest {
  let hasGrown = false
  let stopped = false
  let wake = (): void => undefined

  return {
    grown() {
      hasGrown = true
      wake()
    },
    stop() {
      stopped = true
      wake()
    },
    async wait({ untilGrowth, ms }) {
      let timeIsUp = false
      let callOff = (): void => undefined
      if (ms !== null) {
        callOff = after(ms, () => {
          timeIsUp = true
          wake()
        })
      }
      while (!stopped && !timeIsUp && !(untilGrowth && hasGrown)) await new Promise<void>((resolve) => (wake = resolve))
      callOff()
      hasGrown = false
      return timeIsUp
    },
  }
}
