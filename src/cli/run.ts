/** signalbox run: any operation on the server's API, of the caller's own or one that comes with signalbox. */
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { text as readAll } from 'node:stream/consumers'
import type { Command } from 'commander'
import { UsageError } from '../config.ts'
import { messageOf, RefusedError } from './errors.ts'
import { collect, withExamples, withProject } from './options.ts'
import { isReadyName, readReadyOperation } from './ready-operations.ts'
import { type Assignment, readAssignment } from './run-variables.ts'
import { chooseProject, type Cli, openSession, type ProjectOptions } from './session.ts'

interface RunOptions extends ProjectOptions {
  readonly var?: readonly string[]
  readonly varFile?: readonly string[]
  readonly operation?: string
  readonly list?: boolean
}

export function addRun(program: Command, cli: Cli): void {
  const command = withProject(program.command('run'))
    .summary('run any GraphQL operation, your own or a ready one')
    .description(
      `Runs any GraphQL operation: from a file, from standard input, or one of those that come with signalbox, which --list shows. Data is printed as JSON. A subscription prints one JSON line per event, and goes on behind the last one after a cut.

A variable $project that must be given and is not is the project of --project or SIGNALBOX_PROJECT, or the only one. A mutation that takes $idempotencyKey gets a key where you give none, and has one effect even where its answer is lost and it is sent again.`,
    )
    .argument('[operation]', 'the name of a ready operation, or a file with a GraphQL document; - reads it from standard input')
    .option('--var <name=value>', 'a variable: JSON, or text; several times for several', collect)
    .option('--var-file <name=file>', 'a variable whose value is in a file; - reads it from standard input', collect)
    .option('--operation <name>', 'which one, where the document has several')
    .option('--list', 'list the ready operations, and what they take')
    .action((word: string | undefined, options: RunOptions) => run(cli, word, options))
  withExamples(
    command,
    'signalbox run --list',
    'signalbox run merged-commits --project shop',
    'signalbox run answer --var item="$ITEM" --var-file answer=answer.md',
    'signalbox run units.graphql --var first=10 --var \'filter={"status": ["READY"]}\'',
    "echo '{ projects { key cursor } }' | signalbox run -",
    'echo \'subscription { workUnitUpdated(project: "shop") { chunk sequence } }\' | signalbox run -',
  )
}

async function run(cli: Cli, word: string | undefined, options: RunOptions): Promise<void> {
  if ((word === undefined) === !options.list) throw new UsageError('name an operation, or give --list.')
  // Loaded on demand: the other commands need no parser.
  if (word === undefined) return (await import('./run-list.ts')).listOperations(cli, options)
  const { runDocument } = await import('./run-document.ts')
  const text = isReadyName(word) ? await readReadyOperation(word) : await readInput(cli, word)
  const variables = [
    ...(options.var ?? []).map((assignment) => readAssignment('--var', assignment)),
    ...(await Promise.all((options.varFile ?? []).map((assignment) => readFromFile(cli, assignment)))),
  ]
  const session = openSession(cli, options)
  const project = () => chooseProject(cli, session, options)
  await runDocument(cli, session, { text, variables, operation: options.operation, project })
}

async function readFromFile(cli: Cli, assignment: string): Promise<Assignment> {
  const [name, file] = readAssignment('--var-file', assignment)
  return [name, await readInput(cli, file)]
}

function readInput(cli: Cli, file: string): Promise<string> {
  if (file === '-') return readAll(cli.input)
  return readFile(resolve(cli.cwd, file), 'utf8').catch((error: unknown) => {
    throw new RefusedError(null, `${file} cannot be read: ${messageOf(error)}`)
  })
}
