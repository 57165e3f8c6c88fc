/** signalbox retry: units that need attention go on in the same phase, with a new session. */
import type { Command } from 'commander'
import { UsageError } from '../config.ts'
import { ATTENTION_KINDS, type AttentionKind } from '../domain/attention.ts'
import { sayDecided } from './decided.ts'
import { oneOf, withExamples, withProject } from './options.ts'
import { chooseProject, type Cli, openSession, type ProjectOptions } from './session.ts'
import { RetryUnits } from './verb-operations.ts'

interface RetryOptions extends ProjectOptions {
  readonly reason?: AttentionKind
}

export function addRetry(program: Command, cli: Cli): void {
  const command = withProject(program.command('retry'))
    .description('let units that need attention try the same phase again: all of these, or none')
    .argument('[chunk...]')
    .option('--reason <kind>', `instead of chunks: all that need attention for ${ATTENTION_KINDS.join(', ')}`, oneOf(ATTENTION_KINDS))
    .action(async (chunks: string[], options: RetryOptions) => {
      if ((chunks.length === 0) === (options.reason === undefined)) throw new UsageError('name chunks, or give a --reason.')
      const session = openSession(cli, options)
      const project = await chooseProject(cli, session, options)
      const input = { project, chunks: chunks.length > 0 ? chunks : undefined, reason: options.reason }
      const { retryWorkUnits } = await session.request(RetryUnits, { input })
      sayDecided(cli, options, retryWorkUnits.workUnits)
    })
  withExamples(command, 'signalbox retry add-login', 'signalbox retry --reason agent-failed')
}
