/**
 * Does something again whenever it is wanted, but never for more than about a tenth of the time: after a run that took t milliseconds the
 * next one waits ten times as long. So what is cheap follows at once, and what is dear does not stand in the way of the rest.
 */
export interface Timing {
  readonly now: () => number
  /** Calls back after that many milliseconds; returns the way to withdraw it. */
  readonly after: (ms: number, run: () => void) => () => void
}

const SHARE = 10

export class AdaptiveBeat {
  readonly #run: () => void
  readonly #timing: Timing
  #notBefore = 0
  #withdraw: (() => void) | null = null

  constructor(run: () => void, timing: Timing = PAGE) {
    this.#run = run
    this.#timing = timing
  }

  /** It is wanted: runs at once, or when its time has come; once, however often it was wanted until then. */
  want = (): void => {
    if (this.#withdraw) return
    const wait = this.#notBefore - this.#timing.now()
    if (wait <= 0) this.#beat()
    else this.#withdraw = this.#timing.after(wait, this.#beat)
  }

  stop(): void {
    this.#withdraw?.()
    this.#withdraw = null
  }

  #beat = (): void => {
    this.#withdraw = null
    const start = this.#timing.now()
    this.#run()
    const end = this.#timing.now()
    this.#notBefore = end + SHARE * (end - start)
  }
}

const PAGE: Timing = {
  now: () => performance.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
}
