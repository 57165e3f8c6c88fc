/** signalbox tail: what the agent of a work unit says. */
import type { Command } from 'commander'
import { RefusedError } from './errors.ts'
import { followChanges } from './follow-changes.ts'
import { withExamples, withProject } from './options.ts'
import { FollowOutput, LatestRun, type OutputPiece, ReadOutput } from './output-operations.ts'
import { printable, writeJson, writeLine } from './print.ts'
import { chooseProject, type Cli, openSession, type ProjectOptions, type Session } from './session.ts'
import { type Link, subscribe } from './subscribe.ts'
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
      const goesOn = options.follow === true && run.endedAt === null
      const pieces = goesOn ? followOutput(cli, session, { project, chunk, run: run.id, cursor }) : readOutput(session, run.id, 0)
      for await (const piece of pieces) {
        if (options.json) writeJson(cli.out, piece, 0)
        else cli.out.write(printable(piece.text))
      }
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

async function* readOutput(session: Session, run: string, from: number): AsyncGenerator<OutputPiece> {
  let after = from
  for (;;) {
    const { run: found }: Awaited<ReturnType<typeof readPage>> = await readPage(session, run, after)
    if (!found) return
    yield* found.output.nodes
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

/** What the run says until it has ended: the stream of its output does not end by itself. */
async function* followOutput(cli: Cli, session: Session, followed: Followed): AsyncGenerator<OutputPiece> {
  const over = new AbortController()
  const link = { connect: session.connect, tell: (state: string) => writeLine(cli.err, `signalbox: ${state}`), signal: over.signal }
  const ended = waitForEnd(session, { ...link, tell: () => {} }, followed).finally(() => over.abort())
  // It is waited for below. Until then, that it failed must not end the process.
  ended.catch(() => undefined)
  // From the beginning: without a position the server begins with what comes.
  let after = 0
  const subscription = { query: FollowOutput.text, variables: () => ({ run: followed.run, after }), resumes: true }
  try {
    for await (const data of subscribe(link, subscription)) {
      // The server answers by its schema, against which a test holds the operation.
      const { runOutput } = data as { runOutput: OutputPiece }
      after = runOutput.position
      yield runOutput
    }
  } finally {
    over.abort()
    await ended
  }
  // All that a run says is in its log before it ends.
  yield* readOutput(session, followed.run, after)
}

/** Resolves when the run has ended, or when the link's signal aborts. */
async function waitForEnd(session: Session, link: Link, { project, chunk, run, cursor }: Followed): Promise<void> {
  for await (const { workUnit } of followChanges(link, { project, after: cursor, chunks: [chunk] })) {
    if (!workUnit) return
    const { run: latest } = await readLatest(session, project, chunk)
    if (latest.id !== run || latest.endedAt !== null) return
  }
}
