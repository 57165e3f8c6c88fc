/** signalbox ps: the work units and where they are. */
import type { Command } from 'commander'
import { PHASES } from '../domain/phase.ts'
import { STATUSES } from '../domain/work-unit.ts'
import { listOf, withExamples, withProject } from './options.ts'
import { ageOf, writeJson, writeTable } from './print.ts'
import { chooseProject, type Cli, openSession, type ProjectOptions } from './session.ts'
import { listUnits } from './units.ts'
import type { UnitRow } from './work-unit-operations.ts'

interface PsOptions extends ProjectOptions {
  readonly status?: readonly string[]
  readonly phase?: readonly string[]
}

export function addPs(program: Command, cli: Cli): void {
  const command = withProject(program.command('ps'))
    .description('list the work units')
    .option('--status <list>', `only those that are ${STATUSES.join(', ')}`, listOf(STATUSES))
    .option('--phase <list>', `only those in ${PHASES.join(', ')}`, listOf(PHASES))
    .action(async (options: PsOptions) => {
      const session = openSession(cli, options)
      const project = await chooseProject(cli, session, options)
      const { units } = await listUnits(session, project, { status: options.status, phase: options.phase })
      if (options.json) return writeJson(cli.out, units)
      const now = new Date()
      writeTable(
        cli.out,
        ['CHUNK', 'STATUS', 'PHASE', 'PRIORITY', 'SINCE', 'WHY'],
        units.map((unit) => rowOf(unit, now)),
      )
    })
  withExamples(command, 'signalbox ps', 'signalbox ps --status running,needs_attention', 'signalbox ps --json')
}

function rowOf(unit: UnitRow, now: Date): string[] {
  return [unit.chunk, unit.status, unit.phase, String(unit.priority), ageOf(unit.statusSince, now), whyItWaits(unit)]
}

function whyItWaits({ held, notBefore, attentionReason, blockedBy, status }: UnitRow): string {
  const reasons = [
    held ? 'held' : '',
    attentionReason ?? '',
    blockedBy.length > 0 ? `waits for ${blockedBy.map(({ chunk }) => chunk).join(', ')}` : '',
    status === 'READY' && notBefore !== null ? `not before ${notBefore}` : '',
  ]
  return reasons.filter((reason) => reason !== '').join('; ')
}
