/** Runs real programs through the command driver, in temporary folders, and collects what they say. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { startCommandRun } from '../../src/agents/command-driver.ts'
import type { AgentEvent, AgentRun, RunOptions, RunTask } from '../../src/agents/driver.ts'

export interface Fixture {
  readonly folder: string
  readonly worktree: string
  readonly task: RunTask
  readonly options: RunOptions
}

let runCount = 0

export async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-agents-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

export class Collector {
  readonly events: AgentEvent[] = []
  #waiting: { matches: (collector: Collector) => boolean; resolve: () => void }[] = []

  readonly take = (event: AgentEvent): void => {
    this.events.push(event)
    const ready = this.#waiting.filter((wait) => wait.matches(this))
    this.#waiting = this.#waiting.filter((wait) => !ready.includes(wait))
    for (const wait of ready) wait.resolve()
  }

  text(stream: 'OUT' | 'ERR'): string {
    return this.events.map((event) => (event.type === 'output' && event.stream === stream ? event.text : '')).join('')
  }

  /** Resolves with the match once the agent has printed it; rejects when the run ends without it. */
  async said(pattern: RegExp): Promise<RegExpExecArray> {
    const isOver = () => this.events.some((event) => event.type === 'finished')
    const matches = () => pattern.test(this.text('OUT')) || isOver()
    if (!matches()) await new Promise<void>((resolve) => this.#waiting.push({ matches, resolve }))
    const found = pattern.exec(this.text('OUT'))
    if (!found) throw new Error(`the agent ended without saying ${pattern}: ${JSON.stringify(this.events)}`)
    return found
  }
}

export async function makeFixture(task: Partial<RunTask> = {}, options: Partial<RunOptions> = {}): Promise<Fixture> {
  const folder = await makeFolder()
  const worktree = task.worktree ?? (await makeFolder())
  runCount += 1
  return {
    folder,
    worktree,
    task: {
      runId: `run-${process.pid}-${runCount}`,
      project: 'demo',
      chunk: 'add-login',
      phase: 'IMPLEMENT',
      baseBranch: 'main',
      worktree,
      prompt: 'Do it.\n',
      apiUrl: 'http://127.0.0.1:9/graphql',
      runToken: 'run-token',
      answer: null,
      feedback: null,
      ...task,
    },
    options: {
      runFolder: join(folder, 'run'),
      sourceEnvironment: process.env,
      graceMs: 5_000,
      onEvent: () => {},
      ...options,
    },
  }
}

/** Starts `command` in a fixture. Runs that a test leaves open are stopped at its end. */
export function startIn(
  fixture: Fixture,
  command: readonly string[],
  environment: readonly string[] = [],
): { run: AgentRun; said: Collector } {
  const said = new Collector()
  const onEvent = async (event: AgentEvent) => {
    await fixture.options.onEvent(event)
    said.take(event)
  }
  const run = startCommandRun({ driver: 'COMMAND', command, environment }, fixture.task, { ...fixture.options, onEvent })
  onTestFinished(() => run.stop('the test is over'))
  return { run, said }
}

/** A Node program given as its source. */
export function node(source: string): string[] {
  return [process.execPath, '-e', source]
}
