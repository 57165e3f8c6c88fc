/** The forms of the inputs, by the contract. Each check throws VALIDATION_FAILED with the field's path, or returns the value. */
import { SignalboxError } from './errors.ts'
import { PHASES, type Phase } from './phase.ts'

const CHUNK = /^[a-z0-9][a-z0-9_-]{0,79}$/
const TOKEN_NAME = /^[a-z0-9][a-z0-9._@-]{0,79}$/
/** Nobody else's name may begin with one of these words: a name is the actor in the change log. Those of agents have spaces in them. */
const RESERVED_WORDS = ['owner', 'scheduler', 'agent', 'run', 'server', 'signalbox', 'system']
const PROJECT_KEY = /^[a-z0-9][a-z0-9-]{0,39}$/
export const MAX_GOAL_BYTES = 256 * 1024
/** An answer travels to an agent in its environment, where Linux takes 128 KiB for one variable. */
const MAX_TEXT_LENGTH = 30_000
/** What stands in lists and in the change log. */
const MAX_LINE_LENGTH = 500
export const MAX_INJECTION = 1_000

/** An input that must be something else than what was found. */
export function invalid(field: string, expected: string, found: unknown): SignalboxError {
  const shown = JSON.stringify(found) ?? String(found)
  return new SignalboxError(
    'VALIDATION_FAILED',
    `${field} must be ${expected}; found ${shown.length > 100 ? `${shown.slice(0, 100)}…` : shown}.`,
    field,
  )
}

export function validChunk(value: string, field = 'chunk'): string {
  if (!CHUNK.test(value))
    throw invalid(field, 'a slug of 1 to 80 lower-case letters, digits, _ and -, beginning with a letter or digit', value)
  return value
}

export function validProjectKey(value: string, field = 'key'): string {
  if (!PROJECT_KEY.test(value))
    throw invalid(field, 'a slug of 1 to 40 lower-case letters, digits and -, beginning with a letter or digit', value)
  return value
}

/** The name of somebody's token, which nobody can take for one of signalbox itself. */
export function validTokenName(value: string, field = 'name'): string {
  if (!TOKEN_NAME.test(value))
    throw invalid(field, 'a name of 1 to 80 lower-case letters, digits, ., _, @ and -, beginning with a letter or digit', value)
  if (RESERVED_WORDS.includes(value.split(/[._@-]/)[0] ?? ''))
    throw invalid(field, `a name that does not begin with one of the words ${RESERVED_WORDS.join(', ')}, which signalbox goes by`, value)
  return value
}

export function isPriority(value: number): boolean {
  return Number.isInteger(value) && value >= -1000 && value <= 1000
}

export function validPriority(value: number, field = 'priority'): number {
  if (!isPriority(value)) throw invalid(field, 'a whole number from -1000 to 1000', value)
  return value
}

export function validPercent(value: number, field = 'percent'): number {
  if (!Number.isInteger(value) || value < 0 || value > 100) throw invalid(field, 'a whole number from 0 to 100', value)
  return value
}

export function validMaxAgents(value: number, field = 'maxAgents'): number {
  if (!Number.isInteger(value) || value < 1 || value > 1000) throw invalid(field, 'a whole number from 1 to 1000', value)
  return value
}

export function validGoal(value: string, field = 'goal'): string {
  // A character has one to four bytes, so most goals need no counting.
  const bytes = value.length * 4 <= MAX_GOAL_BYTES ? 0 : utf8Length(value)
  if (bytes > MAX_GOAL_BYTES) {
    throw new SignalboxError('VALIDATION_FAILED', `${field} may have 256 KiB at most; found ${Math.ceil(bytes / 1024)} KiB.`, field)
  }
  return validText(value, field)
}

/** Text that both databases can hold: PostgreSQL refuses the NUL character, and half of a surrogate pair in JSON. */
export function validText(value: string, field: string): string {
  if (value.includes('\0')) throw invalid(field, 'text without NUL characters', value)
  if (/\p{Surrogate}/u.test(value)) throw invalid(field, 'text of whole Unicode characters', value)
  return value
}

/** A text that says something: not blank, and not a novel. */
export function validSentence(value: string, field: string): string {
  if (value.trim() === '') throw invalid(field, 'a text that is not blank', value)
  if (value.length > MAX_TEXT_LENGTH) {
    throw new SignalboxError('VALIDATION_FAILED', `${field} may have ${MAX_TEXT_LENGTH} characters at most; found ${value.length}.`, field)
  }
  return validText(value, field)
}

/** One line that says something, for a list or the change log. */
export function validLine(value: string, field: string): string {
  validSentence(value, field)
  if (value.length > MAX_LINE_LENGTH) {
    throw new SignalboxError('VALIDATION_FAILED', `${field} may have ${MAX_LINE_LENGTH} characters at most; found ${value.length}.`, field)
  }
  if (/[\r\n\u2028\u2029]/.test(value.trim())) throw invalid(field, 'one line of text', value)
  return value.trim()
}

/** An argument list: a program and its arguments. */
export function validCommand(value: readonly string[], field: string): readonly string[] {
  if (value.length === 0 || value[0]?.trim() === '') throw invalid(field, 'a program and its arguments, as a list', value)
  for (const [index, argument] of value.entries()) validText(argument, `${field}[${index}]`)
  return value
}

export function validEnvironmentNames(value: readonly string[], field: string): readonly string[] {
  for (const [index, name] of value.entries()) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) throw invalid(`${field}[${index}]`, 'the name of an environment variable', name)
    if (name.startsWith('SIGNALBOX_'))
      throw invalid(`${field}[${index}]`, 'a name that does not begin with SIGNALBOX_, which signalbox sets itself', name)
  }
  return value
}

/** The phases of a project in their order; IMPLEMENT at least. */
export function validPhases(value: readonly Phase[], field = 'phases'): readonly Phase[] {
  if (!value.includes('IMPLEMENT')) throw invalid(field, 'a list of phases with IMPLEMENT in it', value)
  return PHASES.filter((phase) => value.includes(phase))
}

function utf8Length(text: string): number {
  let bytes = 0
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
  }
  return bytes
}
