/** Why a run ends. There may be several reasons at nearly the same time (it exits, it is stopped, a deadline passes): the first one wins. */
import type { FinishedEvent } from './driver.ts'

export type Ending = Pick<FinishedEvent, 'outcome' | 'reason'>

export class FirstEnding {
  /** Resolves with the first ending that is given. */
  readonly given: Promise<Ending>
  #isGiven = false
  #resolve: (ending: Ending) => void = () => {}

  constructor() {
    this.given = new Promise((resolve) => {
      this.#resolve = resolve
    })
  }

  get isGiven(): boolean {
    return this.#isGiven
  }

  /** Sets the ending, unless there is one: a promise resolves once. */
  give(outcome: Ending['outcome'], reason: string): void {
    this.#isGiven = true
    this.#resolve({ outcome, reason })
  }
}
