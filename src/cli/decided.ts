/** Decides about work units, and says what became of them. */
import { styleStatus, writeJson, writeLine } from './print.ts'
import { chooseProject, type Cli, openSession, type ServerOptions, type UnitOptions } from './session.ts'
import type { DecidedUnit, OneUnit, UnitVerb } from './verb-operations.ts'

/** One decision about one unit; `more` is what it needs beside the unit. */
export async function decide<More extends object>(
  cli: Cli,
  options: UnitOptions,
  verb: UnitVerb<OneUnit & More>,
  chunk: string,
  more: More,
): Promise<void> {
  const session = openSession(cli, options)
  const project = await chooseProject(cli, session, options)
  const { decided } = await session.mutate(verb, { project, chunk, expectedRevision: options.expectedRevision, ...more })
  sayDecided(cli, options, [decided.workUnit])
}

export function sayDecided(cli: Cli, options: ServerOptions, units: readonly DecidedUnit[]): void {
  if (options.json) return writeJson(cli.out, units)
  for (const { chunk, status, phase, priority, held } of units) {
    writeLine(cli.out, `${chunk}: ${styleStatus(cli.out, status)} in ${phase}, priority ${priority}${held ? ', held' : ''}`)
  }
}
