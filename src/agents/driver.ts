/**
 * What the scheduler knows of an agent: a driver turns one run into events and takes `stop`. How it talks to the agent is its
 * own business; nothing outside of this room depends on it. A driver never throws: what goes wrong is how the run finished.
 */
import type { Phase } from '../domain/phase.ts'
import type { AgentSettings } from '../domain/project.ts'
import type { RunOutcome } from '../domain/run.ts'

/** What one run is to do, and where. */
export interface RunTask {
  readonly runId: string
  /** The project's key. */
  readonly project: string
  readonly chunk: string
  readonly phase: Phase
  readonly baseBranch: string
  /** Absolute path of the unit's worktree, in which the agent is started. */
  readonly worktree: string
  readonly prompt: string
  /** The address of the GraphQL API, as the agent reaches it. */
  readonly apiUrl: string
  readonly runToken: string
  /** What an operator answered to the agent's question; null where nothing was asked. */
  readonly answer: string | null
  /** What a reviewer said; null where nothing was. */
  readonly feedback: string | null
}

export interface RunOptions {
  /** A folder for this run's private files, outside of the worktree. The driver makes it and removes it with all that is in it. */
  readonly runFolder: string
  /** The variables from which the agent inherits the few that it may have. */
  readonly sourceEnvironment: Readonly<Record<string, string | undefined>>
  /** How long an agent that was asked to stop may take before it is killed. */
  readonly graceMs: number
  /** The run ends when it takes longer; without it, it may take for ever. */
  readonly deadlineMs?: number | undefined
  /** The run ends when the agent says nothing for so long. */
  readonly silenceMs?: number | undefined
  /**
   * Takes the events, one at a time and in order. While its promise is open the agent's output is not read: a slow listener slows the
   * agent down and costs no memory. A listener that fails ends the run.
   */
  readonly onEvent: (event: AgentEvent) => void | Promise<void>
}

/** Always the first event, unless the agent could not be started. */
export interface StartedEvent {
  readonly type: 'started'
  readonly pid: number
  /** Tells this process from a later one with the same pid; null where it was gone before it could be asked. */
  readonly processIdentity: string | null
}

/** Whole lines with their ends, as many as came at once; the texts of one stream, joined, are what the agent wrote. */
export interface OutputEvent {
  readonly type: 'output'
  readonly stream: 'OUT' | 'ERR'
  /** At most 65,536 characters: a longer line comes in pieces. Never contains a NUL, which PostgreSQL refuses. */
  readonly text: string
}

/** Always the last event. No process of the run is left when it comes. */
export interface FinishedEvent {
  readonly type: 'finished'
  /** CANCELLED is `stop`; FAILED is everything that is neither success nor a wait for an answer. */
  readonly outcome: Exclude<RunOutcome, 'LOST'>
  readonly exitCode: number | null
  readonly signal: string | null
  /** One sentence for people that says how it ended. */
  readonly reason: string
}

export type AgentEvent = StartedEvent | OutputEvent | FinishedEvent

export interface AgentRun {
  /** Resolves when the run is over, its processes are gone and every event was taken. Never rejects. */
  readonly finished: Promise<FinishedEvent>
  /**
   * Ends the run: asks the agent, waits for `graceMs`, kills what is left of its process tree. Resolves with `finished`. The first reason
   * wins, so a second call changes nothing, and neither does one that comes after the agent has ended by itself.
   */
  stop(reason: string): Promise<void>
}

/** Starts one run. Returns at once; what goes wrong, at the start or later, is told by `finished`. */
export type StartRun = (settings: AgentSettings, task: RunTask, options: RunOptions) => AgentRun
