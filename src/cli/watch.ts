/** signalbox watch: every change as it is committed, once and in order, whatever breaks in between. */
import type { Command } from 'commander'
import { UsageError } from '../config.ts'
import type { Change } from './change-operations.ts'
import { changeLine } from './change-line.ts'
import { followChanges, readHead, readStart } from './follow-changes.ts'
import { names, withExamples, withProject } from './options.ts'
import { writeJson, writeLine } from './print.ts'
import { chooseProject, type Cli, openSession, type ProjectOptions } from './session.ts'

interface WatchOptions extends ProjectOptions {
  readonly fromStart?: boolean
  readonly after?: string
  readonly chunk?: readonly string[]
}

export function addWatch(program: Command, cli: Cli): void {
  const command = withProject(program.command('watch'))
    .description('print every change as it is committed; goes on behind the last one after a cut, and never gives up')
    .option('--from-start', 'begin with the first change in the log')
    .option('--after <cursor>', 'begin behind this cursor; each line of --json has one')
    .option('--chunk <chunks>', 'only these, as a,b', names)
    .action((options: WatchOptions) => watch(cli, options))
  withExamples(command, 'signalbox watch', 'signalbox watch --from-start --json', 'signalbox watch --chunk add-login --after "$CURSOR"')
}

async function watch(cli: Cli, options: WatchOptions): Promise<void> {
  if (options.fromStart && options.after !== undefined) throw new UsageError('give --from-start or --after, not both.')
  const session = openSession(cli, options)
  const project = await chooseProject(cli, session, options)
  const after = options.after ?? (await (options.fromStart ? readStart : readHead)(session, project))
  const link = {
    connect: session.connect,
    tell: (state: string) => writeLine(cli.err, `signalbox: ${state}`),
    signal: new AbortController().signal,
  }
  for await (const change of followChanges(link, { project, after, chunks: options.chunk ?? null })) {
    if (options.json) writeJson(cli.out, flat(change), 0)
    else writeLine(cli.out, changeLine(cli.out, change))
  }
}

/** One object without levels, so that line-based tools can filter it. Status and phase are null when the unit was deleted. */
function flat({ workUnit, ...change }: Change): Record<string, unknown> {
  return { ...change, status: workUnit?.status ?? null, phase: workUnit?.phase ?? null, attentionReason: workUnit?.attentionReason ?? null }
}
