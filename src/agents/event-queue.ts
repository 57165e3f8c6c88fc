/** Hands the events of one run to its listener: one at a time, in order, and none after the listener has failed. */
import type { AgentEvent } from './driver.ts'

export class EventQueue {
  #onEvent: (event: AgentEvent) => void | Promise<void>
  #onFailure: (reason: string) => void
  #tail: Promise<void> = Promise.resolve()
  #pending = 0
  #failure: string | null = null

  /** `onFailure` is told once, in a sentence, that the listener has failed or that `fail` was called. */
  constructor(onEvent: (event: AgentEvent) => void | Promise<void>, onFailure: (reason: string) => void) {
    this.#onEvent = onEvent
    this.#onFailure = onFailure
  }

  /** True while no event waits to be taken. */
  get isIdle(): boolean {
    return this.#pending === 0
  }

  get failure(): string | null {
    return this.#failure
  }

  /** Resolves when the listener has taken the event. Never rejects: see `failure`. */
  emit(event: AgentEvent): Promise<void> {
    this.#pending += 1
    this.#tail = this.#tail.then(() => this.#handOver(event))
    return this.#tail
  }

  /** No event is handed over from now on. */
  fail(reason: string): void {
    if (this.#failure !== null) return
    this.#failure = reason
    this.#onFailure(reason)
  }

  async #handOver(event: AgentEvent): Promise<void> {
    try {
      if (this.#failure === null) await this.#onEvent(event)
    } catch (error) {
      this.fail(`The run's ${event.type} event could not be recorded: ${messageOf(error)}`)
    } finally {
      this.#pending -= 1
    }
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
