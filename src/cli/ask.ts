/** signalbox ask: an agent asks the operator, with the run token in its environment. */
import type { Command } from 'commander'
import { AskOperator } from './agent-operations.ts'
import { collect, withExamples, withMutation, withServer } from './options.ts'
import { writeJson, writeLine } from './print.ts'
import { type Cli, type MutationOptions, openSession, type ServerOptions } from './session.ts'

interface AskOptions extends ServerOptions, MutationOptions {
  readonly option?: readonly string[]
}

export function addAsk(program: Command, cli: Cli): void {
  const command = withMutation(withServer(program.command('ask')))
    .summary('ask the operator')
    .description(
      'Asks the operator, for the agent of a run, with the run token that signalbox has put into its environment. The agent then ends with exit code 75; once there is an answer it is started again, with the answer in SIGNALBOX_ANSWER.',
    )
    .argument('<question>', 'what is to be decided')
    .option('--option <answer>', 'an answer to choose from; several times for several', collect)
    .action(async (question: string, options: AskOptions) => {
      const input = { question, options: options.option ?? [] }
      const { askOperator } = await openSession(cli, options).mutate(AskOperator, input)
      if (options.json) writeJson(cli.out, askOperator.item)
      else writeLine(cli.out, `asked; the item is ${askOperator.item.id}`)
    })
  withExamples(command, 'signalbox ask "Which database?" --option PostgreSQL --option SQLite')
}
