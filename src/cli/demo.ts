/** signalbox demo: a sample repository, a server and a dozen chunks, worked through by the scripted agent. No account is needed. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Command } from 'commander'
import { readConfig, readPort } from '../config.ts'
import { openBrowser } from './browser.ts'
import { openApiSocket } from './api-socket.ts'
import { changeLine } from './change-line.ts'
import type { Change } from './change-operations.ts'
import { createDemoOperator } from './demo-operator.ts'
import { DEMO_BRANCH, makeRepository, readHistory } from './demo-repository.ts'
import { DEMO_PHASES, demoChunks, demoScript } from './demo-script.ts'
import { followChanges, readHead } from './follow-changes.ts'
import { positiveNumber, withExamples } from './options.ts'
import { inOneLine, writeLine } from './print.ts'
import { CreateProject } from './project-operations.ts'
import { scriptedAgent } from './scripted-agent.ts'
import { type Cli, openSession, type Session } from './session.ts'
import { aborted, stopOnSignal } from './stop-signal.ts'
import { InjectUnits } from './work-unit-operations.ts'

interface DemoOptions {
  readonly port?: string
  readonly speed: number
  readonly patience?: number
  readonly exit?: boolean
  readonly keep?: boolean
  readonly open: boolean
}

const PROJECT = 'demo'
const PATIENCE_AT_A_TERMINAL_S = 60
const PATIENCE_S = 3

export function addDemo(program: Command, cli: Cli): void {
  const command = program
    .command('demo')
    .summary('watch a dozen chunks come together in a sample')
    .description(
      'Makes a sample repository in a temporary folder, starts a server of its own, and has a dozen chunks worked through by scripted agents: with dependencies, a question, a conflict, a failure and a review round. No account is needed. You decide on the dashboard, or with the other commands; what you leave open the demo decides by itself after a while.',
    )
    .option('--port <n>', 'of the dashboard (default: a free one)')
    .option('--speed <factor>', 'how fast the agents work', positiveNumber, 1)
    .option(
      '--patience <seconds>',
      `after which it decides by itself what you leave open (default: ${PATIENCE_AT_A_TERMINAL_S}, without a terminal ${PATIENCE_S})`,
      positiveNumber,
    )
    .option('--exit', 'end when all is done')
    .option('--keep', 'leave the folder with the repository behind')
    .option('--no-open', 'do not open the dashboard in the browser; without a terminal it is never opened')
    .action((options: DemoOptions) => demo(cli, options))
  withExamples(command, 'signalbox demo', 'signalbox demo --port 7420 --no-open', 'signalbox demo --speed 5 --patience 1 --exit')
}

async function demo(cli: Cli, options: DemoOptions): Promise<void> {
  const stop = stopOnSignal()
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-demo-'))
  try {
    await play(cli, options, folder, stop)
  } finally {
    if (options.keep) writeLine(cli.out, `The repository remains in ${join(folder, 'notes')}.`)
    else await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

async function play(cli: Cli, options: DemoOptions, folder: string, stop: AbortSignal): Promise<void> {
  const repository = join(folder, 'notes')
  const dataDir = join(folder, 'data')
  const isTerminal = 'isTTY' in cli.out && cli.out.isTTY === true
  const port = readPort(options.port, cli.environment, 0)
  await makeRepository(repository, cli.environment)

  const { start } = await import('../main.ts')
  // Not the database, host or log level of the servers that the environment is set up for.
  const server = await start({ ...readConfig({ dataDir, port: String(port) }, {}, cli.cwd), environment: cli.environment })
  try {
    const session = openSession(cli, { dataDir })
    const script = join(folder, 'script.json')
    await writeFile(script, JSON.stringify(demoScript(options.speed), null, 2))
    await addProject(session, repository, script)

    const dashboard = `${server.url}/#token=${server.ownerToken}`
    writeLine(cli.out, `The dashboard: ${dashboard}`)
    writeLine(cli.out, `The repository: ${repository}, branch ${DEMO_BRANCH}`)
    writeLine(cli.out, `Beside it you can run: signalbox watch --from-start --json --data-dir ${dataDir}`)
    if (isTerminal && options.open) await openBrowser(dashboard, dataDir, cli)

    const patience = options.patience ?? (isTerminal ? PATIENCE_AT_A_TERMINAL_S : PATIENCE_S)
    await goThrough(cli, session, patience, stop)
    if (stop.aborted) return
    writeLine(cli.out, `All is done. ${DEMO_BRANCH} in ${repository}:\n${await readHistory(repository, cli.environment)}`)
    if (options.exit) return
    writeLine(cli.out, 'The dashboard stays open until you press Ctrl+C.')
    await aborted(stop)
  } finally {
    await server.stop()
  }
}

async function addProject(session: Session, repositoryPath: string, script: string): Promise<void> {
  await session.mutate(CreateProject, {
    key: PROJECT,
    repositoryPath,
    baseBranch: DEMO_BRANCH,
    maxAgents: 4,
    phases: DEMO_PHASES,
    agent: { driver: 'COMMAND', command: [...scriptedAgent(), '--script', script], environment: [] },
  })
}

/** Injects the chunks and prints what happens until all are DONE, or `stop` aborts. */
async function goThrough(cli: Cli, session: Session, patienceS: number, stop: AbortSignal): Promise<void> {
  const after = await readHead(session, PROJECT)
  const { injectWorkUnits } = await session.mutate(InjectUnits, { project: PROJECT, workUnits: demoChunks() })
  const open = new Set(injectWorkUnits.workUnits.map(({ chunk }) => chunk))

  const operator = createDemoOperator(session, patienceS * 1_000, (line) => writeLine(cli.out, `The demo's operator: ${inOneLine(line)}`))
  const done = new AbortController()
  const onChange = (change: Change): void => {
    if (isNews(change)) writeLine(cli.out, changeLine(cli.out, change))
    operator.hear(change)
    if (change.workUnit === null || change.workUnit.status === 'DONE') open.delete(change.chunk)
    if (open.size === 0) done.abort()
  }
  // The server is in this process, and its log is young: it has everything.
  const beginAnew = (reason: Error): Promise<never> => Promise.reject(reason)
  const socket = openApiSocket(session)
  try {
    const wanted = { project: PROJECT, chunks: null, after, onChange, beginAnew }
    await followChanges(session, socket, wanted, AbortSignal.any([stop, done.signal]))
  } finally {
    operator.stop()
    socket.close()
  }
}

/** A change of the status or the phase; the rest is in the dashboard. */
function isNews({ changedFields, kind }: { readonly changedFields: readonly string[]; readonly kind: string }): boolean {
  return kind !== 'UPDATED' || changedFields.includes('status') || changedFields.includes('phase')
}
