/** Why a run ends. There may be several reasons at nearly the same time (it exits, it is stopped, a deadline passes): the first one wins. */
import type { FinishedEvent } from './driver.ts'

export type Ending = Pick<FinishedEvent, 'outcome' | 'reason'>

export class FirstEnding {
  /** Resolves with the first ending that is given. */
  readonly given: Promise<Ending>
  #first: Ending | null = null
  #resolve: (ending: Ending) => void = () => {}

  constructor() {
    this.given = new Promise((resolve) => {
      this.#resolve = resolve
    })
  }

  get first(): Ending | null {
    return this.#first
  }

  /** Sets the ending, unless there is one. */
  give(outcome: Ending['outcome'], reason: string): void {
    this.#first ??= { outcome, reason }
    this.#resolve(this.#first)
  }
}
