/**
 * All subscribers of equal subscriptions. Each event of the log is executed and serialised once for them.
 *
 *   catching up ──── has everything up to where the group is ────▶ live
 *
 * - catching up: reads the log at its own pace, from its own position; waits for its client. The first who finds nothing more to
 *   read makes the group live there.
 * - live: gets what the group reads when the log grows. Nobody waits for it: if its client does not keep up it is closed.
 *
 * Both get the same batches of the same results, and each drops what it has: there is no seam between replay and live.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { LogSubscription } from '../../graphql/log-subscription.ts'
import type { Batch, Result } from './batch.ts'
import { type Budget, RecentResults } from './recent-results.ts'
import type { Subscriber } from './subscriber.ts'

/** A batch ends with the first result that makes it longer than this. Before the next one, connections are written and read. */
const BATCH = { results: 64, bytes: 256 * 1024 }

/** A batch, the position of the log that it reaches, and when what is in it was committed, where that is known. */
interface Reached {
  readonly batch: Batch
  readonly position: number
  readonly committed: readonly Date[]
}

export class Group {
  readonly key: string
  readonly #log: LogSubscription<unknown>['log']
  readonly #subscription: LogSubscription<unknown>
  readonly #results: RecentResults
  readonly #delivered: (committedAt: Date) => void
  readonly #live = new Set<Subscriber>()
  #size = 0
  /** How far the live ones have come; null while the group is not live. */
  #position: number | null = null
  #wake: (() => void) | null = null

  /** `key` is the same for equal subscriptions, and for no others; `subscription` is that of any of them; `execute` answers with the result
   * of the operation for one event, as JSON; `budget` is that of all groups; `delivered` hears of each event that the live ones were given. */
  constructor(
    key: string,
    subscription: LogSubscription<unknown>,
    execute: (event: unknown) => Promise<Buffer>,
    budget: Budget,
    delivered: (committedAt: Date) => void,
  ) {
    this.key = key
    this.#subscription = subscription
    this.#log = subscription.log
    this.#results = new RecentResults(execute, budget)
    this.#delivered = delivered
  }

  get isEmpty(): boolean {
    return this.#size === 0
  }

  /** Serves a subscriber until it has left; rejects when it cannot be served any more. */
  async serve(subscriber: Subscriber): Promise<void> {
    this.#size += 1
    try {
      await this.#catchUp(subscriber)
      await subscriber.ended()
    } finally {
      this.#size -= 1
      this.#live.delete(subscriber)
      if (this.isEmpty) this.#wake?.()
    }
  }

  async #catchUp(subscriber: Subscriber): Promise<void> {
    while (!subscriber.isOver) {
      if (this.#position !== null && subscriber.position >= this.#position) {
        this.#live.add(subscriber)
        return
      }
      const page = await this.#log.read(subscriber.position)
      if (page.length > 0) await this.#bring(page, subscriber)
      else if (this.#position === null) this.#goLive(subscriber.position)
      else if (subscriber.position < this.#position) await this.#waitForMore(subscriber)
    }
  }

  /** As much of a page as its client takes. One that waited for a client would be held for as long as the client likes: it is read again. */
  async #bring(page: readonly unknown[], subscriber: Subscriber): Promise<void> {
    for await (const { batch, position } of this.#batches(page)) {
      if (subscriber.isOver || subscriber.ready() !== null) break
      subscriber.take(batch, position)
    }
    await subscriber.ready()
  }

  /**
   * The group has read further than this look at the log reached: one look goes to the database, another to what was published of it, and
   * a change of another server may be in the one and not yet in the other. It will be, and that is a growth.
   */
  async #waitForMore(subscriber: Subscriber): Promise<void> {
    await subscriber.waitFor((wake) => {
      const stop = this.#log.onGrowth(wake)
      void this.#wakeIfMore(subscriber.position, wake)
      return stop
    })
  }

  /** What has come since the look, before anybody listened. A look that fails wakes too: the next one will say so. */
  async #wakeIfMore(position: number, wake: () => void): Promise<void> {
    try {
      if ((await this.#log.read(position)).length === 0) return
    } catch {
      // It is met again, and told, by whoever is woken.
    }
    wake()
  }

  /** For the first one who finds the end of the log. Who finds another one reads on until it is where the group is. */
  #goLive(position: number): void {
    this.#position = position
    void this.#follow(position)
  }

  /** Never rejects: what fails ends the live subscribers. */
  async #follow(start: number): Promise<void> {
    let position = start
    let hasGrown = true
    const stopListening = this.#log.onGrowth(() => {
      hasGrown = true
      this.#wake?.()
    })
    try {
      while (!this.isEmpty) {
        if (!hasGrown) {
          await new Promise<void>((resolve) => (this.#wake = resolve))
          continue
        }
        hasGrown = false
        const page = await this.#log.read(position)
        if (page.length > 0) hasGrown = true
        for await (const { batch, position: reached, committed } of this.#batches(page)) {
          for (const subscriber of this.#live) subscriber.take(batch, reached)
          this.#position = position = reached
          if (this.#live.size > 0) committed.forEach((at) => this.#delivered(at))
        }
      }
    } catch (error) {
      for (const subscriber of this.#live) subscriber.end({ error })
    } finally {
      stopListening()
      this.#wake = null
      this.#position = null
    }
  }

  /** The results of a page of the log, and after each batch the position that it reaches. */
  async *#batches(page: readonly unknown[]): AsyncGenerator<Reached, void, void> {
    const { isWanted, resumeAfter, committedAt } = this.#subscription
    let batch: Result[] = []
    let committed: Date[] = []
    let bytes = 0
    for (const [index, event] of page.entries()) {
      const position = this.#log.positionOf(event)
      if (isWanted(event)) {
        const json = await this.#results.of(position, event)
        batch.push({ position, resumeAfter: resumeAfter(event), json })
        bytes += json.length
        if (committedAt) committed.push(committedAt(event))
      }
      const isLast = index === page.length - 1
      if (!isLast && batch.length < BATCH.results && bytes < BATCH.bytes) continue
      yield { batch, position, committed }
      batch = []
      committed = []
      bytes = 0
      if (!isLast) await nextTurn()
    }
  }
}
