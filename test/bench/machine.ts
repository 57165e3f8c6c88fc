/** What the figures were measured on: they mean nothing without it. */
import { availableParallelism, cpus, platform, release, totalmem } from 'node:os'

export interface Machine {
  readonly node: string
  readonly system: string
  readonly processor: string
  readonly cores: number
  readonly memoryGb: number
  readonly at: string
}

export function describeMachine(): Machine {
  return {
    node: process.version,
    system: `${platform()} ${release()}`,
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 1024 ** 3),
    at: new Date().toISOString(),
  }
}
