/** signalbox delete: takes a work unit away, but never its work. */
import type { Command } from 'commander'
import { withExamples, withUnitMutation } from './options.ts'
import { writeJson, writeLine } from './print.ts'
import { chooseProject, type Cli, openSession, type UnitOptions } from './session.ts'
import { DeleteUnit } from './verb-operations.ts'

interface DeleteOptions extends UnitOptions {
  readonly force: boolean
}

export function addDelete(program: Command, cli: Cli): void {
  const command = withUnitMutation(program.command('delete'))
    .summary('remove a unit with its worktree and its branch')
    .description(
      'Removes a work unit with its worktree and its branch. Refused as UNMERGED_WORK while uncommitted changes or commits would be lost, unless it is forced: then a backup ref keeps them, which is printed. What depends on the unit needs attention then. A unit that is RUNNING must be cancelled first.',
    )
    .argument('<chunk>')
    .option('--force', 'also with unmerged work, of which a backup ref remains', false)
    .action((chunk: string, options: DeleteOptions) => deleteUnit(cli, chunk, options))
  withExamples(command, 'signalbox delete add-login', 'signalbox delete add-login --force')
}

async function deleteUnit(cli: Cli, chunk: string, options: DeleteOptions): Promise<void> {
  const session = openSession(cli, options)
  const project = await chooseProject(cli, session, options)
  const { expectedRevision, force } = options
  const { deleteWorkUnit } = await session.mutate(DeleteUnit, { project, chunk, expectedRevision, force })
  if (options.json) return writeJson(cli.out, deleteWorkUnit)
  const { backupRef } = deleteWorkUnit
  writeLine(cli.out, `${chunk}: deleted${backupRef === null ? '' : `; its work remains at ${backupRef}`}`)
}
