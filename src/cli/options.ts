/** The options that several commands have, and how their texts are read. */
import { type Command, InvalidArgumentError, Option } from 'commander'
import { PHASES } from '../domain/phase.ts'
import { STATUSES } from '../domain/work-unit.ts'
import { DEFAULT_DATA_DIR } from '../config.ts'

/** For a command that talks to a server. */
export function withServer(command: Command): Command {
  return command
    .option(
      '--data-dir <folder>',
      `the server's data folder, else the server at SIGNALBOX_URL (env: SIGNALBOX_DATA_DIR; default: ${DEFAULT_DATA_DIR})`,
    )
    .option('--json', 'print data as JSON')
}

/** For a command that opens the database itself. */
export function withDatabase(command: Command): Command {
  return command
    .option('--data-dir <folder>', `the server's data folder (env: SIGNALBOX_DATA_DIR; default: ${DEFAULT_DATA_DIR})`)
    .option('--database-url <url>', 'a PostgreSQL database, instead of the embedded SQLite there (env: SIGNALBOX_DATABASE_URL)')
}

/** For a command about one project. */
export function withProject(command: Command): Command {
  return withServer(command).option('--project <key>', 'the project (env: SIGNALBOX_PROJECT; default: the only one that there is)')
}

/** Text behind the help: one example per line. */
export function withExamples(command: Command, ...lines: readonly string[]): Command {
  return command.addHelpText('after', `\nExamples:\n${lines.map((line) => `  $ ${line}`).join('\n')}`)
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
export function oneOf<T extends string>(values: readonly T[]): (text: string) => T {
  return (text) => {
    const wanted = text.trim().toUpperCase().replaceAll('-', '_')
    const value = values.find((candidate) => candidate === wanted)
    if (value === undefined) throw new InvalidArgumentError(`It must be one of ${values.join(', ')}.`)
    return value
  }
}

export function listOf<T extends string>(values: readonly T[]): (text: string, before?: readonly T[]) => readonly T[] {
  return (text, before = []) => [...before, ...names(text).map(oneOf(values))]
}

export const phaseOption = (flags: string, description: string): Option => new Option(flags, description).argParser(oneOf(PHASES))
export const statusOption = (flags: string, description: string): Option => new Option(flags, description).argParser(oneOf(STATUSES))

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
