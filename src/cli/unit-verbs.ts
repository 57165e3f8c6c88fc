/** signalbox hold, release, cancel, prioritize, delete: what an operator does with one work unit. */
import type { Command } from 'commander'
import { sayDecided } from './decided.ts'
import { wholeNumber, withExamples, withProject } from './options.ts'
import { writeJson, writeLine } from './print.ts'
import { chooseProject, type Cli, openSession, type ProjectOptions, type Session } from './session.ts'
import { CancelUnit, type DecidedUnit, DeleteUnit, HoldUnit, PrioritizeUnit, ReleaseUnit } from './verb-operations.ts'

interface Verb {
  readonly name: string
  readonly description: string
  decide(session: Session, input: { readonly project: string; readonly chunk: string }): Promise<DecidedUnit>
}

const VERBS: readonly Verb[] = [
  {
    name: 'hold',
    description: 'not to be dispatched until it is released; a run that is going on goes on',
    decide: async (session, input) => (await session.request(HoldUnit, { input })).holdWorkUnit.workUnit,
  },
  {
    name: 'release',
    description: 'a held one may be dispatched again',
    decide: async (session, input) => (await session.request(ReleaseUnit, { input })).releaseWorkUnit.workUnit,
  },
  {
    name: 'cancel',
    description: 'end its run and stop the agent; it then needs attention',
    decide: async (session, input) => (await session.request(CancelUnit, { input })).cancelWorkUnit.workUnit,
  },
]

export function addUnitVerbs(program: Command, cli: Cli): void {
  for (const { name, description, decide } of VERBS) {
    const command = withProject(program.command(name))
      .description(description)
      .argument('<chunk>')
      .action(async (chunk: string, options: ProjectOptions) => {
        const session = openSession(cli, options)
        sayDecided(cli, options, [await decide(session, { project: await chooseProject(cli, session, options), chunk })])
      })
    withExamples(command, `signalbox ${name} add-login`)
  }
  addPrioritize(program, cli)
  addDelete(program, cli)
}

function addPrioritize(program: Command, cli: Cli): void {
  const command = withProject(program.command('prioritize'))
    .description('its place in the queue, also while others run')
    .argument('<chunk>')
    .argument('<priority>', 'from -1000 to 1000; the higher one is first; behind -- when it is below 0', wholeNumber)
    .action(async (chunk: string, priority: number, options: ProjectOptions) => {
      const session = openSession(cli, options)
      const project = await chooseProject(cli, session, options)
      const { prioritizeWorkUnit } = await session.request(PrioritizeUnit, { input: { project, chunk, priority } })
      sayDecided(cli, options, [prioritizeWorkUnit.workUnit])
    })
  withExamples(command, 'signalbox prioritize add-login 10', 'signalbox prioritize -- add-login -5')
}

function addDelete(program: Command, cli: Cli): void {
  const command = withProject(program.command('delete'))
    .description('remove it, with its worktree and its branch; refused while work would be lost')
    .argument('<chunk>')
    .option('--force', 'also with unmerged work, of which a backup ref remains', false)
    .action(async (chunk: string, options: ProjectOptions & { force: boolean }) => {
      const session = openSession(cli, options)
      const project = await chooseProject(cli, session, options)
      const { deleteWorkUnit } = await session.request(DeleteUnit, { input: { project, chunk, force: options.force } })
      if (options.json) return writeJson(cli.out, deleteWorkUnit)
      const { backupRef } = deleteWorkUnit
      writeLine(cli.out, `${chunk}: deleted${backupRef === null ? '' : `; its work remains at ${backupRef}`}`)
    })
  withExamples(command, 'signalbox delete add-login', 'signalbox delete add-login --force')
}
