/**
 * The script of the scripted agent: what it does in which phase of which chunk, as YAML or JSON. A file has `chunks` and `phases`:
 *
 *     chunks: { add-login: { IMPLEMENT: [{ write: { path: login.txt, text: hello } }, { exit: 1 }] } }
 *     phases: { REVIEW: { attempts: [[{ review: { verdict: FEEDBACK, summary: More tests. } }], [{ review: APPROVE }]] } }
 *
 * A goal may carry the script of its chunk in a fenced block named `signalbox-script`: there the phases stand at the top.
 */
import { parse } from 'yaml'
import { PHASES } from '../domain/phase.ts'
import type { Phase } from '../domain/phase.ts'
import { ScriptError } from './script-fields.ts'
import { readStep } from './script-steps.ts'
import type { Step } from './script-steps.ts'

export interface Play {
  /** One list of steps per attempt at the phase; the last one serves all later attempts. */
  readonly attempts: readonly (readonly Step[])[]
  /** What is done instead when a reviewer has sent the work back. */
  readonly afterFeedback: readonly Step[] | null
}

export type PhasePlays = Readonly<Partial<Record<Phase, Play>>>

export interface Script {
  readonly chunks: ReadonlyMap<string, PhasePlays>
  /** For the chunks that have none of their own. */
  readonly phases: PhasePlays
}

const BLOCK = /^(`{3,}|~{3,})[ \t]*signalbox-script[ \t]*\n([\s\S]*?)^\1[ \t]*$/m

/** Reads a script file. Throws a `ScriptError` that names the place of what is wrong. */
export function readScript(text: string): Script {
  const fields = table(parseText(text), 'the script')
  rejectOthers(fields, ['chunks', 'phases'], 'the script')
  const chunks = Object.entries(table(fields['chunks'] ?? {}, 'chunks'))
  return {
    chunks: new Map(chunks.map(([chunk, plays]) => [chunk, readPhases(plays, `chunks.${chunk}`)])),
    phases: readPhases(fields['phases'] ?? {}, 'phases'),
  }
}

/** Reads the script that a prompt carries in its goal; null where it carries none. Throws a `ScriptError`. */
export function readEmbeddedScript(prompt: string): PhasePlays | null {
  const block = BLOCK.exec(prompt)?.[2]
  return block === undefined ? null : readPhases(parseText(block), 'signalbox-script')
}

function parseText(text: string): unknown {
  try {
    return parse(text)
  } catch (error) {
    throw new ScriptError(`The script is no YAML: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function readPhases(value: unknown, place: string): PhasePlays {
  const fields = table(value, place)
  rejectOthers(fields, PHASES, place)
  const plays: Partial<Record<Phase, Play>> = {}
  for (const phase of PHASES) if (phase in fields) plays[phase] = readPlay(fields[phase], `${place}.${phase}`)
  return plays
}

function readPlay(value: unknown, place: string): Play {
  if (Array.isArray(value)) return { attempts: [readSteps(value, place)], afterFeedback: null }
  const fields = table(value, place)
  rejectOthers(fields, ['attempts', 'afterFeedback'], place)
  const { attempts, afterFeedback } = fields
  if (!Array.isArray(attempts) || attempts.length === 0) throw new ScriptError(`${place}.attempts must be a list of lists of steps.`)
  return {
    attempts: attempts.map((steps, index) => readSteps(steps, `${place}.attempts[${index}]`)),
    afterFeedback: afterFeedback === undefined ? null : readSteps(afterFeedback, `${place}.afterFeedback`),
  }
}

function readSteps(value: unknown, place: string): Step[] {
  if (!Array.isArray(value)) throw new ScriptError(`${place} must be a list of steps.`)
  return value.map((step, index) => readStep(step, `${place}[${index}]`))
}

function table(value: unknown, place: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value }
  throw new ScriptError(`${place} must be a table of names and values.`)
}

function rejectOthers(fields: Record<string, unknown>, known: readonly string[], place: string): void {
  const other = Object.keys(fields).find((name) => !known.includes(name))
  if (other !== undefined) throw new ScriptError(`${place} has "${other}", which is not known. It may have ${known.join(', ')}.`)
}
