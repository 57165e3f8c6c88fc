/** signalbox run: any operation on the server's API. */
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { text as readAll } from 'node:stream/consumers'
import type { Command } from 'commander'
import { messageOf, RefusedError } from './errors.ts'
import { collect, withExamples, withServer } from './options.ts'
import { type Cli, openSession, type ServerOptions } from './session.ts'

interface RunOptions extends ServerOptions {
  readonly var?: readonly string[]
  readonly operation?: string
}

export function addRun(program: Command, cli: Cli): void {
  const command = withServer(program.command('run'))
    .description('run any GraphQL operation; a subscription prints one JSON line per event, and goes on behind the last one after a cut')
    .argument('<file>', 'a file with a GraphQL document; - reads it from standard input')
    .option('--var <name=value>', 'a variable: JSON, or text; several times for several', collect)
    .option('--operation <name>', 'which one, where the document has several')
    .action(async (file: string, options: RunOptions) => {
      // Loaded on demand: the other commands need no parser.
      const { runDocument } = await import('./run-document.ts')
      const text = file === '-' ? await readAll(cli.input) : await readDocument(resolve(cli.cwd, file))
      await runDocument(cli, openSession(cli, options), { text, variables: options.var ?? [], operation: options.operation })
    })
  withExamples(
    command,
    'signalbox run units.graphql --var project=shop --var first=10',
    "echo '{ projects { key cursor } }' | signalbox run -",
    'echo \'subscription { workUnitUpdated(project: "shop") { chunk sequence } }\' | signalbox run -',
  )
}

function readDocument(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: unknown) => {
    throw new RefusedError(null, `the document cannot be read: ${messageOf(error)}`)
  })
}
