/** signalbox watch: every change as it is committed, once and in order, whatever breaks in between. */
import type { Command } from 'commander'
import { UsageError } from '../config.ts'
import type { Position } from '../client/follow-project.ts'
import { openApiSocket } from './api-socket.ts'
import type { Change } from './change-operations.ts'
import { changeLine } from './change-line.ts'
import { RefusedError } from './errors.ts'
import { followChanges, readHead, readStart } from './follow-changes.ts'
import { names, withExamples, withProject } from './options.ts'
import { inOneLine, writeJson, writeLine } from './print.ts'
import { chooseProject, type Cli, openSession, type ProjectOptions } from './session.ts'
import { tellStates } from './tell-state.ts'

interface WatchOptions extends ProjectOptions {
  readonly fromStart?: boolean
  readonly after?: string
  readonly chunk?: readonly string[]
}

export function addWatch(program: Command, cli: Cli): void {
  const command = withProject(program.command('watch'))
    .summary('print every change as it is committed')
    .description(
      'Prints every change of a project as it is committed, once and in order. After a cut it goes on behind the last one, it never gives up, and it says on standard error how far what it has printed can be trusted, and what the server no longer has. A reader that stops reading loses nothing.',
    )
    .option('--from-start', 'begin with the first change in the log')
    .option(
      '--after <cursor>',
      'begin behind this cursor; each line of --json has one. Exit code 1 where the server no longer has what is behind it',
    )
    .option('--chunk <list>', 'only these, as a,b', names)
    .action((options: WatchOptions) => watch(cli, options))
  withExamples(command, 'signalbox watch', 'signalbox watch --from-start --json', 'signalbox watch --chunk add-login --after "$CURSOR"')
}

async function watch(cli: Cli, options: WatchOptions): Promise<void> {
  if (options.fromStart && options.after !== undefined) throw new UsageError('give --from-start or --after, not both.')
  const session = openSession(cli, options)
  const project = await chooseProject(cli, session, options)
  const begin = options.fromStart ? readStart : readHead
  const after = options.after === undefined ? await begin(session, project) : { cursor: options.after, sequence: 0 }
  const chunks = options.chunk ?? null
  const tell = (sentence: string): void => writeLine(cli.err, `signalbox: ${inOneLine(sentence)}`)

  let newest = after.sequence
  const onChange = (change: Change): void => {
    const missed = change.sequence - newest - 1
    if (chunks === null && newest > 0 && missed > 0)
      tell(`${missed} changes before ${change.sequence} are lost: the server no longer has them`)
    newest = change.sequence
    if (options.json) writeJson(cli.out, flat(change), 0)
    else writeLine(cli.out, changeLine(cli.out, change))
  }
  const beginAnew = async ({ code, message }: RefusedError, last: Position): Promise<Position> => {
    // What the caller asked for is not there; to show something else would look as if it were.
    if (last === after && options.after !== undefined) throw new RefusedError(code, message)
    const isExpired = code === 'CURSOR_EXPIRED'
    const next = isExpired ? 'the oldest change that it still has' : 'the next change; what came before it is not known'
    tell(`${code}: ${message} Going on with ${next}.`)
    const anew = await (isExpired ? readStart : readHead)(session, project)
    if (!isExpired) newest = anew.sequence
    return anew
  }
  const wanted = { project, chunks, after, onChange, out: cli.out, beginAnew, onState: tellStates(cli, 'starting') }
  await followChanges(session, openApiSocket(session), wanted, new AbortController().signal)
}

/** One object without levels, so that line-based tools can filter it. Status and phase are null when the unit was deleted. */
function flat({ workUnit, ...change }: Change): Record<string, unknown> {
  return { ...change, status: workUnit?.status ?? null, phase: workUnit?.phase ?? null, attentionReason: workUnit?.attentionReason ?? null }
}
