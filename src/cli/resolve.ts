/** signalbox resolve: decides a conflict, for both of its units. */
import { Argument, type Command } from 'commander'
import { CONFLICT_RESOLUTIONS, type ConflictResolution } from '../domain/conflict.ts'
import { sayDecided } from './decided.ts'
import { oneOf, withExamples, withProject } from './options.ts'
import { chooseProject, type Cli, openSession, type ProjectOptions } from './session.ts'
import { ResolveConflict } from './verb-operations.ts'

export function addResolve(program: Command, cli: Cli): void {
  const command = withProject(program.command('resolve'))
    .description('decide a conflict: both at once, or the first chunk before the second')
    .argument('<first>')
    .argument('<second>')
    .addArgument(new Argument('<resolution>', CONFLICT_RESOLUTIONS.join(', ').toLowerCase()).argParser(oneOf(CONFLICT_RESOLUTIONS)))
    .action(async (first: string, second: string, resolution: ConflictResolution, options: ProjectOptions) => {
      const session = openSession(cli, options)
      const project = await chooseProject(cli, session, options)
      const { resolveConflict } = await session.request(ResolveConflict, { input: { project, chunks: [first, second], resolution } })
      sayDecided(cli, options, resolveConflict.workUnits)
    })
  withExamples(command, 'signalbox resolve add-login add-users serialize', 'signalbox resolve add-login add-users parallelize')
}
