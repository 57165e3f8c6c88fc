/** Goes with the programs of a run: the agent, and the project's check before a merge. */
import { join } from 'node:path'
import { startCommandRun } from '../agents/command-driver.ts'
import type { FinishedEvent, RunTask, StartedEvent } from '../agents/driver.ts'
import { type RebaseState, writePrompt } from '../agents/prompt.ts'
import { startRun } from '../agents/start-run.ts'
import type { Project } from '../domain/project.ts'
import type { OutputStream } from '../domain/run.ts'
import { advanceRun, recordPrompt } from '../services/run.ts'
import type { Dispatched } from './dispatch-pass.ts'
import type { Room } from './options.ts'
import type { RunResult } from './outcome.ts'
import { OutputWriter } from './output-writer.ts'

interface Place {
  readonly path: string
  readonly branch: string
}

/** Runs the agent of a phase to its end. `rebase` is what a rebase before it came to, in the phase REBASE. */
export async function runAgent(room: Room, work: Dispatched, place: Place, rebase: RebaseState | null): Promise<RunResult> {
  const { project, unit } = work
  const { title, goal, phase, chunk, pendingAnswer: answer, feedback } = unit
  const prompt = writePrompt({ project: project.key, chunk, title, goal, phase, baseBranch: project.baseBranch, answer, feedback, rebase })
  await recordPrompt(room.services, work.runId, prompt)
  const output = new OutputWriter(room.services, work.runId)

  const agent = startRun(
    project.agent,
    { ...taskOf(room, work, project, place.path), prompt, runToken: work.runToken, answer, feedback },
    {
      runFolder: join(room.runFilesDir, work.runId),
      sourceEnvironment: room.environment,
      graceMs: room.limits.graceMs,
      deadlineMs: room.limits.phaseMs,
      silenceMs: room.limits.silenceMs,
      async onEvent(event) {
        if (event.type === 'started') await recordStart(room, work, place, event)
        if (event.type === 'output') await output.add(event.stream, event.text)
      },
    },
  )
  return toResult(await work.led.goWith(agent), output)
}

/** Runs the project's check command in the worktree. What it says goes into the run's output. Null where the project has none. */
export async function runCheck(room: Room, work: Dispatched, project: Project, path: string): Promise<RunResult | null> {
  if (project.checkCommand === null) return null
  const output = new OutputWriter(room.services, work.runId)
  const system: OutputStream = 'SYSTEM'
  await output.add(system, `check: ${project.checkCommand.join(' ')}\n`)
  // It is a command like an agent's, of which nobody wants to know anything but its exit code; it gets no token.
  const check = startCommandRun(
    { ...project.agent, command: project.checkCommand },
    { ...taskOf(room, work, project, path), prompt: '', runToken: '', answer: null, feedback: null },
    {
      runFolder: join(room.runFilesDir, `${work.runId}-check`),
      sourceEnvironment: room.environment,
      graceMs: room.limits.graceMs,
      deadlineMs: room.limits.checkMs,
      async onEvent(event) {
        if (event.type === 'output') await output.add(system, event.text)
      },
    },
  )
  return toResult(await work.led.goWith(check), output)
}

function taskOf(room: Room, { unit, runId }: Dispatched, project: Project, worktree: string) {
  const { chunk, phase } = unit
  return {
    runId,
    project: project.key,
    chunk,
    phase,
    baseBranch: project.baseBranch,
    worktree,
    apiUrl: room.apiUrl,
  } satisfies Partial<RunTask>
}

/** An agent that has asked before its start could be recorded is waiting by now, and stays so. */
async function recordStart(room: Room, work: Dispatched, place: Place, { pid, processIdentity }: StartedEvent): Promise<void> {
  const run = { project: work.project.key, unitId: work.unit.id, runId: work.runId }
  await advanceRun(room.services, run, (unit, { generation }) =>
    unit.status === 'RUNNING'
      ? {
          event: { type: 'start', generation, branch: place.branch, worktreePath: place.path, pid, processIdentity },
          reason: 'the agent has started',
        }
      : null,
  )
  room.log.debug({ project: work.project.key, chunk: work.unit.chunk, run: work.runId, process: pid }, 'agent started')
}

async function toResult({ outcome, exitCode, reason }: FinishedEvent, output: OutputWriter): Promise<RunResult> {
  await output.flush()
  return { outcome, exitCode, reason, lastOutput: output.lastLines }
}
