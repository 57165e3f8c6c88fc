/** signalbox rewind, hold, release, cancel, prioritize, complete: what an operator does with one work unit. */
import type { Command } from 'commander'
import { type Phase, PHASES } from '../domain/phase.ts'
import { decide } from './decided.ts'
import { choiceArgument, wholeNumber, withExamples, withUnitMutation } from './options.ts'
import type { Cli, UnitOptions } from './session.ts'
import {
  CancelUnit,
  CompleteUnit,
  HoldUnit,
  type OneUnit,
  PrioritizeUnit,
  ReleaseUnit,
  RewindUnit,
  type UnitVerb,
} from './verb-operations.ts'

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
  addRewind(program, cli)
  addPrioritize(program, cli)
  addComplete(program, cli)
}

function addRewind(program: Command, cli: Cli): void {
  const command = withUnitMutation(program.command('rewind'))
    .summary('send a unit back to an earlier phase')
    .description(
      'Sends a work unit that is READY, BLOCKED or needs attention back to an earlier phase, with a new session. Attempts, review rounds and feedback are forgotten, and what it asked is withdrawn. Its branch and its worktree stay with all that is in them: the next run goes on from there.',
    )
    .argument('<chunk>')
    .addArgument(choiceArgument('<phase>', 'where it shall begin again', PHASES))
    .action((chunk: string, phase: Phase, options: UnitOptions) => decide(cli, options, RewindUnit, chunk, { phase }))
  withExamples(command, 'signalbox rewind add-login plan', 'signalbox rewind add-login implement --expected-revision 12')
}

function addComplete(program: Command, cli: Cli): void {
  const command = withUnitMutation(program.command('complete'))
    .summary('call a unit DONE without a merge')
    .description(
      'Calls a work unit DONE by the word of the operator: nothing is merged, and the history says so with the reason. What waits for it goes on. Its branch and its worktree stay, because their work is not on the base branch; signalbox delete removes them. A unit that is RUNNING must be cancelled first.',
    )
    .argument('<chunk>')
    .requiredOption('--reason <text>', 'why, as the history will say')
    .action((chunk: string, options: UnitOptions & { readonly reason: string }) =>
      decide(cli, options, CompleteUnit, chunk, { reason: options.reason }),
    )
  withExamples(command, 'signalbox complete add-login --reason "Done by hand in 3f2a91c."')
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
