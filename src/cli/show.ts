/** signalbox show: one work unit, its runs and its history. */
import type { Writable } from 'node:stream'
import type { Command } from 'commander'
import { RefusedError } from './errors.ts'
import { withFields, writeFields } from './fields.ts'
import { withExamples, withProject } from './options.ts'
import { inOneLine, printable, style, styleStatus, writeJson, writeLine, writeTable } from './print.ts'
import { chooseProject, type Cli, openSession, type ProjectOptions } from './session.ts'
import { ShowUnit, type UnitDetails } from './show-operations.ts'

export function addShow(program: Command, cli: Cli): void {
  const command = withFields(withProject(program.command('show')))
    .summary('show one unit: why it waits, its runs, its history')
    .description(
      'Shows one work unit: its goal, where it is and why it waits, what it asks, whom it conflicts with, its last 50 runs and its last 200 changes, the newest first: who did what, when and why.',
    )
    .argument('<chunk>')
    .action(async (chunk: string, options: ProjectOptions & { fields?: readonly string[] }) => {
      const session = openSession(cli, options)
      const project = await chooseProject(cli, session, options)
      const { workUnit } = await session.request(ShowUnit, { project, chunk })
      if (!workUnit)
        throw new RefusedError(
          'NOT_FOUND',
          `there is no chunk '${chunk}' in project '${project}'. 'signalbox ps' shows those that there are.`,
        )
      if (options.fields) writeFields(cli.out, [workUnit], options.fields)
      else if (options.json) writeJson(cli.out, workUnit)
      else print(cli.out, workUnit)
    })
  withExamples(command, 'signalbox show add-login', 'signalbox show add-login --json', 'signalbox show add-login --fields attention.id')
}

function print(out: Writable, unit: UnitDetails): void {
  writeLine(out, style(out, 'bold', inOneLine(`${unit.chunk}: ${unit.title}`)))
  for (const [name, text] of factsOf(unit)) if (text !== '') writeLine(out, `  ${name.padEnd(11)}${styleStatus(out, inOneLine(text))}`)
  heading(out, 'Goal', unit.goal === null ? [] : printable(unit.goal).trimEnd().split('\n'))
  heading(
    out,
    'Attention',
    unit.attention.flatMap(({ id, kind, prompt, options }) => [
      `${kind} ${id}: ${inOneLine(prompt)}`,
      ...(options.length > 0 ? [`  options: ${inOneLine(options.join(' | '))}`] : []),
    ]),
  )
  heading(
    out,
    'Conflicts',
    unit.conflicts.map(({ workUnits, verdict, resolution, evidence }) =>
      inOneLine(
        `${workUnits.map(({ chunk }) => chunk).join(' and ')}: ${resolution ?? verdict}: ${evidence.map(({ detail }) => detail).join('; ')}`,
      ),
    ),
  )
  if (unit.runs.nodes.length > 0) {
    heading(out, 'Runs', [])
    const rows = unit.runs.nodes.map((run) => [
      String(run.generation),
      run.phase,
      run.status,
      run.startedAt,
      run.failure ?? run.verdictSummary ?? progressOf(run.progress),
    ])
    writeTable(out, ['RUN', 'PHASE', 'STATUS', 'STARTED', 'RESULT'], rows)
  }
  heading(out, 'History', [])
  const changes = unit.changes.nodes.map((change) => [
    String(change.sequence),
    change.at,
    change.status ?? '',
    change.phase ?? '',
    change.actor,
    change.reason,
  ])
  writeTable(out, ['SEQUENCE', 'AT', 'STATUS', 'PHASE', 'BY', 'WHY'], changes)
}

function progressOf(progress: UnitDetails['runs']['nodes'][number]['progress']): string {
  if (!progress) return ''
  return progress.percent === null ? progress.message : `${progress.message} (${progress.percent} %)`
}

function factsOf(unit: UnitDetails): [string, string][] {
  const chunks = (named: readonly { chunk: string }[]): string => named.map(({ chunk }) => chunk).join(', ')
  return [
    ['status', unit.status],
    ['since', unit.statusSince],
    ['phase', unit.phase],
    ['held', unit.held ? 'yes' : ''],
    ['priority', String(unit.priority)],
    ['revision', String(unit.revision)],
    ['depends on', chunks(unit.dependsOn)],
    ['waits for', chunks(unit.blockedBy)],
    ['dependents', chunks(unit.dependents)],
    ['not before', unit.notBefore ?? ''],
    ['reviews', unit.reviewRound > 0 ? `sent back ${unit.reviewRound} times` : ''],
    ['paths', unit.codePaths.join(', ')],
    ['branch', unit.branch ?? ''],
    ['worktree', unit.worktreePath ?? ''],
    ['merged as', unit.mergedCommit ?? ''],
  ]
}

function heading(out: Writable, name: string, lines: readonly string[]): void {
  if (lines.length === 0 && (name === 'Goal' || name === 'Attention' || name === 'Conflicts')) return
  writeLine(out, `\n${style(out, 'bold', name)}`)
  for (const line of lines) writeLine(out, `  ${line}`.trimEnd())
}
