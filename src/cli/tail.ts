/** signalbox tail: what the agent of a work unit says. */
import type { Command } from 'commander'
import { RefusedError } from './errors.ts'
import { withExamples, withProject } from './options.ts'
import { FollowOutput, LatestRun, type OutputLine, ReadOutput } from './output-operations.ts'
import { printable, writeJson, writeLine } from './print.ts'
import { chooseProject, type Cli, openSession, type ProjectOptions, type Session } from './session.ts'
import { subscribe } from './subscribe.ts'
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
      const run = await findRun(session, await chooseProject(cli, session, options), chunk)
      const lines = options.follow ? followOutput(cli, session, run) : readOutput(session, run)
      for await (const line of lines) {
        if (options.json) writeJson(cli.out, line, 0)
        else cli.out.write(printable(line.text))
      }
    })
  withExamples(command, 'signalbox tail add-login', 'signalbox tail -f add-login')
}

async function findRun(session: Session, project: string, chunk: string): Promise<string> {
  const { workUnit } = await session.request(LatestRun, { project, chunk })
  if (!workUnit) throw new RefusedError('NOT_FOUND', `there is no chunk '${chunk}' in project '${project}'.`)
  const run = workUnit.currentRun ?? workUnit.runs.nodes[0]
  if (!run) throw new RefusedError(null, `no agent has worked on '${chunk}' yet.`)
  return run.id
}

async function* readOutput(session: Session, run: string): AsyncGenerator<OutputLine> {
  let after: number | null = null
  for (;;) {
    const page: { run: { output: { nodes: OutputLine[]; pageInfo: { hasNextPage: boolean } } } | null } = await session.request(ReadOutput, {
      run,
      first: PAGE_SIZE,
      after,
    })
    const { nodes, pageInfo } = page.run?.output ?? { nodes: [], pageInfo: { hasNextPage: false } }
    yield* nodes
    after = nodes.at(-1)?.position ?? null
    if (!pageInfo.hasNextPage || after === null) return
  }
}

async function* followOutput(cli: Cli, session: Session, run: string): AsyncGenerator<OutputLine> {
  let after: number | null = null
  const link = { connect: session.connect, tell: (state: string) => writeLine(cli.err, `signalbox: ${state}`), signal: new AbortController().signal }
  const subscription = { query: FollowOutput.text, variables: () => ({ run, after }), resumes: true, ends: true }
  for await (const data of subscribe(link, subscription)) {
    // The server answers by its schema, against which a test holds the operation.
    const { runOutput } = data as { runOutput: OutputLine }
    after = runOutput.position
    yield runOutput
  }
}
