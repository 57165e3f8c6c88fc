/** signalbox serve: the server in the foreground. */
import type { Command } from 'commander'
import { DEFAULT_DATA_DIR, DEFAULT_PORT, readConfig, type ServeOptions } from '../config.ts'
import { openBrowser } from './browser.ts'
import { collect, withExamples } from './options.ts'
import { writeLine } from './print.ts'
import type { Cli } from './session.ts'
import { aborted, stopOnSignal } from './stop-signal.ts'

export function addServe(program: Command, cli: Cli): void {
  const command = program
    .command('serve')
    .summary('run the server, the scheduler and the dashboard')
    .description(
      'Runs the server in the foreground: the API, the scheduler that starts agents, and the dashboard. It listens on loopback only, unless --host says otherwise, and lets nobody in without a token; that of the owner is in the data folder. The first Ctrl+C or SIGTERM stops it cleanly, a second one at once. What was at work is taken up again at the next start.',
    )
    .option('--data-dir <folder>', `where the server keeps what is its own (env: SIGNALBOX_DATA_DIR; default: ${DEFAULT_DATA_DIR})`)
    .option('--host <address>', 'the address to listen on (env: SIGNALBOX_HOST; default: 127.0.0.1)')
    .option(
      '--allowed-host <name>',
      'a name that browsers may call it by; several times for several (env: SIGNALBOX_ALLOWED_HOST)',
      collect,
    )
    .option('--port <n>', `0 takes a free one (env: SIGNALBOX_PORT; default: ${DEFAULT_PORT})`)
    .option('--database-url <url>', 'a PostgreSQL database, instead of the embedded SQLite (env: SIGNALBOX_DATABASE_URL)')
    .option(
      '--retain-changes <amount>',
      'how much of the change log is kept, for subscribers to resume from: all, a number of changes per project (1000 at least), or an age as 12h or 30d (1h at least) (env: SIGNALBOX_RETAIN_CHANGES; default: all)',
    )
    .option(
      '--allow-webhook <host[:port]>',
      'a host that owners may have webhooks sent to, by its exact name: with a port that one, without one those of http and https; several times for several (env: SIGNALBOX_ALLOW_WEBHOOK; default: none)',
      collect,
    )
    .option(
      '--log-level <level>',
      'how much signalbox.log in the data folder tells: trace, debug, info, warn, error, fatal or silent (env: SIGNALBOX_LOG_LEVEL; default: info)',
    )
    .option('--open', 'open the dashboard in the browser (env: SIGNALBOX_OPEN)')
    .action((options: ServeOptions) => serve(cli, options))
  withExamples(
    command,
    'signalbox serve',
    'signalbox serve --port 8000 --open',
    'signalbox serve --allow-webhook hooks.example.com --allow-webhook 127.0.0.1:9000',
    'signalbox serve --database-url postgres://user:password@db:5432/signalbox --retain-changes 30d',
  )
}

async function serve(cli: Cli, options: ServeOptions): Promise<void> {
  const config = readConfig(options, cli.environment, cli.cwd)
  // Before the start: a signal that comes during it counts.
  const stop = stopOnSignal()
  const { start } = await import('../main.ts')
  const server = await start(config)
  writeLine(cli.out, `signalbox listens on ${server.url}`)
  const dashboard = `${server.url}/#token=${server.ownerToken}`
  // The token is for the person at the terminal; where the output is kept, it would be kept too.
  if ('isTTY' in cli.out && cli.out.isTTY) writeLine(cli.out, `dashboard: ${dashboard}`)
  const closePage = config.open ? await openBrowser(dashboard, config.dataDir, cli) : null
  await aborted(stop)
  await closePage?.()
  await server.stop()
}
