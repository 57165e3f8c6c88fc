/** What a figure of the bench is: how it is measured, how it is shown, and what of it must be reached. */
import type { Table } from './table.ts'

/** How much is measured. */
export interface Settings {
  /** Numbers of subscribers, ascending. */
  readonly sockets: readonly number[]
  readonly rounds: number
  /** How often memory is measured, each time with new servers. */
  readonly repetitions: number
  /** How many updates a round delivers, about. */
  readonly deliveries: number
  /** Bounds of the changes in a round, whatever the deliveries. */
  readonly leastChanges: number
  readonly mostChanges: number
  /** Changes whose latency is taken, in all rounds together. */
  readonly latencies: number
  readonly cuts: Cuts
  readonly dashboard: Busy
}

export interface Busy {
  readonly units: number
  readonly changesPerSecond: number
  readonly seconds: number
}

export interface Cuts {
  readonly clients: number
  readonly changesPerSecond: number
  readonly seconds: number
  /** How long a socket lives, and how long its client is away then: from and to, in seconds. */
  readonly alive: readonly [number, number]
  readonly away: readonly [number, number]
  /** Another one makes other cuts; the same one the same. */
  readonly seed: number
}

export interface Target {
  readonly what: string
  readonly target: string
  readonly found: string
  readonly met: boolean
}

export interface Figure<T> {
  /** `tell` shows people how far it is. The result is plain JSON. */
  measure(settings: Settings, tell: (line: string) => void): Promise<T>
  tables(result: T): Table[]
  targets(result: T): Target[]
}
