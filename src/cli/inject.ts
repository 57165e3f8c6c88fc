/** signalbox inject: new work units, all of them in one transaction. */
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { UsageError } from '../config.ts'
import { type Phase, PHASES } from '../domain/phase.ts'
import { type ChunkSource, isFinishedSibling, readChunkSource } from './chunk-source.ts'
import { messageOf, RefusedError } from './errors.ts'
import { choice, names, wholeNumber, withExamples, withMutation, withProject } from './options.ts'
import { inOneLine, styleStatus, writeJson, writeLine } from './print.ts'
import { chooseProject, type Cli, type MutationOptions, openSession, type ProjectOptions, type Session } from './session.ts'
import { listUnits } from './units.ts'
import { type InjectedChunk, InjectUnits } from './work-unit-operations.ts'

interface InjectOptions extends ProjectOptions, MutationOptions {
  readonly priority?: number
  readonly dependsOn?: readonly string[]
  readonly phase?: Phase
  readonly held?: boolean
  readonly title?: string
  readonly goal?: string
  readonly goalFile?: string
}

export function addInject(program: Command, cli: Cli): void {
  const command = withMutation(withProject(program.command('inject')))
    .summary('put chunks of work in: all of them, or none')
    .description(
      'Puts chunks of work into a project, in one transaction: all of them, or none. A chunk is a name, with a goal in Markdown from --goal or --goal-file, or a path: its folder, or the GOAL.md in it, whose frontmatter may say depends_on, code_paths, code_references and priority. A PLAN.md beside it lets the unit start at IMPLEMENT. Each becomes a work unit that is READY, or BLOCKED until what it depends on is DONE.',
    )
    .argument('<chunk-or-path...>', "a chunk's name, or its folder, or the GOAL.md in it")
    .option('--priority <n>', 'from -1000 to 1000; the higher one is first', wholeNumber)
    .option('--depends-on <list>', 'chunks that must be done first, as a,b; goes before depends_on in GOAL.md', names)
    .addOption(choice('--phase <phase>', 'where it starts (default: behind what there is: a goal, a plan)', PHASES))
    .option('--held', 'not dispatched until it is released')
    .option('--title <text>', 'of the one chunk that is named')
    .option('--goal <text>', 'of the one chunk that is named')
    .option('--goal-file <file>', "the one chunk's goal from a file")
    .action((words: string[], options: InjectOptions) => inject(cli, words, options))
  withExamples(
    command,
    'signalbox inject add-login --goal "Users can log in with a password."',
    'signalbox inject docs/chunks/*/',
    'signalbox inject docs/chunks/add-login/GOAL.md --priority 10 --depends-on add-users',
  )
}

async function inject(cli: Cli, words: readonly string[], options: InjectOptions): Promise<void> {
  const goal = await readGoal(cli, words, options)
  const sources = await Promise.all(words.map((word) => readChunkSource(word, cli.cwd)))
  if (goal !== undefined && sources.some(({ document }) => document !== null)) {
    throw new UsageError(`'${words.join(' ')}' has a GOAL.md: leave out --goal and --goal-file.`)
  }
  const session = openSession(cli, options)
  const project = await chooseProject(cli, session, options)
  const finished = options.dependsOn === undefined ? await finishedDependencies(cli, session, project, sources) : new Set<string>()
  const workUnits = sources.map((source) => ({ ...readChunk(source, finished, options), goal: source.document?.text ?? goal }))
  const { injectWorkUnits } = await session.mutate(InjectUnits, { project, workUnits })

  if (options.json) return writeJson(cli.out, injectWorkUnits.workUnits)
  for (const { chunk, title, status, phase } of injectWorkUnits.workUnits) {
    writeLine(cli.out, `${chunk}: ${styleStatus(cli.out, status)} in ${phase}: ${inOneLine(title)}`)
  }
}

async function readGoal(cli: Cli, words: readonly string[], { goal, goalFile, title }: InjectOptions): Promise<string | undefined> {
  if (goal === undefined && goalFile === undefined && title === undefined) return undefined
  if (words.length > 1) throw new UsageError('--goal, --goal-file and --title are for one chunk; name one.')
  if (goalFile === undefined) return goal
  if (goal !== undefined) throw new UsageError('give --goal or --goal-file, not both.')
  return readFile(resolve(cli.cwd, goalFile), 'utf8').catch((error: unknown) => {
    throw new RefusedError(null, `the goal cannot be read: ${messageOf(error)}`)
  })
}

function readChunk({ chunk, document }: ChunkSource, finished: ReadonlySet<string>, options: InjectOptions): InjectedChunk {
  const isShort = document?.dependsOn.some((name) => finished.has(name)) ?? false
  return {
    chunk,
    title: options.title,
    phase: options.phase ?? (document?.planned ? 'IMPLEMENT' : undefined),
    priority: options.priority,
    // What is not said here, the server reads in the document.
    dependsOn: options.dependsOn ?? (isShort ? document?.dependsOn.filter((name) => !finished.has(name)) : undefined),
    held: options.held,
  }
}

/** Chunks that something depends on, that the server has never heard of, and whose document says that they are finished. */
async function finishedDependencies(cli: Cli, session: Session, project: string, sources: readonly ChunkSource[]): Promise<Set<string>> {
  const injected = new Set(sources.map(({ chunk }) => chunk))
  const wanted = new Map(
    sources.flatMap(({ document }) => (document ? document.dependsOn.map((name): [string, string] => [name, document.siblings]) : [])),
  )
  for (const chunk of injected) wanted.delete(chunk)
  if (wanted.size === 0) return new Set()
  const { units } = await listUnits(session, project, { chunks: [...wanted.keys()] })
  for (const { chunk } of units) wanted.delete(chunk)

  const finished = new Set<string>()
  for (const [chunk, siblings] of wanted) if (await isFinishedSibling(siblings, chunk, cli.cwd)) finished.add(chunk)
  return finished
}
