/** Waiting for what comes from outside: nothing is ever slept for, and nothing is waited for in vain without saying what it was. */

/** Long enough for a slow machine; only a case that fails waits so long. */
const PATIENCE_MS = 15_000

export class Arrivals {
  readonly #waiting = new Set<() => void>()

  /** Something has come: whoever waits looks again. */
  notify(): void {
    for (const look of this.#waiting) look()
  }

  /** What `find` finds, now or as soon as it does. `find` may throw to give up; rejects with a sentence about `what` when patience ends. */
  async until<T>(what: string, find: () => T | null | undefined | false, patienceMs = PATIENCE_MS): Promise<T> {
    let look = (): void => {}
    let timer: NodeJS.Timeout | undefined
    try {
      return await new Promise<T>((resolve, reject) => {
        look = () => {
          try {
            const found = find()
            if (found !== null && found !== undefined && found !== false) resolve(found)
          } catch (error) {
            reject(error instanceof Error ? error : new Error(String(error)))
          }
        }
        timer = setTimeout(() => reject(new Error(`waited ${patienceMs / 1_000} s in vain for ${what}`)), patienceMs)
        this.#waiting.add(look)
        look()
      })
    } finally {
      clearTimeout(timer)
      this.#waiting.delete(look)
    }
  }
}
