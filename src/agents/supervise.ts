/**
 * Goes with an agent's process from its start to the end of its whole tree: tells its output, watches its deadlines, asks it to stop, kills
 * what is left. What the process is told and what its exit means is the driver's business.
 */
import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { once } from 'node:events'
import { startDeadlines } from './deadlines.ts'
import type { OutputEvent, RunOptions } from './driver.ts'
import type { FirstEnding } from './ending.ts'
import { messageOf } from './event-queue.ts'
import type { EventQueue } from './event-queue.ts'
import { readOutput } from './output-reader.ts'
import { identifyProcess } from './process-table.ts'
import { ProcessTree } from './process-tree.ts'

export interface ProcessEnd {
  /** Both null where the process could not be killed. */
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
  /** The pids of the run's processes that could not be killed. */
  readonly survivors: readonly number[]
}

/**
 * `child` was started detached, so that it leads a process group, with SIGNALBOX_RUN in its environment, in this very turn of the event
 * loop. Its exit gives an ending through `onExit`; another ending, from whomever, ends the process. Resolves when the run's processes
 * are gone and their output was taken.
 */
export async function supervise(
  child: ChildProcessWithoutNullStreams & { readonly pid: number },
  run: { readonly runId: string; readonly options: RunOptions; readonly ending: FirstEnding; readonly events: EventQueue },
  onExit: (exitCode: number | null, signal: NodeJS.Signals | null) => void,
): Promise<ProcessEnd> {
  const { options, ending, events } = run
  const treeGone = new AbortController()
  const exited = once(child, 'exit')
  child.once('exit', onExit)
  const deadlines = startDeadlines(
    options,
    () => events.isIdle,
    (reason) => ending.give('FAILED', reason),
  )
  const output = tellOutput(child, events, deadlines.heard, treeGone.signal)

  await ending.given
  deadlines.clear()
  const tree = new ProcessTree(run.runId, child.pid)
  const survivors = await endTree(tree, isRunning(child) ? options.graceMs : null)
  // The system knows of its end a moment before Node does.
  if (!survivors.includes(child.pid)) await exited
  child.stdin.destroy()
  treeGone.abort()
  await output
  return { exitCode: child.exitCode, signal: child.signalCode, survivors }
}

/**
 * Emits `started` and then what the process writes. The streams are listened to at once, before `started` was taken: Node throws away what
 * nobody listens to when the process exits.
 */
async function tellOutput(
  child: ChildProcessWithoutNullStreams & { readonly pid: number },
  events: EventQueue,
  onBytes: () => void,
  writersGone: AbortSignal,
): Promise<void> {
  const started = identifyProcess(child.pid).then((processIdentity) => events.emit({ type: 'started', pid: child.pid, processIdentity }))
  const tell = (stream: OutputEvent['stream']) => async (text: string) => {
    await started
    await events.emit({ type: 'output', stream, text })
  }
  try {
    await Promise.all([
      started,
      readOutput(child.stdout, writersGone, onBytes, tell('OUT')),
      readOutput(child.stderr, writersGone, onBytes, tell('ERR')),
    ])
  } catch (error) {
    events.fail(`The agent's output could not be read: ${messageOf(error)}`)
  }
}

/** Asks first where there is a `graceMs`. Returns the pids of those that could not be killed. */
async function endTree(tree: ProcessTree, graceMs: number | null): Promise<number[]> {
  try {
    if (graceMs !== null) {
      await tree.askToEnd()
      await tree.waitUntilGone(graceMs)
    }
    return await tree.kill()
  } catch (error) {
    // The processes cannot be listed, but those of the group can be killed unseen.
    tree.killGroup()
    throw error
  }
}

function isRunning(child: ChildProcessWithoutNullStreams): boolean {
  return child.exitCode === null && child.signalCode === null
}
