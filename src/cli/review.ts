/** signalbox review: an agent's verdict on the work of its run, with the run token in its environment. */
import type { Command } from 'commander'
import { REVIEW_VERDICTS, type ReviewVerdict } from '../domain/run.ts'
import { SubmitReview } from './agent-operations.ts'
import { choiceArgument, collect, withExamples, withMutation, withServer } from './options.ts'
import { writeJson, writeLine } from './print.ts'
import { type Cli, type MutationOptions, openSession, type ServerOptions } from './session.ts'

interface ReviewOptions extends ServerOptions, MutationOptions {
  readonly summary: string
  readonly issue?: readonly string[]
}

export function addReview(program: Command, cli: Cli): void {
  const command = withMutation(withServer(program.command('review')))
    .summary('say what a review has found')
    .description(
      'Says what the agent of a REVIEW has found, with the run token that signalbox has put into its environment. The verdict counts when the agent ends with exit code 0: approve sends the unit on, feedback sends it back to IMPLEMENT, escalate to a person. A later verdict replaces an earlier one; a review without a verdict is never an approval.',
    )
    .addArgument(choiceArgument('<verdict>', 'what you found', REVIEW_VERDICTS))
    .requiredOption('--summary <text>', 'why')
    .option('--issue <text>', 'one thing to correct; several times for several', collect)
    .action(async (verdict: ReviewVerdict, options: ReviewOptions) => {
      const input = { verdict, summary: options.summary, issues: options.issue ?? [] }
      const { submitReview } = await openSession(cli, options).mutate(SubmitReview, input)
      if (options.json) writeJson(cli.out, submitReview.run)
      else writeLine(cli.out, `${verdict}: ${options.summary}`)
    })
  withExamples(
    command,
    'signalbox review approve --summary "It does what the goal says, and the tests pass."',
    'signalbox review feedback --summary "Close." --issue "No test for an empty name." --issue "The form has no label."',
  )
}
