/**
 * signalbox-scripted-agent: an agent that plays a script instead of thinking. It drives the demo and the tests, and lets people try a
 * workflow without an account. It is a program like any agent: all that it knows of signalbox is the contract of a command.
 */
import { readFile } from 'node:fs/promises'
import type { Writable } from 'node:stream'
import { PHASES } from '../domain/phase.ts'
import type { Phase } from '../domain/phase.ts'
import type { Play } from './script.ts'
import { ScriptError } from './script-fields.ts'
import { readMemory, writeMemory } from './script-memory.ts'
import { put, Stage } from './script-stage.ts'
import { readStep } from './script-steps.ts'
import type { Step } from './script-steps.ts'

export interface Invocation {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** A script for all chunks; a script in the goal goes before it. */
  readonly scriptFile: string | undefined
  readonly worktree: string
  readonly out: Writable
  readonly err: Writable
}

const WRONG_USAGE = 2

/** What is done in a phase for which there is no script: a bit of sensible work. */
const DEFAULT_STEPS: Readonly<Record<Phase, readonly unknown[]>> = {
  GOAL: [],
  PLAN: [],
  IMPLEMENT: [{ write: { path: '{{chunk}}.md', text: '# {{chunk}}\n\nThe scripted agent was here.\n' } }, { say: 'Wrote {{chunk}}.md.' }],
  REBASE: [],
  REVIEW: [{ review: 'APPROVE' }],
  COMPLETE: [],
}

/** Plays one run and returns its exit code: that of the script, 2 for a bad script or environment, 1 for what else goes wrong. */
export async function playRun(invocation: Invocation): Promise<number> {
  try {
    return await play(invocation)
  } catch (error) {
    await put(invocation.err, `signalbox-scripted-agent: ${error instanceof Error ? error.message : String(error)}\n`)
    return error instanceof ScriptError ? WRONG_USAGE : 1
  }
}

async function play({ environment, scriptFile, worktree, out, err }: Invocation): Promise<number> {
  const phase = readPhase(environment)
  const feedbackFile = environment['SIGNALBOX_FEEDBACK_FILE']
  const stage = new Stage(
    {
      worktree,
      chunk: required(environment, 'SIGNALBOX_CHUNK'),
      apiUrl: required(environment, 'SIGNALBOX_URL'),
      runToken: required(environment, 'SIGNALBOX_TOKEN'),
      answer: environment['SIGNALBOX_ANSWER'] ?? null,
      feedback: feedbackFile === undefined ? null : await readFile(feedbackFile, 'utf8'),
    },
    out,
    err,
  )
  const prompt = await readFile(required(environment, 'SIGNALBOX_PROMPT_FILE'), 'utf8')
  const scripted = await findPlay(prompt, scriptFile, stage.facts.chunk, phase)
  return scripted ? playScripted(scripted, phase, stage) : perform(readDefault(phase), stage)
}

/** The play for this chunk and phase: that of the goal, else that of the file. Scripts are rare, so that their reader is loaded on demand. */
async function findPlay(prompt: string, scriptFile: string | undefined, chunk: string, phase: Phase): Promise<Play | null> {
  if (scriptFile === undefined && !prompt.includes('signalbox-script')) return null
  const { readEmbeddedScript, readScript } = await import('./script.ts')
  const script = scriptFile === undefined ? null : readScript(await readFile(scriptFile, 'utf8'))
  return readEmbeddedScript(prompt)?.[phase] ?? script?.chunks.get(chunk)?.[phase] ?? script?.phases[phase] ?? null
}

/** A run with an answer goes on behind the question; any other one is a new attempt. */
async function playScripted(scripted: Play, phase: Phase, stage: Stage): Promise<number> {
  const before = await readMemory(stage.facts.worktree, phase)
  const resumes = stage.facts.answer !== null && before.resumeAt > 0
  const memory = resumes
    ? before
    : {
        attempt: before.attempt + 1,
        afterFeedback: scripted.afterFeedback !== null && stage.facts.feedback !== null,
        resumeAt: 0,
      }
  await writeMemory(stage.facts.worktree, phase, { ...memory, resumeAt: 0 })
  const steps = (memory.afterFeedback ? scripted.afterFeedback : scripted.attempts[memory.attempt - 1]) ?? scripted.attempts.at(-1) ?? []
  // Remembered before the question is asked: whoever is asked may end this process at once.
  const remember = (index: number) => writeMemory(stage.facts.worktree, phase, { ...memory, resumeAt: index + 1 })
  return perform(steps, stage, memory.resumeAt, remember)
}

async function perform(steps: readonly Step[], stage: Stage, from = 0, onAsk?: (index: number) => Promise<void>): Promise<number> {
  for (const [index, step] of steps.entries()) {
    if (index < from) continue
    if (step.action === 'ask') await onAsk?.(index)
    const exitCode = await step.perform(stage)
    if (typeof exitCode === 'number') return exitCode
  }
  return 0
}

function readDefault(phase: Phase): Step[] {
  return DEFAULT_STEPS[phase].map((step) => readStep(step, 'default'))
}

function readPhase(environment: Invocation['environment']): Phase {
  const name = required(environment, 'SIGNALBOX_PHASE')
  const phase = PHASES.find((candidate) => candidate === name)
  if (phase === undefined) throw new ScriptError(`SIGNALBOX_PHASE must be one of ${PHASES.join(', ')}; found "${name}".`)
  return phase
}

function required(environment: Invocation['environment'], name: string): string {
  const value = environment[name]
  if (value === undefined)
    throw new ScriptError(`The environment has no ${name}. This program is started by signalbox, as the agent of a project.`)
  return value
}
