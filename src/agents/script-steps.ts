/** The steps that a script may have: one row per step, with its fields and what it does. */
import { REVIEW_VERDICTS } from '../domain/run.ts'
import { ScriptError, StepFields } from './script-fields.ts'
import type { Stage } from './script-stage.ts'
import { SUSPENDED_EXIT_CODE } from './suspended.ts'

/** Does the step. A number is the exit code with which the agent ends here; undefined goes on with the next step. */
type Perform = (stage: Stage) => Promise<number | undefined> | number | undefined | void

export interface Step {
  readonly action: string
  readonly perform: Perform
}

interface StepKind {
  /** The field that a plain value stands for; null for a step without fields. */
  readonly main: string | null
  readonly read: (fields: StepFields) => Perform
}

/** In texts, `{{chunk}}`, `{{answer}}` and `{{feedback}}` stand for what the run was given. */
export const STEPS: Readonly<Record<string, StepKind>> = {
  write: { main: null, read: (fields) => writeWith('w', fields) },
  append: { main: null, read: (fields) => writeWith('a', fields) },
  commit: {
    main: 'message',
    read(fields) {
      const message = fields.text('message')
      return (stage) => stage.commit(stage.fill(message))
    },
  },
  say: {
    main: 'text',
    read(fields) {
      const text = fields.text('text')
      return (stage) => stage.say(`${stage.fill(text)}\n`)
    },
  },
  err: {
    main: 'text',
    read(fields) {
      const text = fields.text('text')
      return (stage) => stage.complain(`${stage.fill(text)}\n`)
    },
  },
  /** Takes time. */
  work: {
    main: 'ms',
    read(fields) {
      const ms = fields.count('ms')
      return (stage) => stage.wait(ms)
    },
  },
  /** Tells the operator how far it is. */
  progress: {
    main: 'message',
    read(fields) {
      const message = fields.text('message')
      const percent = fields.countOr('percent', null)
      return async (stage) => {
        await stage.mutate('reportProgress', 'ReportProgressInput', { message: stage.fill(message), percent })
        return undefined
      }
    },
  },
  /** Asks the operator and ends; the run after the answer goes on behind this step. */
  ask: {
    main: 'question',
    read(fields) {
      const question = fields.text('question')
      const options = fields.texts('options')
      return async (stage) => {
        await stage.mutate('askOperator', 'AskOperatorInput', { question, options })
        return SUSPENDED_EXIT_CODE
      }
    },
  },
  review: {
    main: 'verdict',
    read(fields) {
      const verdict = fields.oneOf('verdict', REVIEW_VERDICTS)
      const summary = fields.textOr('summary', `The scripted agent says ${verdict}.`)
      const issues = fields.texts('issues')
      return async (stage) => {
        await stage.mutate('submitReview', 'SubmitReviewInput', { verdict, summary, issues })
        return undefined
      }
    },
  },
  fail: {
    main: 'message',
    read(fields) {
      const message = fields.text('message')
      const code = fields.countOr('code', 1)
      return async (stage) => {
        await stage.complain(`${stage.fill(message)}\n`)
        return code
      }
    },
  },
  exit: {
    main: 'code',
    read(fields) {
      const code = fields.count('code')
      return () => code
    },
  },
  /** Never ends by itself. */
  hang: { main: null, read: () => (stage) => stage.hang() },
  ignoreSigterm: { main: null, read: () => (stage) => stage.ignoreSigterm() },
  /** Starts a child in a session of its own that ignores SIGTERM, never ends and holds the output open; says `child PID` once it does. */
  spawnChild: { main: null, read: () => (stage) => stage.spawnChild() },
  flood: {
    main: 'bytes',
    read(fields) {
      const bytes = fields.count('bytes')
      return (stage) => stage.flood(bytes)
    },
  },
}

/** Reads `{ NAME: VALUE }`, or `NAME` for a step without fields. Throws a `ScriptError`. */
export function readStep(value: unknown, place: string): Step {
  const entries: [string, unknown][] =
    typeof value === 'string' ? [[value, null]] : typeof value === 'object' && value !== null ? Object.entries(value) : []
  const [entry] = entries
  if (entry === undefined || entries.length > 1) throw new ScriptError(`${place} must be one step, as in { say: hello }.`)
  const [action, content] = entry
  const kind = Object.hasOwn(STEPS, action) ? STEPS[action] : undefined
  if (!kind) throw new ScriptError(`${place} has the step "${action}", which is not known. Steps are ${Object.keys(STEPS).join(', ')}.`)
  const fields = new StepFields(content, kind.main, `${place}.${action}`)
  const perform = kind.read(fields)
  fields.rejectOthers()
  return { action, perform }
}

function writeWith(flag: 'w' | 'a', fields: StepFields): Perform {
  const path = fields.text('path')
  const text = fields.text('text')
  return (stage) => stage.write(stage.fill(path), stage.fill(text), flag)
}
