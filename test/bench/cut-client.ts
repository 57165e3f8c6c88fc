/**
 * A client of the cuts: an unmodified graphql-ws client that never gives up, as its documentation has it. It takes a snapshot, subscribes,
 * and keeps a model of the units. The one thing that it does for its place in the log is to name, each time it connects, the last cursor
 * that it has seen. What a server makes of that is what is measured.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { createClient } from 'graphql-ws'
import WebSocket from 'ws'
import { type Place, readUnits, type UnitState } from './project.ts'

const UPDATES = `
  subscription ($project: String!, $after: Cursor) {
    workUnitUpdated(project: $project, after: $after) {
      cursor
      sequence
      chunk
      workUnit {
        revision
        priority
      }
    }
  }
`

interface Update {
  readonly cursor: string
  readonly sequence: number
  readonly chunk: string
  readonly workUnit: UnitState | null
}

/** How long a client's socket lives, how long it is away, and the last sequence that is known to be committed. */
export interface Weather {
  alive(): number
  away(): number
  head(): number
}

export class CutClient {
  readonly units: Map<string, UnitState>
  /** Milliseconds from each time that the socket was back until nothing of what was committed by then was missing. */
  readonly catchUps: number[] = []
  connections = 0
  twice = 0
  backwards = 0
  refusals: string[] = []
  isConnected = false
  readonly #first: number
  readonly #seen = new Set<number>()
  #last: number
  /** All up to this sequence have come. */
  #complete: number
  #cursor: string
  #behind: { readonly since: number; readonly head: number } | null = null
  #cut: NodeJS.Timeout | undefined
  #isLeftAlone = false
  #isOver = false
  readonly #client

  static async open(place: Place, project: string, weather: Weather): Promise<CutClient> {
    return new CutClient(place, project, weather, await readUnits(place, project))
  }

  private constructor(place: Place, project: string, weather: Weather, snapshot: Awaited<ReturnType<typeof readUnits>>) {
    this.units = snapshot.units
    this.#cursor = snapshot.cursor
    this.#first = this.#last = this.#complete = snapshot.sequence
    this.#client = createClient({
      url: `${place.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      ...(place.token !== null && { connectionParams: { token: place.token } }),
      retryAttempts: Number.POSITIVE_INFINITY,
      shouldRetry: () => !this.#isOver,
      retryWait: () => sleep(weather.away()),
      on: {
        opened: (socket) => {
          this.connections += 1
          const head = weather.head()
          this.#behind = this.#complete < head ? { since: performance.now(), head } : null
          // No closing handshake: the connection is gone.
          if (!this.#isLeftAlone) this.#cut = setTimeout(() => (socket as WebSocket).terminate(), weather.alive())
        },
        connected: () => {
          this.isConnected = true
        },
        closed: () => {
          clearTimeout(this.#cut)
          this.isConnected = false
        },
      },
    })
    const cursor = (): string => this.#cursor
    const payload = {
      query: UPDATES,
      // graphql-ws writes the payload anew for each connection.
      get variables() {
        return { project, after: cursor() }
      },
    }
    this.#client.subscribe<{ workUnitUpdated: Update }>(payload, {
      next: ({ data, errors }) => (data ? this.#take(data.workUnitUpdated) : this.refusals.push(JSON.stringify(errors))),
      error: (error) => this.refusals.push(error instanceof Error ? error.message : JSON.stringify(error)),
      complete: () => undefined,
    })
  }

  /** Updates up to `head` that never came. */
  lost(head: number): number {
    return head - this.#first - this.#seen.size
  }

  hasAll(head: number): boolean {
    return this.#complete >= head
  }

  /** No more cuts: who is away still comes back. */
  leaveAlone(): void {
    this.#isLeftAlone = true
    clearTimeout(this.#cut)
  }

  async close(): Promise<void> {
    this.#isOver = true
    this.leaveAlone()
    await this.#client.dispose()
  }

  #take({ cursor, sequence, chunk, workUnit }: Update): void {
    if (this.#seen.has(sequence)) this.twice += 1
    else if (sequence < this.#last) this.backwards += 1
    this.#seen.add(sequence)
    this.#last = sequence
    this.#cursor = cursor
    if (workUnit === null) this.units.delete(chunk)
    else this.units.set(chunk, workUnit)
    while (this.#seen.has(this.#complete + 1)) this.#complete += 1
    if (this.#behind !== null && this.#complete >= this.#behind.head) {
      this.catchUps.push(performance.now() - this.#behind.since)
      this.#behind = null
    }
  }
}
