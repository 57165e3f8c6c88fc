/** Somebody who changes the units of a project at an even pace, whether the server is there or not. */
import { setTimeout as sleep } from 'node:timers/promises'
import { type Place, prioritize, readSequence } from './project.ts'

export class SteadyChanges {
  /** The sequence before the first change, and the last that the server has acknowledged. */
  first = 0
  head = 0
  readonly #place: Place
  readonly #project: string
  readonly #pause: number
  #isOver = false
  #work: Promise<void> = Promise.resolve()

  constructor(place: Place, project: string, perSecond: number) {
    this.#place = place
    this.#project = project
    this.#pause = 1000 / perSecond
  }

  start(): void {
    this.#work = this.#run()
  }

  async stop(): Promise<void> {
    this.#isOver = true
    await this.#work
  }

  async #run(): Promise<void> {
    this.first = this.head = await readSequence(this.#place, this.#project)
    const start = performance.now()
    for (let turn = 0; !this.#isOver; turn += 1) {
      await sleep(Math.max(0, start + turn * this.#pause - performance.now()))
      try {
        await prioritize(this.#place, this.#project, turn)
        this.head = await readSequence(this.#place, this.#project)
      } catch (error) {
        // Nobody answers: the server is dead at the moment.
        if (!(error instanceof Error && 'code' in error)) throw error
      }
    }
  }
}
