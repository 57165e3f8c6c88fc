/** signalbox hold, release, cancel, prioritize: what an operator does with one work unit. */
import type { Command } from 'commander'
import { decide } from './decided.ts'
import { wholeNumber, withExamples, withUnitMutation } from './options.ts'
import type { Cli, UnitOptions } from './session.ts'
import { CancelUnit, HoldUnit, type OneUnit, PrioritizeUnit, ReleaseUnit, type UnitVerb } from './verb-operations.ts'

interface Verb {
  readonly name: string
  readonly summary: string
  readonly description: string
  readonly operation: UnitVerb<OneUnit>
}

const VERBS: readonly Verb[] = [
  {
    name: 'hold',
    summary: 'keep a unit from being dispatched',
    description:
      'Keeps a work unit from being dispatched until it is released. A run that is going on goes on, and what follows it waits. Everything else about the unit stays as it is.',
    operation: HoldUnit,
  },
  {
    name: 'release',
    summary: 'let a held unit be dispatched again',
    description: 'Lets a work unit that was held, or injected with --held, be dispatched again: at once where an agent is free.',
    operation: ReleaseUnit,
  },
  {
    name: 'cancel',
    summary: 'end the run of a unit and stop its agent',
    description:
      'Ends the run of a work unit that is RUNNING, and stops the agent with all the processes that it has started. The unit needs attention then: retry, rewind, complete or delete it. Its worktree and its branch stay.',
    operation: CancelUnit,
  },
]

export function addUnitVerbs(program: Command, cli: Cli): void {
  for (const { name, summary, description, operation } of VERBS) {
    const command = withUnitMutation(program.command(name))
      .summary(summary)
      .description(description)
      .argument('<chunk>')
      .action((chunk: string, options: UnitOptions) => decide(cli, options, operation, chunk, {}))
    withExamples(command, `signalbox ${name} add-login`, `signalbox ${name} add-login --expected-revision 7`)
  }
  addPrioritize(program, cli)
}

function addPrioritize(program: Command, cli: Cli): void {
  const command = withUnitMutation(program.command('prioritize'))
    .summary('change the place of a unit in the queue')
    .description('Changes the priority of a work unit, for the running scheduler too. What is at work already is not interrupted.')
    .argument('<chunk>')
    .argument('<priority>', 'from -1000 to 1000; the higher one is first; behind -- when it is below 0', wholeNumber)
    .action((chunk: string, priority: number, options: UnitOptions) => decide(cli, options, PrioritizeUnit, chunk, { priority }))
  withExamples(command, 'signalbox prioritize add-login 10', 'signalbox prioritize -- add-login -5')
}
