/** What may stand where the cursor is, from the commands as commander knows them. Pure: values that a server knows are only named. */
import type { Argument, Command, Option } from 'commander'

export interface Candidate {
  readonly value: string
  readonly description: string
}

/** Values that are not in the program: of the server, of the file system, of src/operations. */
export type Source = 'chunks' | 'projects' | 'files' | 'operations'

export interface Wanted {
  readonly candidates: readonly Candidate[]
  readonly source: Source | null
  /** The part of the last word that is completed, and what stays before it: `--status=` or the `a,` of a list. */
  readonly part: string
  readonly before: string
}

/** By what help calls the value, or by the option. */
const SOURCES: Readonly<Record<string, Source>> = {
  chunk: 'chunks',
  'chunk-or-item': 'chunks',
  first: 'chunks',
  second: 'chunks',
  key: 'projects',
  'chunk-or-path': 'files',
  path: 'files',
  file: 'files',
  folder: 'files',
  operation: 'operations',
  '--chunk': 'chunks',
  '--depends-on': 'chunks',
}

/** `words` are those behind the program's name, up to the cursor: the last one is completed, and may be empty. */
export function wantedAt(program: Command, words: readonly string[]): Wanted {
  const [last = '', ...before] = joinAssignments(words).toReversed()
  const { command, values, pending, isBehindDashes } = readWords(program, before.toReversed())
  if (isBehindDashes) return { candidates: [], source: 'files', part: last, before: '' }
  if (pending) return valueOf(pending, last, '')

  const [, flag, text] = /^(--[a-z-]+)=(.*)$/.exec(last) ?? []
  const assigned = flag === undefined ? undefined : command.options.find(({ long }) => long === flag)
  if (assigned && text !== undefined) return valueOf(assigned, text, `${flag}=`)
  if (last.startsWith('-')) return { candidates: optionsOf(command), source: null, part: last, before: '' }
  const takesCommand = command.commands.length > 0 && (values === 0 || before.at(-1) === 'help')
  if (takesCommand) return { candidates: commandsOf(command), source: null, part: last, before: '' }

  const { registeredArguments } = command
  const argument = registeredArguments[values] ?? registeredArguments.findLast(({ variadic }) => variadic)
  return argument ? valueOf(argument, last, '') : { candidates: [], source: null, part: last, before: '' }
}

/** bash takes `--status=done` for three words. */
function joinAssignments(words: readonly string[]): readonly string[] {
  return words.flatMap((word, index) => {
    if (word !== '=' || !words[index - 1]?.startsWith('--')) return [word]
    return index === words.length - 1 ? [''] : []
  })
}

interface Read {
  readonly command: Command
  /** How many arguments it has been given. */
  readonly values: number
  /** The option whose value is next. */
  readonly pending: Option | null
  readonly isBehindDashes: boolean
}

function readWords(program: Command, words: readonly string[]): Read {
  let read: Read = { command: program, values: 0, pending: null, isBehindDashes: false }
  for (const word of words) read = readWord(read, word)
  return read
}

function readWord(read: Read, word: string): Read {
  const { command, values, pending, isBehindDashes } = read
  if (isBehindDashes) return read
  if (pending) return { ...read, pending: null }
  if (word === '--') return { ...read, isBehindDashes: true }
  if (word.startsWith('-')) {
    const option = command.options.find(({ long, short }) => word === long || word === short)
    return option?.required ? { ...read, pending: option } : read
  }
  const inner = values === 0 ? command.commands.find((candidate) => candidate.name() === word) : undefined
  if (inner) return { ...read, command: inner }
  return { ...read, values: values + 1 }
}

/** A value that help calls `<list>` is one, with commas between. */
function valueOf(taker: Option | Argument, text: string, before: string): Wanted {
  const [name, option] = 'long' in taker ? [/<(.*)>/.exec(taker.flags)?.[1] ?? '', taker.long ?? ''] : [taker.name(), '']
  const comma = name === 'list' ? text.lastIndexOf(',') + 1 : 0
  return {
    candidates: (taker.argChoices ?? []).map((value) => ({ value, description: '' })),
    source: SOURCES[option] ?? SOURCES[name] ?? null,
    part: text.slice(comma),
    before: before + text.slice(0, comma),
  }
}

function optionsOf(command: Command): Candidate[] {
  return [...command.options.filter(({ hidden }) => !hidden), { long: '--help', description: 'display help for command' }].flatMap(
    ({ long, description }) => (long ? [{ value: long, description }] : []),
  )
}

function commandsOf(command: Command): Candidate[] {
  return command
    .createHelp()
    .visibleCommands(command)
    .map((inner) => ({ value: inner.name(), description: inner.summary() === '' ? inner.description() : inner.summary() }))
}
