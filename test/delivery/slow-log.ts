/** A log of numbers whose answers and hints come when the scheduler of fast-check lets them. */
import type { Scheduler } from 'fast-check'
import type { Log } from '../../src/store/follow.ts'

const PAGE = 100
/** So many of the newest entries are answered for at once, as the tail of the change feed does. */
const TAIL = 5

/** What a test lets fail on purpose. */
export class Fault extends Error {}

/** The numbers from one on. */
export class SlowLog implements Log<number> {
  length = 0
  reads = 0
  /** So many looks fail from now on. */
  failures = 0
  readonly #scheduler: Scheduler
  readonly #hasTail: boolean
  readonly #listeners = new Set<() => void>()

  constructor(scheduler: Scheduler, hasTail: boolean) {
    this.#scheduler = scheduler
    this.#hasTail = hasTail
  }

  get listeners(): number {
    return this.#listeners.size
  }

  /** Whoever listens is told later. */
  grow(count: number): void {
    this.length += count
    void this.#scheduler.schedule(Promise.resolve(), `hint of ${this.length}`).then(() => this.#listeners.forEach((tell) => tell()))
  }

  read(position: number): Promise<readonly number[]> | readonly number[] {
    this.reads += 1
    return this.#hasTail && this.failures === 0 && position >= this.length - TAIL ? this.#page(position) : this.#readLater(position)
  }

  /** The answer is as of some moment between the question and its arrival. */
  async #readLater(position: number): Promise<readonly number[]> {
    await this.#scheduler.schedule(Promise.resolve(), `look behind ${position}`)
    const page = this.#page(position)
    await this.#scheduler.schedule(Promise.resolve(), `answer with ${page.length}`)
    if (this.failures === 0) return page
    this.failures -= 1
    throw new Fault('The log cannot be read.')
  }

  #page(position: number): number[] {
    return Array.from({ length: Math.min(PAGE, this.length - position) }, (_, index) => position + index + 1)
  }

  positionOf(number: number): number {
    return number
  }

  onGrowth(callback: () => void): () => void {
    this.#listeners.add(callback)
    return () => this.#listeners.delete(callback)
  }
}
