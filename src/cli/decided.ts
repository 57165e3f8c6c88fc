/** Says what became of the units that a command has decided about. */
import { styleStatus, writeJson, writeLine } from './print.ts'
import type { Cli, ServerOptions } from './session.ts'
import type { DecidedUnit } from './verb-operations.ts'

export function sayDecided(cli: Cli, options: ServerOptions, units: readonly DecidedUnit[]): void {
  if (options.json) return writeJson(cli.out, units)
  for (const { chunk, status, phase, priority, held } of units) {
    writeLine(cli.out, `${chunk}: ${styleStatus(cli.out, status)} in ${phase}, priority ${priority}${held ? ', held' : ''}`)
  }
}
