/** signalbox resolve: decides a conflict, for both of its units. */
import type { Command } from 'commander'
import { CONFLICT_RESOLUTIONS, type ConflictResolution } from '../domain/conflict.ts'
import { sayDecided } from './decided.ts'
import { choiceArgument, withExamples, withMutation, withProject } from './options.ts'
import { chooseProject, type Cli, type MutationOptions, openSession, type ProjectOptions } from './session.ts'
import { ResolveConflict } from './verb-operations.ts'

export function addResolve(program: Command, cli: Cli): void {
  const command = withMutation(withProject(program.command('resolve')))
    .summary('decide a conflict: both at once, or one before the other')
    .description(
      'Decides a conflict for both of its work units. With serialize the second one waits until the first is DONE; with parallelize both may be at work at once, and the second to be merged is rebased. The pair is not asked about again while its evidence stands.',
    )
    .argument('<first>', 'the chunk that goes first')
    .argument('<second>', 'the other chunk')
    .addArgument(choiceArgument('<resolution>', 'what to do', CONFLICT_RESOLUTIONS))
    .action(async (first: string, second: string, resolution: ConflictResolution, options: ProjectOptions & MutationOptions) => {
      const session = openSession(cli, options)
      const project = await chooseProject(cli, session, options)
      const { decided } = await session.mutate(ResolveConflict, { project, chunks: [first, second], resolution })
      sayDecided(cli, options, decided.workUnits)
    })
  withExamples(command, 'signalbox resolve add-login add-users serialize', 'signalbox resolve add-login add-users parallelize')
}
