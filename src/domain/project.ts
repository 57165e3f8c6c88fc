/** A git repository that signalbox works on, with its settings. */
import type { Phase } from './phase.ts'

export type AgentDriver = 'COMMAND'

export interface AgentSettings {
  readonly driver: AgentDriver
  /** Program and arguments; never a shell string. */
  readonly command: readonly string[]
  /** Names of variables that the agent inherits from the server. */
  readonly environment: readonly string[]
}

export interface Project {
  readonly id: string
  readonly key: string
  readonly repositoryPath: string
  readonly baseBranch: string
  readonly maxAgents: number
  readonly paused: boolean
  readonly agent: AgentSettings
  /** The gate before a merge, as an argument list; null is no gate. */
  readonly checkCommand: readonly string[] | null
  /** Those that the project uses, in order. */
  readonly phases: readonly Phase[]
  /** Head of the change log. */
  readonly sequence: number
  /** The changes up to and with this sequence have expired: the log is read after it. */
  readonly expiredSequence: number
  readonly createdAt: Date
  readonly updatedAt: Date
}
