/** The commands, and what the end of each means: the exit code, and one line on the standard error. */
import type { Writable } from 'node:stream'
import { Command, CommanderError } from 'commander'
import { packageVersion, UsageError } from '../config.ts'
import { SignalboxError } from '../domain/errors.ts'
import { addAnswer } from './answer.ts'
import { addAsk } from './ask.ts'
import { addAttention } from './attention.ts'
import { addCompletion } from './completion.ts'
import { addConflicts } from './conflicts.ts'
import { addDelete } from './delete.ts'
import { addDemo } from './demo.ts'
import { messageOf, NoServerError, RefusedError } from './errors.ts'
import { addDoctor } from './doctor.ts'
import { addExport } from './export.ts'
import { completeHelp, EXIT, helpFor } from './help.ts'
import { addImport } from './import.ts'
import { addInject } from './inject.ts'
import { withExamples } from './options.ts'
import { inOneLine, writeLine } from './print.ts'
import { addProgress } from './progress.ts'
import { addProjectCommands } from './project.ts'
import { addPs } from './ps.ts'
import { addResolve } from './resolve.ts'
import { addRetry } from './retry.ts'
import { addReview } from './review.ts'
import { addRun } from './run.ts'
import { addServe } from './serve.ts'
import type { Cli } from './session.ts'
import { addShow } from './show.ts'
import { addTail } from './tail.ts'
import { addTokenCommands } from './token.ts'
import { addUnitVerbs } from './unit-verbs.ts'
import { addWait } from './wait.ts'
import { addWatch } from './watch.ts'
import { addWebhookCommands } from './webhook.ts'

/** Of help that is not shown in a terminal. */
const DEFAULT_WIDTH = 100

type AddCommand = (program: Command, cli: Cli, words: readonly string[]) => void

const SCRIPTS = 'Scripts and shells:'

/** As the help lists them. */
const COMMANDS: readonly (readonly [heading: string, add: readonly AddCommand[]])[] = [
  ['The server:', [addServe, addDemo, addTokenCommands, addDoctor, addExport, addImport]],
  ['Work:', [addProjectCommands, addInject]],
  ['What happens:', [addPs, addShow, addAttention, addConflicts, addTail, addWatch, addWait, addWebhookCommands]],
  ['Decisions:', [addAnswer, addResolve, addRetry, addUnitVerbs, addDelete]],
  [SCRIPTS, [addRun, addCompletion]],
  ['For agents, about their own run:', [addAsk, addProgress, addReview]],
]

/** Runs the command that the words say and gives its exit code. It throws nothing. */
export async function runCli(cli: Cli, words: readonly string[]): Promise<number> {
  const program = buildProgram(cli, words)
  try {
    if (words.length === 0) program.help({ error: true })
    await program.parseAsync(words, { from: 'user' })
    return EXIT.fine
  } catch (error) {
    return report(cli, error)
  }
}

/** `words` are those behind the program's name: commander does not tell which of them stood behind a `--`. */
export function buildProgram(cli: Cli, words: readonly string[]): Command {
  const { out, err } = cli
  const program = new Command('signalbox')
    .description(
      `Runs AI coding agents on a git repository, many at once, and never shows its operator a stale picture.

You give it chunks of work. It takes each one through its phases with an agent in a worktree of its own, asks you when it needs you, has the result reviewed, and merges it. Start a server with 'signalbox serve'; every other command talks to it.`,
    )
    .version(packageVersion())
    .configureOutput({
      writeOut: (text) => out.write(text),
      writeErr: (text) => err.write(text),
      getOutHelpWidth: () => widthOf(out),
      getErrHelpWidth: () => widthOf(err),
      // What is written has colours only where the stream shows them.
      getOutHasColors: () => true,
      getErrHasColors: () => true,
    })
    .configureHelp(helpFor(out))
    .showHelpAfterError('(add --help for what it takes)')
    .exitOverride()
  for (const [heading, add] of COMMANDS) {
    program.commandsGroup(heading)
    for (const addCommand of add) addCommand(program, cli, words)
  }
  program.addHelpCommand(program.createCommand('help').argument('[command]').description('show the help of a command').helpGroup(SCRIPTS))
  withExamples(
    program,
    'signalbox demo',
    'signalbox serve --open',
    'signalbox project add . --agent command -- my-agent --headless',
    'signalbox inject docs/chunks/*/',
    'signalbox watch',
  )
  completeHelp(program)
  return program
}

function widthOf(stream: Writable): number {
  return 'columns' in stream && typeof stream.columns === 'number' ? stream.columns : DEFAULT_WIDTH
}

function report(cli: Cli, error: unknown): number {
  // commander has printed what it had to say.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.fine : EXIT.usage
  const code = (error instanceof SignalboxError || error instanceof RefusedError) && error.code !== null ? `${error.code}: ` : ''
  writeLine(cli.err, `signalbox: ${code}${inOneLine(messageOf(error))}`)
  if (error instanceof UsageError) return EXIT.usage
  return error instanceof NoServerError ? EXIT.noServer : EXIT.refused
}
