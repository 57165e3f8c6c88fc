/** signalbox completion: lets a shell complete what is typed, also with the projects and chunks of a running server. */
import { readFile } from 'node:fs/promises'
import { Argument, type Command } from 'commander'
import { valuesOf } from './completion-values.ts'
import { wantedAt } from './completion-words.ts'
import { withExamples } from './options.ts'
import { inOneLine, writeLine } from './print.ts'
import type { Cli, ProjectOptions } from './session.ts'

const SHELLS = ['bash', 'zsh', 'fish'] as const

/**
 * What a shell is told once. It asks `signalbox __complete -- WORD …` for what fits, and gets a line for each word that does, as
 * `word<tab>description`, and `:files` where it shall look for files itself. From src/cli and from dist/cli the way is the same.
 */
function readScript(shell: string): Promise<string> {
  return readFile(new URL(`../../src/cli/completion.${shell}`, import.meta.url), 'utf8')
}

export function addCompletion(program: Command, cli: Cli): void {
  const command = program
    .command('completion')
    .summary('print what lets a shell complete commands')
    .description(
      'Prints a script for a shell. With it, Tab completes commands, options and their values, and the projects and chunks of the server, where one answers quickly.',
    )
    .addArgument(new Argument('<shell>', 'the shell').choices(SHELLS))
    .action(async (shell: string) => void cli.out.write(await readScript(shell)))
  withExamples(command, 'source <(signalbox completion bash)', 'source <(signalbox completion zsh)', 'signalbox completion fish | source')
  // What the scripts ask; nobody types it.
  program
    .command('__complete', { hidden: true })
    .argument('[word...]')
    .action((words: string[]) => complete(cli, program, words))
}

/** Prints what fits where the last word is. */
async function complete(cli: Cli, program: Command, words: readonly string[]): Promise<void> {
  const { candidates, source, part, before } = wantedAt(program, words)
  const values = await valuesOf(cli, source, part, optionsIn(words))
  for (const { value, description } of [...candidates, ...values])
    if (value.startsWith(part)) writeLine(cli.out, `${before}${value}\t${inOneLine(description)}`)
  if (source === 'files' || source === 'operations') writeLine(cli.out, ':files')
}

/** Where the words that have been typed so far say that the server is. */
function optionsIn(words: readonly string[]): ProjectOptions {
  const valueOf = (flag: string): string | undefined => {
    const index = words.lastIndexOf(flag)
    return index === -1 ? words.findLast((word) => word.startsWith(`${flag}=`))?.slice(flag.length + 1) : words[index + 1]
  }
  const [dataDir, project] = [valueOf('--data-dir'), valueOf('--project')]
  return { ...(dataDir !== undefined && { dataDir }), ...(project !== undefined && { project }) }
}
