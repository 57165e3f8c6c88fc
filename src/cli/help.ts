/** What every command's --help has behind its examples: exit codes, environment, related commands. */
import type { Writable } from 'node:stream'
import { type Command, Help, type HelpConfiguration } from 'commander'
import { style } from './print.ts'

export const EXIT = { fine: 0, refused: 1, usage: 2, noServer: 3 } as const

/** What exit code 1 means, where it is more than a refusal of the server. */
const REFUSED: Readonly<Record<string, string>> = {
  serve: 'the server cannot start: the port or the data folder is in use, or the database cannot be reached',
  demo: 'the demo cannot be set up',
  wait: 'a chunk was deleted, will never be there, or time is up',
  watch: 'the server refuses, or no longer has what is behind --after',
  tail: 'the server refuses, or no agent has worked on the chunk yet',
  run: 'the server answers with errors, or no longer has what a subscription needs to go on',
  completion: 'never',
  doctor: 'something is wrong, or could not be looked at',
  export: 'there is no such project, or the database cannot be read',
  import: 'the file is no whole project, the project is there already, or a server works in the data folder: nothing was imported',
}

const RELATED: Readonly<Record<string, readonly string[]>> = {
  serve: ['demo', 'project add', 'token create'],
  doctor: ['serve', 'show', 'export'],
  export: ['import', 'project list'],
  import: ['export', 'serve'],
  demo: ['serve', 'watch'],
  'project add': ['project set', 'inject'],
  'project list': ['ps'],
  'project set': ['project list', 'hold'],
  inject: ['project add', 'ps', 'wait'],
  ps: ['show', 'attention', 'watch'],
  show: ['ps', 'tail', 'conflicts'],
  attention: ['answer', 'resolve', 'retry'],
  conflicts: ['resolve', 'show'],
  tail: ['show', 'watch'],
  watch: ['wait', 'run', 'tail'],
  wait: ['watch', 'attention', 'answer'],
  answer: ['attention', 'resolve', 'ask'],
  resolve: ['conflicts', 'answer'],
  retry: ['attention', 'rewind', 'cancel'],
  rewind: ['retry', 'complete'],
  hold: ['release', 'project set'],
  release: ['hold'],
  cancel: ['retry', 'rewind', 'delete'],
  prioritize: ['ps', 'hold'],
  complete: ['rewind', 'delete'],
  delete: ['cancel', 'complete'],
  'token create': ['token list', 'token revoke'],
  'token list': ['token create', 'token revoke'],
  'token revoke': ['token list'],
  'webhook add': ['webhook list', 'serve', 'attention'],
  'webhook list': ['webhook add', 'webhook remove'],
  'webhook remove': ['webhook list'],
  run: ['watch', 'completion'],
  completion: ['run'],
  ask: ['progress', 'review', 'answer'],
  review: ['ask', 'progress'],
  progress: ['ask', 'review'],
}

/** By option: the variables that matter where it is there. */
const ENVIRONMENT: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  '--data-dir': [
    ['SIGNALBOX_DATA_DIR', "the server's data folder, where --data-dir is not given"],
    ['SIGNALBOX_URL', 'the address of a server elsewhere; goes before SIGNALBOX_DATA_DIR'],
    ['SIGNALBOX_TOKEN', 'the token for the server at SIGNALBOX_URL'],
  ],
  '--project': [['SIGNALBOX_PROJECT', 'the project, where --project is not given']],
}

/** The options that most commands have stand behind those of the one command. */
export const COMMON_OPTIONS = 'Common options:'

/** How help looks on `out`. */
export function helpFor(out: Writable): HelpConfiguration {
  return {
    styleTitle: (title) => style(out, 'bold', title),
    subcommandTerm: (command) => `${command.name()} ${command.usage().replace(/\[options\] ?/, '')}`.trim(),
    groupItems(...words) {
      const groups = new Help().groupItems(...words)
      const common = groups.get(COMMON_OPTIONS)
      if (common !== undefined && groups.delete(COMMON_OPTIONS)) groups.set(COMMON_OPTIONS, common)
      return groups
    },
  }
}

/** Adds these sections to the help of the program, and of every command that does something itself. */
export function completeHelp(program: Command): void {
  addSection(program, 'Exit codes', ['0 fine, 1 refused or failed, 2 wrong usage, 3 no server reached'])
  addSection(program, 'Environment', aligned(Object.values(ENVIRONMENT).flat()))
  addSection(program, 'See also', ["signalbox COMMAND --help, the API's documentation at http://127.0.0.1:7420/graphql"])
  for (const { command, name } of leavesOf(program)) {
    const options = command.options.map(({ long }) => long)
    const opensDatabase = options.includes('--database-url')
    const talksToServer = !opensDatabase && (options.includes('--project') || options.includes('--json'))
    const codes: [string, string][] = [
      [String(EXIT.fine), 'fine'],
      [String(EXIT.refused), REFUSED[name] ?? 'refused or failed; standard error says why, with the code of the error'],
      [String(EXIT.usage), 'wrong usage'],
      ...(talksToServer ? [[String(EXIT.noServer), 'no server was reached'] satisfies [string, string]] : []),
    ]
    const variables = talksToServer ? Object.entries(ENVIRONMENT).flatMap(([option, rows]) => (options.includes(option) ? rows : [])) : []
    addSection(command, 'Exit codes', aligned(codes))
    if (variables.length > 0) addSection(command, 'Environment', aligned(variables))
    const related = (RELATED[name] ?? []).map((other) => `signalbox ${other}`)
    if (related.length > 0) addSection(command, 'See also', [related.join(', ')])
  }
}

/** Adds a section behind what the help has so far. Its title looks like those of commander. */
export function addSection(command: Command, title: string, lines: readonly string[]): Command {
  return command.addHelpText('after', () => {
    const heading = command.configureHelp().styleTitle?.(`${title}:`) ?? `${title}:`
    return `\n${heading}\n${lines.map((line) => `  ${line}`).join('\n')}`
  })
}

/** The commands that do something, each with its name as it is typed behind `signalbox`. */
export function leavesOf(program: Command, before = ''): { readonly command: Command; readonly name: string }[] {
  return visibleCommands(program).flatMap((command) => {
    const name = `${before}${command.name()}`
    return command.commands.length > 0 ? leavesOf(command, `${name} `) : [{ command, name }]
  })
}

/** Neither `help` nor what is for shells only. */
function visibleCommands(program: Command): readonly Command[] {
  return program.commands.filter((command) => !command.name().startsWith('__'))
}

function aligned(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([name]) => name.length))
  return rows.map(([name, text]) => `${name.padEnd(width)}  ${text}`)
}
