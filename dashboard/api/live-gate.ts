/** Open while the picture is live: what an operator decides on an old picture waits here until it is true again. */
export class LiveGate {
  readonly #waiting = new Set<() => void>()
  #isOpen = false

  get isOpen(): boolean {
    return this.#isOpen
  }

  set(isOpen: boolean): void {
    this.#isOpen = isOpen
    if (isOpen) for (const goOn of [...this.#waiting]) goOn()
  }

  /** Resolves with whether the gate is open: false where the signal was aborted first. */
  async whenOpen(signal: AbortSignal): Promise<boolean> {
    if (this.#isOpen || signal.aborted) return !signal.aborted
    return new Promise((resolve) => {
      const end = (isOpen: boolean) => {
        this.#waiting.delete(goOn)
        signal.removeEventListener('abort', giveUp)
        resolve(isOpen)
      }
      const goOn = () => end(true)
      const giveUp = () => end(false)
      this.#waiting.add(goOn)
      signal.addEventListener('abort', giveUp)
    })
  }
}
