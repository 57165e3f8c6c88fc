/** signalbox review: an agent's verdict on the work of its run, with the run token in its environment. */
import { Argument, type Command } from 'commander'
import { REVIEW_VERDICTS, type ReviewVerdict } from '../domain/run.ts'
import { SubmitReview } from './agent-operations.ts'
import { collect, oneOf, withExamples, withServer } from './options.ts'
import { writeJson, writeLine } from './print.ts'
import { type Cli, openSession, type ServerOptions } from './session.ts'

interface ReviewOptions extends ServerOptions {
  readonly summary: string
  readonly issue?: readonly string[]
}

export function addReview(program: Command, cli: Cli): void {
  const command = withServer(program.command('review'))
    .description('for an agent in REVIEW: approve, send back with feedback, or escalate to the operator')
    .addArgument(new Argument('<verdict>', REVIEW_VERDICTS.join(', ').toLowerCase()).argParser(oneOf(REVIEW_VERDICTS)))
    .requiredOption('--summary <text>', 'why')
    .option('--issue <text>', 'one thing to correct; several times for several', collect)
    .action(async (verdict: ReviewVerdict, options: ReviewOptions) => {
      const input = { verdict, summary: options.summary, issues: options.issue ?? [] }
      const { submitReview } = await openSession(cli, options).request(SubmitReview, { input })
      if (options.json) writeJson(cli.out, submitReview.run)
      else writeLine(cli.out, `${verdict}: ${options.summary}`)
    })
  withExamples(
    command,
    'signalbox review approve --summary "It does what the goal says, and the tests pass."',
    'signalbox review feedback --summary "Close." --issue "No test for an empty name." --issue "The form has no label."',
  )
}
