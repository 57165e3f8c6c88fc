/** signalbox progress: an agent says how far it is, with the run token in its environment. */
import { type Command, InvalidArgumentError } from 'commander'
import { ReportProgress } from './agent-operations.ts'
import { withExamples, withMutation, withServer } from './options.ts'
import { inOneLine, writeJson, writeLine } from './print.ts'
import { type Cli, type MutationOptions, openSession, type ServerOptions } from './session.ts'

interface ProgressOptions extends ServerOptions, MutationOptions {
  readonly percent?: number
}

export function addProgress(program: Command, cli: Cli): void {
  const command = withMutation(withServer(program.command('progress')))
    .summary('say how far the work is')
    .description(
      'Says how far the agent of a run is, with the run token that signalbox has put into its environment. It takes the place of what was said before, and is shown beside the unit.',
    )
    .argument('<message>', 'what it is doing, in one line')
    .option('--percent <n>', 'how much is done, from 0 to 100', percent)
    .action(async (message: string, options: ProgressOptions) => {
      const { reportProgress } = await openSession(cli, options).mutate(ReportProgress, { message, percent: options.percent })
      if (options.json) return writeJson(cli.out, reportProgress.run)
      const share = options.percent === undefined ? '' : ` (${options.percent} %)`
      writeLine(cli.out, `reported: ${inOneLine(message)}${share}`)
    })
  withExamples(command, 'signalbox progress "Running the tests"', 'signalbox progress "12 of 40 files" --percent 30')
}

function percent(text: string): number {
  if (/^\d{1,3}$/.test(text) && Number(text) <= 100) return Number(text)
  throw new InvalidArgumentError('It must be a whole number from 0 to 100.')
}
