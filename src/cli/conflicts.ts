/** signalbox conflicts: the work units that may touch the same code. */
import type { Command } from 'commander'
import { CONFLICT_VERDICTS, type ConflictVerdict } from '../domain/conflict.ts'
import { oneOf, withExamples, withProject } from './options.ts'
import { inOneLine, writeJson, writeLine } from './print.ts'
import { chooseProject, type Cli, openSession, type ProjectOptions } from './session.ts'
import { type ConflictRow, ListConflicts } from './verb-operations.ts'

interface ConflictsOptions extends ProjectOptions {
  readonly verdict?: ConflictVerdict
}

export function addConflicts(program: Command, cli: Cli): void {
  const command = withProject(program.command('conflicts'))
    .description('list the pairs of units that may touch the same code, with the evidence and what was decided')
    .option('--verdict <verdict>', `only those that are ${CONFLICT_VERDICTS.join(', ')}`, oneOf(CONFLICT_VERDICTS))
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
