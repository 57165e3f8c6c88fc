/** signalbox doctor: what is wrong with an installation, and what to do. */
import type { Command } from 'commander'
import { readDataPlace, type ServeOptions } from '../config.ts'
import { RefusedError } from './errors.ts'
import { addSection } from './help.ts'
import { withDatabase, withExamples } from './options.ts'
import { inOneLine, style, writeJson, writeLine } from './print.ts'
import type { Cli } from './session.ts'

type DoctorOptions = Pick<ServeOptions, 'dataDir' | 'databaseUrl'> & { readonly json?: boolean }

const MARKS = { FINE: ['✓', 'green'], WRONG: ['✗', 'red'], NOT_LOOKED: ['?', 'yellow'] } as const

export function addDoctor(program: Command, cli: Cli): void {
  const command = withDatabase(program.command('doctor'))
    .description('look for what is wrong with a server, its data and its repositories; nothing is changed')
    .option('--json', 'print data as JSON')
    .action((options: DoctorOptions) => doctor(cli, options))
  addSection(command, 'What it does', [
    'It looks at the machine, the data folder, the database and the repositories, beside a running server or without one. A line for each',
    'check: ✓ it is so; ✗ it is not, with what was found and what to do; ? it could not look. What is wrong was so at two looks.',
  ])
  withExamples(
    command,
    'signalbox doctor',
    'signalbox doctor --data-dir /srv/signalbox --json',
    'signalbox doctor --database-url postgres://user:password@db:5432/signalbox',
  )
}

async function doctor(cli: Cli, options: DoctorOptions): Promise<void> {
  const place = readDataPlace(options, cli.environment, cli.cwd)
  const { examineAt } = await import('../offline.ts')
  const findings = await examineAt(place)
  if (options.json) writeJson(cli.out, findings)
  else
    for (const { state, fact, found, remedy } of findings) {
      const [mark, colour] = MARKS[state]
      writeLine(cli.out, `${style(cli.out, colour, mark)} ${state === 'NOT_LOOKED' ? 'could not look whether ' : ''}${fact}`)
      for (const problem of found) writeLine(cli.out, `    ${inOneLine(problem)}`)
      if (remedy !== null) writeLine(cli.out, `    → ${remedy}`)
    }
  const [wrong, unseen] = (['WRONG', 'NOT_LOOKED'] as const).map((state) => findings.filter((finding) => finding.state === state).length)
  if (wrong || unseen) throw new RefusedError(null, `${findings.length} checks: ${wrong} wrong, ${unseen} could not look.`)
}
