/** The options that several commands have, and how their texts are read. */
import { Argument, type Command, InvalidArgumentError, Option } from 'commander'
import { DEFAULT_DATA_DIR } from '../config.ts'
import { addSection, COMMON_OPTIONS } from './help.ts'

/** For a command that talks to a server. */
export function withServer(command: Command): Command {
  return command
    .addOption(
      common('--data-dir <folder>', `the server's data folder (default: ${DEFAULT_DATA_DIR}, unless the environment says otherwise)`),
    )
    .addOption(common('--json', 'print data as JSON'))
}

/** For a command that opens the database itself. */
export function withDatabase(command: Command): Command {
  return command
    .option('--data-dir <folder>', `the server's data folder (env: SIGNALBOX_DATA_DIR; default: ${DEFAULT_DATA_DIR})`)
    .option('--database-url <url>', 'a PostgreSQL database, instead of the embedded SQLite there (env: SIGNALBOX_DATABASE_URL)')
}

/** For a command about one project. */
export function withProject(command: Command): Command {
  return withServer(
    command.addOption(common('--project <key>', 'the project (default: SIGNALBOX_PROJECT, else the only one that there is)')),
  )
}

/** For a command that changes something. */
export function withMutation(command: Command): Command {
  return command.addOption(
    common(
      '--idempotency-key <key>',
      'a key of your own: the same again with the same key has no second effect, and prints the first answer',
    ),
  )
}

/** For a command that decides about one work unit. */
export function withUnitMutation(command: Command): Command {
  return withMutation(
    withProject(command).addOption(
      common(
        '--expected-revision <n>',
        'refuse as STALE_REVISION when the unit has changed since this revision, which show and ps tell',
      ).argParser(wholeNumber),
    ),
  )
}

function common(flags: string, description: string): Option {
  return new Option(flags, description).helpGroup(COMMON_OPTIONS)
}

/** Behind the help: one example per line, as it is typed. */
export function withExamples(command: Command, ...lines: readonly string[]): Command {
  return addSection(
    command,
    'Examples',
    lines.map((line) => `$ ${line}`),
  )
}

export function wholeNumber(text: string): number {
  if (!/^-?\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.')
  return Number(text)
}

export function positiveNumber(text: string): number {
  const value = Number(text)
  if (!/^\d+(\.\d+)?$/.test(text) || value <= 0) throw new InvalidArgumentError('It must be a number above 0.')
  return value
}

/** `a,b` as a list; given several times, the lists are joined. */
export function names(text: string, before: readonly string[] = []): readonly string[] {
  const list = text.split(',').map((name) => name.trim())
  return [...before, ...list.filter((name) => name !== '')]
}

export function collect(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text]
}

/** Names of an enum in any case. */
function oneOf<T extends string>(values: readonly T[]): (text: string) => T {
  return (text) => {
    const wanted = text.trim().toUpperCase().replaceAll('-', '_')
    const value = values.find((candidate) => candidate === wanted)
    if (value === undefined) throw new InvalidArgumentError(`It must be one of ${values.join(', ')}.`)
    return value
  }
}

function listOf<T extends string>(values: readonly T[]): (text: string, before?: readonly T[]) => readonly T[] {
  return (text, before = []) => [...before, ...names(text).map(oneOf(values))]
}

/** An option that takes one of these; help and completion show them as they are typed. */
export function choice<T extends string>(flags: string, description: string, values: readonly T[]): Option {
  return new Option(flags, description).choices(asTyped(values)).argParser(oneOf(values))
}

/** An option that takes several of these, as a,b. */
export function choices<T extends string>(flags: string, description: string, values: readonly T[]): Option {
  return new Option(flags, description).choices(asTyped(values)).argParser(listOf(values))
}

export function choiceArgument<T extends string>(name: string, description: string, values: readonly T[]): Argument {
  return new Argument(name, description).choices(asTyped(values)).argParser(oneOf(values))
}

function asTyped(values: readonly string[]): string[] {
  return values.map((value) => value.toLowerCase().replaceAll('_', '-'))
}

/** A command as a list of arguments: JSON where it begins with `[`, else words between blanks. Nothing ever goes through a shell. */
export function argumentList(text: string): readonly string[] {
  const trimmed = text.trim()
  if (!trimmed.startsWith('[')) return trimmed.split(/\s+/).filter((word) => word !== '')
  const list = parseList(trimmed)
  if (list === null) throw new InvalidArgumentError('It must be words between blanks, or a JSON list of texts.')
  return list
}

function parseList(text: string): readonly string[] | null {
  try {
    const list: unknown = JSON.parse(text)
    return Array.isArray(list) && list.every((item) => typeof item === 'string') ? list : null
  } catch {
    return null
  }
}
