/** signalbox export: a project as lines of JSON. */
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import type { Command } from 'commander'
import { readDataPlace, type ServeOptions } from '../config.ts'
import { messageOf, RefusedError } from './errors.ts'
import { addSection } from './help.ts'
import { withDatabase, withExamples } from './options.ts'
import { writeLine } from './print.ts'
import type { Cli } from './session.ts'

type ExportOptions = Pick<ServeOptions, 'dataDir' | 'databaseUrl'> & { readonly out?: string }

export function addExport(program: Command, cli: Cli): void {
  const command = withDatabase(program.command('export'))
    .description('write a project out, as lines of JSON that `signalbox import` reads')
    .argument('<project>', 'its key')
    .option('--out <file>', 'write to a file that only you can read (default: the standard output)')
    .action((project: string, options: ExportOptions) => exportProject(cli, project, options))
  addSection(command, 'What it does', [
    'It reads the database itself, also while a server works on it: the file is the project as of one moment.',
    '',
    'In it: the settings, the work units, their dependencies and conflicts, all runs with their output, all attention items, and the',
    'change log as far as it is kept. Not in it: tokens, webhooks, answers to idempotency keys, and what is in git. Branches are moved',
    'with the repository; what is uncommitted in a worktree stays where it is.',
  ])
  withExamples(
    command,
    'signalbox export shop > shop.jsonl',
    'signalbox export shop --database-url postgres://user:password@db:5432/signalbox --out shop.jsonl',
    'signalbox export shop | ssh other signalbox import - --repository /home/ada/shop',
  )
}

async function exportProject(cli: Cli, project: string, options: ExportOptions): Promise<void> {
  const place = readDataPlace(options, cli.environment, cli.cwd)
  const { exportFrom } = await import('../offline.ts')
  const writeTo = async (stream: Writable): Promise<void> => {
    const write = async (line: string): Promise<void> => {
      if (!stream.write(line)) await once(stream, 'drain')
    }
    const { units, changes, runs } = await exportFrom(place, { project, write })
    writeLine(cli.err, `signalbox: exported ${project}: ${units} work units, ${changes} changes, ${runs} runs`)
  }
  if (options.out === undefined) await writeTo(cli.out)
  else await writeWhole(resolve(cli.cwd, options.out), writeTo)
}

/** The file is there when it is whole, and is what it was until then. */
async function writeWhole(path: string, write: (stream: Writable) => Promise<void>): Promise<void> {
  const draft = `${path}.part`
  const stream = createWriteStream(draft, { mode: 0o600 })
  try {
    await once(stream, 'open').catch((error: unknown) => {
      throw new RefusedError(null, `${path} cannot be written: ${messageOf(error)}`)
    })
    await write(stream)
    stream.end()
    await finished(stream)
    await rename(draft, path)
  } catch (error) {
    stream.destroy()
    await rm(draft, { force: true })
    throw error
  }
}
