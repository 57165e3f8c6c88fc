/** signalbox conflicts: the work units that may touch the same code. */
import type { Command } from 'commander'
import { CONFLICT_VERDICTS, type ConflictVerdict } from '../domain/conflict.ts'
import { type ConflictRow, ListConflicts } from './conflict-operations.ts'
import { choice, withExamples, withProject } from './options.ts'
import { inOneLine, writeJson, writeLine } from './print.ts'
import { chooseProject, type Cli, openSession, type ProjectOptions } from './session.ts'

interface ConflictsOptions extends ProjectOptions {
  readonly verdict?: ConflictVerdict
}

export function addConflicts(program: Command, cli: Cli): void {
  const command = withProject(program.command('conflicts'))
    .summary('list the pairs of units that may touch the same code')
    .description(
      'Lists the pairs of work units that may touch the same code: the verdict, what was decided and by whom, and the evidence, from what their goals declare to what their branches have changed. ASK_OPERATOR waits for signalbox resolve; SERIALIZE lets one go first; INDEPENDENT was looked at and is no conflict.',
    )
    .addOption(choice('--verdict <verdict>', 'only these', CONFLICT_VERDICTS))
    .action(async (options: ConflictsOptions) => {
      const session = openSession(cli, options)
      const project = await chooseProject(cli, session, options)
      const { conflicts } = await session.request(ListConflicts, { project, verdict: options.verdict ?? null })
      if (options.json) return writeJson(cli.out, conflicts)
      if (conflicts.length === 0) return writeLine(cli.out, 'No conflicts are known.')
      for (const conflict of conflicts) {
        writeLine(cli.out, headOf(conflict))
        for (const { stage, detail } of conflict.evidence) writeLine(cli.out, `  ${stage}: ${inOneLine(detail)}`)
      }
    })
  withExamples(command, 'signalbox conflicts', 'signalbox conflicts --verdict ask-operator')
}

function headOf({ workUnits, verdict, resolution, resolvedBy, first }: ConflictRow): string {
  const pair = workUnits.map(({ chunk }) => chunk).join(' and ')
  const decided = resolution === null ? '' : `, resolved as ${resolution} by ${resolvedBy ?? 'nobody'}`
  return inOneLine(`${pair}: ${verdict}${decided}${first === null ? '' : `; ${first.chunk} goes first`}`)
}
