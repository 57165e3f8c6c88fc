/** signalbox ps: the work units and where they are. */
import type { Command } from 'commander'
import { PHASES } from '../domain/phase.ts'
import { STATUSES } from '../domain/work-unit.ts'
import { withFields, writeFields } from './fields.ts'
import { choices, withExamples, withProject } from './options.ts'
import { ageOf, writeJson, writeLine, writeTable } from './print.ts'
import { chooseProject, type Cli, openSession, type ProjectOptions } from './session.ts'
import { listUnits } from './units.ts'
import type { UnitRow } from './work-unit-operations.ts'

interface PsOptions extends ProjectOptions {
  readonly fields?: readonly string[]
  readonly status?: readonly string[]
  readonly phase?: readonly string[]
}

export function addPs(program: Command, cli: Cli): void {
  const command = withFields(withProject(program.command('ps')))
    .summary('list the work units, and where they are')
    .description(
      'Lists the work units of a project, the oldest first: where each is, for how long, and why it waits. Nothing is cut short: all units are read, page by page.',
    )
    .addOption(choices('--status <list>', 'only units with these statuses, as a,b', STATUSES))
    .addOption(choices('--phase <list>', 'only units in these phases, as a,b', PHASES))
    .action(async (options: PsOptions) => {
      const session = openSession(cli, options)
      const project = await chooseProject(cli, session, options)
      const { units } = await listUnits(session, project, { status: options.status, phase: options.phase })
      if (options.fields) return writeFields(cli.out, units, options.fields)
      if (options.json) return writeJson(cli.out, units)
      if (units.length === 0) return writeLine(cli.err, 'signalbox: there are no such units.')
      const now = new Date()
      writeTable(
        cli.out,
        ['CHUNK', 'STATUS', 'PHASE', 'PRIORITY', 'SINCE', 'WHY'],
        units.map((unit) => rowOf(unit, now)),
      )
    })
  withExamples(
    command,
    'signalbox ps',
    'signalbox ps --status running,needs-attention',
    'signalbox ps --status done --fields chunk,mergedCommit',
  )
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
