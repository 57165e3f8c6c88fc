/**
 * The driver for an agent that is any program: the prompt on stdin and in a file, facts in the environment, exit code 0 for finished,
 * 75 for suspended, anything else for failed. What a program may rely on stands in the README, "An agent that is a command".
 */
import { spawn } from 'node:child_process'
import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { once } from 'node:events'
import { stat } from 'node:fs/promises'
import type { AgentSettings } from '../domain/project.ts'
import { commandEnvironment } from './command-environment.ts'
import type { FinishedEvent, RunOptions, RunTask, StartRun } from './driver.ts'
import { FirstEnding } from './ending.ts'
import { EventQueue, messageOf } from './event-queue.ts'
import { removeRunFiles, writeRunFiles } from './run-files.ts'
import { SUSPENDED_EXIT_CODE } from './suspended.ts'
import { supervise } from './supervise.ts'
import type { ProcessEnd } from './supervise.ts'

/** Starts a run of an agent that is a command. */
export const startCommandRun: StartRun = (settings, task, options) => {
  const ending = new FirstEnding()
  const finished = runCommand(settings, task, options, ending)
  return {
    finished,
    async stop(reason) {
      ending.give('CANCELLED', reason)
      await finished
    },
  }
}

async function runCommand(settings: AgentSettings, task: RunTask, options: RunOptions, ending: FirstEnding): Promise<FinishedEvent> {
  const events = new EventQueue(options.onEvent, (reason) => ending.give('FAILED', reason))
  const remarks: string[] = []
  let end: ProcessEnd = { exitCode: null, signal: null, survivors: [] }
  try {
    const child = await startProgram(settings, task, options, ending)
    if (child) {
      givePrompt(child, task.prompt, ending)
      end = await supervise(child, { runId: task.runId, options, ending, events }, (exitCode, signal) => giveExit(ending, exitCode, signal))
    }
  } catch (error) {
    ending.give('FAILED', 'The run broke off.')
    remarks.push(`It is not known whether all its processes have ended: ${messageOf(error)}`)
  }
  if (end.survivors.length > 0) remarks.push(`Its processes ${end.survivors.join(', ')} could not be killed.`)
  try {
    await removeRunFiles(options.runFolder)
  } catch (error) {
    remarks.push(`Its folder ${options.runFolder} could not be removed: ${messageOf(error)}`)
  }
  const first = await ending.given
  const outcome = events.failure === null ? first.outcome : 'FAILED'
  const reason = [events.failure ?? first.reason, ...remarks].join(' ')
  const finished: FinishedEvent = { type: 'finished', outcome, exitCode: end.exitCode, signal: end.signal, reason }
  await events.emit(finished)
  return finished
}

/** Null where the program cannot be started, or the run was stopped before it was: the ending says why. */
async function startProgram(settings: AgentSettings, task: RunTask, options: RunOptions, ending: FirstEnding) {
  const [program, ...args] = settings.command
  try {
    if (program === undefined) throw new Error("the project's agent has no command. Give it a program and its arguments.")
    if (!(await isFolder(task.worktree))) throw new Error(`its worktree ${task.worktree} does not exist or is no folder.`)
    const files = await writeRunFiles(options.runFolder, task)
    if (ending.isGiven) return null
    const env = commandEnvironment(task, files, settings.environment, options.sourceEnvironment)
    const child = spawn(program, args, { cwd: task.worktree, env, detached: true, stdio: 'pipe' })
    await once(child, 'spawn')
    return withPid(child)
  } catch (error) {
    ending.give('FAILED', `The agent could not be started: ${startFailure(program, error)}`)
    return null
  }
}

function withPid(child: ChildProcessWithoutNullStreams): ChildProcessWithoutNullStreams & { readonly pid: number } {
  const { pid } = child
  if (pid === undefined) throw new Error('it has no process id.')
  return Object.assign(child, { pid })
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory()
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return false
    throw error
  }
}

/** An agent need not read its prompt: that it closes stdin, or ends, before all of it is written is no failure. */
function givePrompt(child: ChildProcessWithoutNullStreams, prompt: string, ending: FirstEnding): void {
  child.stdin.on('error', (error) => {
    if (errorCode(error) === 'EPIPE' || errorCode(error) === 'ECONNRESET') return
    ending.give('FAILED', `The agent's prompt could not be written: ${error.message}`)
  })
  child.stdin.end(prompt)
}

function giveExit(ending: FirstEnding, exitCode: number | null, signal: string | null): void {
  if (exitCode === 0) ending.give('SUCCEEDED', 'The agent exited with code 0.')
  else if (exitCode === SUSPENDED_EXIT_CODE) ending.give('SUSPENDED', `The agent exited with code ${exitCode}: it waits for an answer.`)
  else ending.give('FAILED', exitCode === null ? `The agent was ended by ${signal}.` : `The agent exited with code ${exitCode}.`)
}

/** What the start of a program fails with, by the error code of the system. */
const START_FAILURES: Readonly<Record<string, (program: string) => string>> = {
  ENOENT: (program) => `there is no program ${program}. Name one that is on the server's PATH, or give its absolute path.`,
  EACCES: (program) => `${program} is no file that may be executed.`,
  E2BIG: () => 'its command, or a value in its environment, is longer than the system allows.',
}

function startFailure(program: string | undefined, error: unknown): string {
  const explain = START_FAILURES[errorCode(error) ?? '']
  // The file system knows these codes too, for the files of the run; only a spawn is about the program.
  const aboutProgram = error instanceof Error && 'syscall' in error && String(error.syscall).startsWith('spawn')
  return explain && program !== undefined && aboutProgram ? explain(program) : messageOf(error)
}

function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined
}
