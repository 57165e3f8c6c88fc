/** signalbox import: a project that was exported. */
import { createReadStream, createWriteStream } from 'node:fs'
import { access, constants, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Command } from 'commander'
import { readDataPlace, type ServeOptions } from '../config.ts'
import { messageOf, RefusedError } from './errors.ts'
import { addSection } from './help.ts'
import { withDatabase, withExamples } from './options.ts'
import { inOneLine, writeJson, writeLine } from './print.ts'
import type { Cli } from './session.ts'

type ImportOptions = Pick<ServeOptions, 'dataDir' | 'databaseUrl'> & {
  readonly key?: string
  readonly repository?: string
  readonly json?: boolean
}

export function addImport(program: Command, cli: Cli): void {
  const command = withDatabase(program.command('import'))
    .description('bring in a project that `signalbox export` wrote: all of it, or nothing')
    .argument('<file>', 'the file; - is the standard input')
    .option('--key <key>', 'its key here (default: the one that it had)')
    .option('--repository <path>', 'where its git repository is here (default: where it was)')
    .option('--json', 'print data as JSON')
    .action((file: string, options: ImportOptions) => importProject(cli, file, options))
  addSection(command, 'What it does', [
    "It writes to the database itself. The embedded database is its server's alone: stop that one first. On PostgreSQL, servers may be",
    'at work; they hear of the project when it is there.',
    '',
    'The project goes on where it was: ids, cursors, sequences and revisions are the same, so clients resume with the cursors that they have.',
    'What was running is started again in a new worktree. Let one place only work on a repository: stop the old server before, or pause the',
    'project there with `signalbox project set KEY --paused`; a project that is exported paused is imported paused.',
    '',
    'Not brought along: tokens, webhooks, answers to idempotency keys, uncommitted work. The file names the program of the agent: import',
    'only what you trust.',
  ])
  withExamples(
    command,
    'signalbox import shop.jsonl',
    'signalbox import shop.jsonl --repository ~/code/shop --key shop-2',
    'signalbox export shop | signalbox import - --database-url postgres://user:password@db:5432/signalbox',
  )
}

async function importProject(cli: Cli, file: string, options: ImportOptions): Promise<void> {
  const place = readDataPlace(options, cli.environment, cli.cwd)
  const repositoryPath = options.repository === undefined ? undefined : resolve(cli.cwd, options.repository)
  const { importInto } = await import('../offline.ts')
  await withFile(cli, file, async (path) => {
    const imported = await importInto(place, { source: () => createReadStream(path), key: options.key, repositoryPath })
    if (options.json) return writeJson(cli.out, imported)
    const { key, counts, elsewhere } = imported
    writeLine(cli.out, inOneLine(`${key}: imported; ${counts.units} work units, ${counts.changes} changes; ${imported.repositoryPath}`))
    for (const { chunk, branch, path: worktree } of elsewhere) {
      const remedy = `git -C ${imported.repositoryPath} worktree remove ${worktree}`
      writeLine(cli.err, inOneLine(`signalbox: ${branch} is checked out in ${worktree}; ${chunk} needs it here. Give it free: ${remedy}`))
    }
  })
}

/** The file is read twice: what comes over the standard input is kept for so long, where nobody else can read it. */
async function withFile(cli: Cli, file: string, work: (path: string) => Promise<void>): Promise<void> {
  if (file !== '-') {
    const path = resolve(cli.cwd, file)
    await access(path, constants.R_OK).catch((error: unknown) => {
      throw new RefusedError(null, `${path} cannot be read: ${messageOf(error)}`)
    })
    return work(path)
  }
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-import-'))
  try {
    const path = join(folder, 'project.jsonl')
    await pipeline(cli.input, createWriteStream(path, { mode: 0o600 }))
    await work(path)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
