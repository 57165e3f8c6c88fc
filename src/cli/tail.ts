/** signalbox tail: what the agent of a work unit says. */
import type { Command } from 'commander'
import type { Position } from '../client/follow-project.ts'
import type { Socket } from '../client/socket.ts'
import { openApiSocket } from './api-socket.ts'
import type { Change } from './change-operations.ts'
import { asError, RefusedError } from './errors.ts'
import { followChanges } from './follow-changes.ts'
import { withExamples, withProject } from './options.ts'
import { FollowOutput, LatestRun, type OutputPiece, ReadOutput } from './output-operations.ts'
import { inOneLine, printable, writeJson, writeLine } from './print.ts'
import { chooseProject, type Cli, openSession, type ProjectOptions, type Session } from './session.ts'
import { stream } from './stream.ts'
import { refuseProject } from './units.ts'
import { PAGE_SIZE } from './work-unit-operations.ts'

interface TailOptions extends ProjectOptions {
  readonly follow?: boolean
}

export function addTail(program: Command, cli: Cli): void {
  const command = withProject(program.command('tail'))
    .description("print what the agent says in the unit's current run, or said in its last one")
    .argument('<chunk>')
    .option('-f, --follow', 'go on until the run ends')
    .action(async (chunk: string, options: TailOptions) => {
      const session = openSession(cli, options)
      const project = await chooseProject(cli, session, options)
      const { run, cursor } = await readLatest(session, project, chunk)
      const show = (piece: OutputPiece): void => {
        if (options.json) writeJson(cli.out, piece, 0)
        else cli.out.write(printable(piece.text))
      }
      const goesOn = options.follow === true && run.endedAt === null
      const shown = goesOn ? await followOutput(cli, session, { project, chunk, run: run.id, cursor }, show) : 0
      // All that a run says is in its log before it ends.
      await readOutput(session, run.id, shown, show)
    })
  withExamples(command, 'signalbox tail add-login', 'signalbox tail -f add-login')
}

async function readLatest(session: Session, project: string, chunk: string) {
  const { project: found, workUnit } = await session.request(LatestRun, { project, chunk })
  const { cursor } = found ?? refuseProject(project)
  if (!workUnit) throw new RefusedError('NOT_FOUND', `there is no chunk '${chunk}' in project '${project}'.`)
  const [run] = workUnit.runs.nodes
  if (!run) throw new RefusedError(null, `no agent has worked on '${chunk}' yet.`)
  return { run, cursor }
}

async function readOutput(session: Session, run: string, from: number, show: (piece: OutputPiece) => void): Promise<void> {
  let after = from
  for (;;) {
    const { run: found }: Awaited<ReturnType<typeof readPage>> = await readPage(session, run, after)
    if (!found) return
    found.output.nodes.forEach(show)
    after = found.output.nodes.at(-1)?.position ?? after
    if (!found.output.pageInfo.hasNextPage) return
  }
}

function readPage(session: Session, run: string, after: number) {
  return session.request(ReadOutput, { run, first: PAGE_SIZE, after })
}

interface Followed {
  readonly project: string
  readonly chunk: string
  readonly run: string
  /** From before the run was looked at. */
  readonly cursor: string
}

/** Shows what the run says until it has ended: the stream of its output does not end by itself. Gives the last position shown. */
async function followOutput(cli: Cli, session: Session, followed: Followed, show: (piece: OutputPiece) => void): Promise<number> {
  const over = new AbortController()
  const socket = openApiSocket(session)
  // From the beginning: without a position the server begins with what comes.
  let after = 0
  const output = {
    query: FollowOutput.text,
    variables: () => ({ run: followed.run, after }),
    resumes: true,
    onEvent(data: unknown) {
      // The server answers by its schema, against which a test holds the operation.
      const { runOutput } = data as { runOutput: OutputPiece }
      after = runOutput.position
      show(runOutput)
    },
    tell: (state: string) => writeLine(cli.err, `signalbox: ${inOneLine(state)}`),
  }
  try {
    // Whichever ends first ends the other.
    const ended = waitForEnd(session, socket, followed, over.signal).finally(() => over.abort())
    await Promise.all([ended, stream(socket, output, over.signal).finally(() => over.abort())])
    return after
  } finally {
    socket.close()
  }
}

/** Resolves when the run has ended, or when the signal is aborted. */
async function waitForEnd(session: Session, socket: Socket, { project, chunk, run, cursor }: Followed, signal: AbortSignal): Promise<void> {
  const over = new AbortController()
  const failures: Error[] = []
  const look = async (): Promise<Position> => {
    const latest = await readLatest(session, project, chunk)
    if (latest.run.id !== run || latest.run.endedAt !== null) over.abort()
    return { cursor: latest.cursor, sequence: 0 }
  }
  const onChange = ({ workUnit }: Change): void => {
    if (!workUnit) return over.abort()
    look().catch((error: unknown) => {
      failures.push(asError(error))
      over.abort()
    })
  }
  const wanted = { project, chunks: [chunk], after: { cursor, sequence: 0 }, onChange, beginAnew: look }
  await followChanges(session, socket, wanted, AbortSignal.any([signal, over.signal]))
  const [failure] = failures
  if (failure) throw failure
}
