/** The commands, and what the end of each means: the exit code, and one line on the standard error. */
import { Command, CommanderError } from 'commander'
import { packageVersion, UsageError } from '../config.ts'
import { SignalboxError } from '../domain/errors.ts'
import { addAnswer } from './answer.ts'
import { addAsk } from './ask.ts'
import { addAttention } from './attention.ts'
import { addConflicts } from './conflicts.ts'
import { addDemo } from './demo.ts'
import { messageOf, NoServerError, RefusedError } from './errors.ts'
import { addInject } from './inject.ts'
import { inOneLine, writeLine } from './print.ts'
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
import { addUnitVerbs } from './unit-verbs.ts'
import { addWait } from './wait.ts'
import { addWatch } from './watch.ts'
import { addWebhookCommands } from './webhook.ts'

export const EXIT = { fine: 0, refused: 1, usage: 2, noServer: 3 } as const

const COMMANDS: readonly ((program: Command, cli: Cli, words: readonly string[]) => void)[] = [
  addServe,
  addDemo,
  addProjectCommands,
  addInject,
  addPs,
  addShow,
  addAttention,
  addConflicts,
  addTail,
  addWatch,
  addWait,
  addAnswer,
  addResolve,
  addRetry,
  addUnitVerbs,
  addWebhookCommands,
  addRun,
  addAsk,
  addReview,
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
  const program = new Command('signalbox')
    .description('Runs AI coding agents on a git repository, many at once, and never shows its operator a stale picture.')
    .version(packageVersion())
    .configureOutput({ writeOut: (text) => cli.out.write(text), writeErr: (text) => cli.err.write(text) })
    .showHelpAfterError('(add --help for what it takes)')
    .exitOverride()
    .addHelpText(
      'after',
      '\nExit codes: 0 fine, 1 refused or failed, 2 wrong usage, 3 no server reached.\nThe server is found by --data-dir, or by SIGNALBOX_URL and SIGNALBOX_TOKEN.',
    )
  for (const add of COMMANDS) add(program, cli, words)
  return program
}

function report(cli: Cli, error: unknown): number {
  // commander has printed what it had to say.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.fine : EXIT.usage
  const code = (error instanceof SignalboxError || error instanceof RefusedError) && error.code !== null ? `${error.code}: ` : ''
  writeLine(cli.err, `signalbox: ${code}${inOneLine(messageOf(error))}`)
  if (error instanceof UsageError) return EXIT.usage
  return error instanceof NoServerError ? EXIT.noServer : EXIT.refused
}
