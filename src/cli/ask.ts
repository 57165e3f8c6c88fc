/** signalbox ask: an agent asks the operator, with the run token in its environment. */
import type { Command } from 'commander'
import { AskOperator } from './agent-operations.ts'
import { collect, withExamples, withServer } from './options.ts'
import { writeJson, writeLine } from './print.ts'
import { type Cli, openSession, type ServerOptions } from './session.ts'

interface AskOptions extends ServerOptions {
  readonly option?: readonly string[]
}

export function addAsk(program: Command, cli: Cli): void {
  const command = withServer(program.command('ask'))
    .description('for an agent: ask the operator; end with exit code 75 then, and the answer comes in $SIGNALBOX_ANSWER of the next run')
    .argument('<question>')
    .option('--option <answer>', 'an answer to choose from; several times for several', collect)
    .action(async (question: string, options: AskOptions) => {
      const input = { question, options: options.option ?? [] }
      const { askOperator } = await openSession(cli, options).request(AskOperator, { input })
      if (options.json) writeJson(cli.out, askOperator.item)
      else writeLine(cli.out, `asked; the item is ${askOperator.item.id}`)
    })
  withExamples(command, 'signalbox ask "Which database?" --option PostgreSQL --option SQLite')
}
