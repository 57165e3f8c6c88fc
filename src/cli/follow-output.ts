/** What a run says, as it says it, until it has ended: over as many connections, and as many servers, as it takes. */
import type { Position } from '../client/follow-project.ts'
import type { Socket } from '../client/socket.ts'
import { openApiSocket } from './api-socket.ts'
import type { Change } from './change-operations.ts'
import { asError, RefusedError } from './errors.ts'
import { followChanges } from './follow-changes.ts'
import { FollowOutput, LatestRun, type OutputPiece } from './output-operations.ts'
import { inOneLine, writeLine } from './print.ts'
import type { Cli, Session } from './session.ts'
import { stream } from './stream.ts'
import { refuseProject } from './units.ts'
import { untilAnswered } from './until-answered.ts'

export interface Followed {
  readonly project: string
  readonly chunk: string
  readonly run: string
  /** From before the run was looked at. */
  readonly cursor: string
}

/** The newest run of a chunk, and a cursor from before it was read. Throws NOT_FOUND, or a RefusedError where there is no run. */
export async function readLatest(session: Session, project: string, chunk: string) {
  const { project: found, workUnit } = await session.request(LatestRun, { project, chunk })
  const { cursor } = found ?? refuseProject(project)
  if (!workUnit) throw new RefusedError('NOT_FOUND', `there is no chunk '${chunk}' in project '${project}'.`)
  const [run] = workUnit.runs.nodes
  if (!run) throw new RefusedError(null, `no agent has worked on '${chunk}' yet.`)
  return { run, cursor }
}

/** Shows what the run says until it has ended: the stream of its output does not end by itself. Gives the last position shown. */
export async function followOutput(cli: Cli, session: Session, followed: Followed, show: (piece: OutputPiece) => void): Promise<number> {
  const over = new AbortController()
  const socket = openApiSocket(session)
  // From the beginning: without a position the server begins with what comes.
  let after = 0
  const output = {
    query: FollowOutput.text,
    variables: () => ({ run: followed.run, after }),
    resumes: true,
    out: cli.out,
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
  const either = AbortSignal.any([signal, over.signal])
  const failures: Error[] = []
  const look = async (): Promise<Position> => {
    const latest = await readLatest(session, project, chunk)
    if (latest.run.id !== run || latest.run.endedAt !== null) over.abort()
    return { cursor: latest.cursor, sequence: 0 }
  }
  const onChange = ({ workUnit }: Change): void => {
    if (!workUnit) return over.abort()
    // The server that has told of the change may be gone by now.
    untilAnswered(look, either).catch((error: unknown) => {
      failures.push(asError(error))
      over.abort()
    })
  }
  const wanted = { project, chunks: [chunk], after: { cursor, sequence: 0 }, onChange, beginAnew: look }
  await followChanges(session, socket, wanted, either)
  const [failure] = failures
  if (failure) throw failure
}
