/** Clients of a group that are slow, stuck, cut, leave, and come back. */
import type { Batch } from '../../src/server/fan-out/batch.ts'
import { type Sink, Subscriber } from '../../src/server/fan-out/subscriber.ts'
import type { Stage } from './group-stage.ts'
import { Fault } from './slow-log.ts'

/** Cuts and failures are few; whoever fails again and again does so without end. */
const MOST_RETURNS = 100

/** `SLOW` takes what it is sent some time later; `STUCK` takes nothing more after its first batch, until the faults stop. */
export type Pace = 'SWIFT' | 'SLOW' | 'STUCK'

/** Somebody who subscribes and, when the subscription ends, subscribes again behind what it has got. */
export class GroupClient implements Sink {
  readonly received: number[] = []
  /** What must never happen, in words. */
  readonly complaints: string[] = []
  readonly start: number
  readonly #pace: Pace
  readonly #stage: Stage
  #subscriber: Subscriber | null = null
  /** While it has something to take. */
  #taking: Promise<void> | null = null
  #take = (): void => undefined
  #isReleased = false
  #isCut = false
  #returns = 0
  hasLeft = false

  constructor(stage: Stage, start: number, pace: Pace) {
    this.#stage = stage
    this.start = start
    this.#pace = pace
    this.#subscribe()
  }

  get isStuck(): boolean {
    return this.#pace === 'STUCK' && !this.#isReleased
  }

  send(batch: Batch): boolean {
    if (this.hasLeft) this.complaints.push('something was sent to one who has left')
    if (this.#isCut) return false
    for (const { position, resumeAfter, json } of batch) {
      if (resumeAfter !== `after ${position}` || String(json) !== `result ${position}`)
        this.complaints.push(`${position} comes as ${String(json)}`)
      this.received.push(position)
    }
    if (this.#pace !== 'SWIFT' && !this.#isReleased) this.#taking ??= this.#untilTaken()
    return true
  }

  ready(): Promise<void> | null {
    return this.#taking
  }

  leave(): void {
    this.hasLeft = true
    this.#subscriber?.end(null)
    this.release()
  }

  /** Its connection is closed: the next that is sent to it does not go. */
  cut(): void {
    this.#isCut = true
  }

  /** From now on it takes what it is sent. */
  release(): void {
    this.#isReleased = true
    this.#isCut = false
    this.#take()
  }

  async #untilTaken(): Promise<void> {
    if (this.#pace === 'STUCK') await new Promise<void>((resolve) => (this.#take = resolve))
    else await this.#stage.scheduler.schedule(Promise.resolve(), 'a slow client has taken what it had')
    this.#taking = null
  }

  #subscribe(): void {
    this.#isCut = false
    const subscriber = new Subscriber(this, this.received.at(-1) ?? this.start)
    this.#subscriber = subscriber
    this.#stage.group.serve(subscriber).then(
      () => this.#comeBack(),
      (error: unknown) => {
        if (error instanceof Fault) this.#comeBack()
        else this.complaints.push(`it was refused: ${String(error)}`)
      },
    )
  }

  #comeBack(): void {
    this.#returns += 1
    if (this.#returns > MOST_RETURNS) this.complaints.push('it is cut for ever')
    else if (!this.hasLeft) this.#subscribe()
  }
}
