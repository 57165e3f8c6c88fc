/** What the scheduler is given, and the limits that it keeps to. */
import { setTimeout as startTimer, clearTimeout } from 'node:timers'
import type { Logger } from 'pino'
import type { Git } from '../git/git.ts'
import type { Services } from '../services/context.ts'
import type { LedRuns } from './led-runs.ts'

/** Calls back once after some milliseconds; returns the way to call it off. */
export type After = (ms: number, callback: () => void) => () => void

export interface SchedulerOptions {
  readonly services: Services
  /** The same one that everybody else in this process uses: it queues what may not happen at once. */
  readonly git: Git
  /** The address of the GraphQL API, as agents reach it. */
  readonly apiUrl: string
  readonly worktreesDir: string
  /** The runs that this server leads: shared with whoever removes worktrees. */
  readonly ledRuns: LedRuns
  /** Where each run has a folder for its private files while it lasts. */
  readonly runFilesDir: string
  /** The variables from which agents inherit the few that they may have. */
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly server: ServerIdentity
  /** True where no other server can be at work on this database. */
  readonly exclusive: boolean
  readonly log: Logger
  readonly newToken: () => string
  readonly limits?: Partial<Limits>
  readonly after?: After
}

export interface ServerIdentity {
  readonly id: string
  readonly host: string
  readonly pid: number
  readonly startedAt: Date
}

export interface Limits {
  /** How long a server that is not heard of keeps its runs. */
  readonly leaseMs: number
  /** How long an agent that was asked to stop may take before it is killed. */
  readonly graceMs: number
  /** How long an agent that has asked a question may take to end by itself. */
  readonly waitingMs: number
  /** How long a phase may take. */
  readonly phaseMs: number
  /** How long an agent may say nothing. */
  readonly silenceMs: number
  /** How long the project's check command may take. */
  readonly checkMs: number
  /** How long a stop of the whole server waits for its runs. */
  readonly stopMs: number
  /** How long until what failed unexpectedly, as when the database is away, is tried again. */
  readonly retryMs: number
}

export const LIMITS: Limits = {
  leaseMs: 30_000,
  graceMs: 4_000,
  waitingMs: 15_000,
  phaseMs: 4 * 3_600_000,
  silenceMs: 3_600_000,
  checkMs: 1_800_000,
  stopMs: 8_000,
  retryMs: 2_000,
}

const LONGEST_TIMER_MS = 2 ** 31 - 1

/** The system's clock. A time that no timer can hold comes early: whoever is called looks at what is due. */
export const systemTimer: After = (ms, callback) => {
  const timer = startTimer(callback, Math.min(ms, LONGEST_TIMER_MS))
  return () => clearTimeout(timer)
}

/** What the files of this room work with: the options with nothing left open. */
export type Room = SchedulerOptions & { readonly limits: Limits; readonly after: After }
