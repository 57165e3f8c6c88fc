/** signalbox tail: what the agent of a work unit says. */
import type { Command } from 'commander'
import { drained } from './back-pressure.ts'
import { followOutput, readLatest } from './follow-output.ts'
import { withExamples, withProject } from './options.ts'
import { type OutputPiece, ReadOutput } from './output-operations.ts'
import { printable, writeJson } from './print.ts'
import { chooseProject, type Cli, openSession, type ProjectOptions, type Session } from './session.ts'
import { untilAnswered } from './until-answered.ts'
import { PAGE_SIZE } from './work-unit-operations.ts'

interface TailOptions extends ProjectOptions {
  readonly follow?: boolean
}

export function addTail(program: Command, cli: Cli): void {
  const command = withProject(program.command('tail'))
    .summary("print what a unit's agent says")
    .description(
      "Prints what the agent says in the unit's current run, or said in its last one. With --follow it goes on until the run ends: over every cut, and with a server that was started again.",
    )
    .argument('<chunk>')
    .option('-f, --follow', 'go on until the run ends')
    .action((chunk: string, options: TailOptions) => tail(cli, chunk, options))
  withExamples(command, 'signalbox tail add-login', 'signalbox tail -f add-login', 'signalbox tail add-login --json')
}

async function tail(cli: Cli, chunk: string, options: TailOptions): Promise<void> {
  const session = openSession(cli, options)
  const project = await chooseProject(cli, session, options)
  const { run, cursor } = await readLatest(session, project, chunk)
  const show = (piece: OutputPiece): void => {
    if (options.json) writeJson(cli.out, piece, 0)
    else cli.out.write(printable(piece.text))
  }
  if (!options.follow || run.endedAt !== null) return readOutput(cli, session, { run: run.id, after: 0 }, show)
  let shown = await followOutput(cli, session, { project, chunk, run: run.id, cursor }, show)
  // All that a run says is in its log before it ends.
  const rest = (piece: OutputPiece): void => {
    shown = piece.position
    show(piece)
  }
  await untilAnswered(() => readOutput(cli, session, { run: run.id, after: shown }, rest), new AbortController().signal)
}

interface Place {
  readonly run: string
  readonly after: number
}

async function readOutput(cli: Cli, session: Session, place: Place, show: (piece: OutputPiece) => void): Promise<void> {
  const { run: found } = await session.request(ReadOutput, { ...place, first: PAGE_SIZE })
  const { nodes, pageInfo } = found?.output ?? { nodes: [], pageInfo: { hasNextPage: false } }
  nodes.forEach(show)
  const last = nodes.at(-1)
  if (!pageInfo.hasNextPage || !last) return
  await drained(cli.out)
  return readOutput(cli, session, { ...place, after: last.position }, show)
}
