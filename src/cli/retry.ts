/** signalbox retry: units that need attention go on in the same phase, with a new session. */
import type { Command } from 'commander'
import { UsageError } from '../config.ts'
import { ATTENTION_KINDS, type AttentionKind } from '../domain/attention.ts'
import { sayDecided } from './decided.ts'
import { choice, withExamples, withMutation, withProject } from './options.ts'
import { chooseProject, type Cli, type MutationOptions, openSession, type ProjectOptions } from './session.ts'
import { RetryUnits } from './verb-operations.ts'

interface RetryOptions extends ProjectOptions, MutationOptions {
  readonly reason?: AttentionKind
}

export function addRetry(program: Command, cli: Cli): void {
  const command = withMutation(withProject(program.command('retry')))
    .summary('let units that need attention try again')
    .description(
      'Lets work units that need attention try the same phase again, with a new session and with their attempts counted anew: all of these, or none. What they asked is withdrawn.',
    )
    .argument('[chunk...]', 'the chunks')
    .addOption(choice('--reason <kind>', 'instead of chunks: all that need attention for this', ATTENTION_KINDS))
    .action((chunks: string[], options: RetryOptions) => retry(cli, chunks, options))
  withExamples(command, 'signalbox retry add-login', 'signalbox retry --reason agent-failed')
}

async function retry(cli: Cli, chunks: readonly string[], options: RetryOptions): Promise<void> {
  const { reason } = options
  if ((chunks.length === 0) === (reason === undefined)) throw new UsageError('name chunks, or give a --reason.')
  const session = openSession(cli, options)
  const project = await chooseProject(cli, session, options)
  const { decided } = await session.mutate(RetryUnits, { project, chunks: chunks.length > 0 ? chunks : undefined, reason })
  sayDecided(cli, options, decided.workUnits)
}
