/** The composition root: builds every room and joins them. */
import { createHash, randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Config } from './config.ts'
import { locationOf, openDataFolder } from './data-folder.ts'
import { Git } from './git/git.ts'
import { createContextFactory } from './graphql/context.ts'
import { encodeCursor } from './graphql/cursor.ts'
import { encodeGlobalId } from './graphql/global-id.ts'
import { schema } from './graphql/schema.ts'
import { createRepositories } from './git/repositories.ts'
import { logChanges } from './log/change-lines.ts'
import { openLog } from './log/open-log.ts'
import { secretsIn } from './log/scrub.ts'
import { createMetrics } from './metrics/metrics.ts'
import { LedRuns } from './scheduler/led-runs.ts'
import { systemTimer } from './scheduler/options.ts'
import { startScheduler } from './scheduler/scheduler.ts'
import { ALLOWANCE } from './server/bearers.ts'
import type { Load } from './server/meter.ts'
import { startServer } from './server/start-server.ts'
import type { Services } from './services/context.ts'
import { tokenMaker } from './services/new-token.ts'
import { startRetention } from './services/retention.ts'
import { authenticate, goodTokens, setOwnerToken } from './services/token.ts'
import type { StoreObserver } from './store/observer.ts'
import { openStore } from './store/open.ts'
import { startDeliverer } from './webhooks/deliverer.ts'

const DASHBOARD = fileURLToPath(new URL('../dist/dashboard/', import.meta.url))

export interface Running {
  /** Where the server listens, as in `http://127.0.0.1:7420`. */
  readonly url: string
  readonly ownerToken: string
  /** Ends the agents, closes the connections and the database. Ten seconds at most. */
  stop(): Promise<void>
}

/** Starts the server, the scheduler and the dashboard. Throws an Error with one clear sentence when that is not possible. */
export async function start(config: Config): Promise<Running> {
  const undo: (() => Promise<unknown>)[] = []
  // Each room is closed, also where one before it failed: the folder must not announce a server that is gone.
  const stop = async (): Promise<void> => {
    const failures: unknown[] = []
    for (let step = undo.pop(); step; step = undo.pop()) await step().catch((error: unknown) => failures.push(error))
    if (failures.length > 0) throw failures[0]
  }
  try {
    return await build(config, undo, stop)
  } catch (error) {
    // Why it could not start is what there is to hear; what fails on the way back comes of that.
    await stop().catch(() => undefined)
    throw error
  }
}

/** `undo` collects how each room is closed, in the order in which they were opened. */
async function build(config: Config, undo: (() => Promise<unknown>)[], stop: () => Promise<void>): Promise<Running> {
  const folder = await openDataFolder(config.dataDir)
  undo.push(folder.close)
  const { log, close: closeLog } = openLog({
    file: folder.log,
    level: config.logLevel,
    secrets: [folder.ownerToken, config.databaseUrl ?? '', ...secretsIn(config.environment)],
    onError: ({ message }) => process.emitWarning(`${folder.log} cannot be written: ${message}. The server goes on without it.`),
  })
  undo.push(closeLog)
  const now = (): Date => new Date()
  const metrics = createMetrics(now)

  const store = await openStore({
    location: locationOf(config, folder.database),
    now,
    newId: randomUUID,
    observe: both(logChanges(log), metrics.observe),
    onError: (error) => log.error(error, 'the store reports an error'),
  })
  undo.push(store.close)
  const git = new Git(config.environment)
  const ledRuns = new LedRuns()
  const repositories = createRepositories(git, folder.worktrees)
  const services: Services = {
    store,
    repositories: {
      ...repositories,
      // Not under the feet of an agent that is being stopped, nor of one that is started for a new unit of that chunk.
      discard: (project, unit) => ledRuns.alone({ projectId: project.id, chunk: unit.chunk }, () => repositories.discard(project, unit)),
    },
    now,
    newId: randomUUID,
    allowedWebhooks: config.allowedWebhooks,
    newToken: tokenMaker(folder.ownerToken),
    ownerName: ownerName(config),
    onDecision: ({ what, ...decision }) => log.info(decision, what),
    onError: (error) => log.error(error, 'tidying up failed'),
  }
  await setOwnerToken(services, folder.ownerToken)

  const startedAt = now()
  let ready = false
  // Its own API tells of it, and is there before it listens.
  let load = (): Load => ({ sockets: 0, streams: 0, subscriptions: 0, groups: 0 })
  const server = await startServer({
    host: config.host,
    port: config.port,
    allowedHosts: config.allowedHosts,
    schema,
    authenticate: (token) => authenticate(services, token),
    goodTokens: (tokens) => goodTokens(services, tokens),
    allowance: ALLOWANCE,
    contextFor: createContextFactory(services, {
      version: config.version,
      startedAt,
      load: () => load(),
      feedLagSeconds: metrics.feedLagSeconds,
    }),
    dashboardDir: DASHBOARD,
    log,
    meter: metrics.meter,
    metrics: (open) => metrics.text(store.read, open),
    ready: () => ready,
  }).catch((error: unknown) => {
    throw cannotListen(error, config)
  })
  undo.push(server.stop)
  load = server.load

  const serverId = randomUUID()
  const scheduler = await startScheduler({
    services,
    git,
    ledRuns,
    apiUrl: `${server.url}/graphql`,
    worktreesDir: folder.worktrees,
    runFilesDir: folder.runFiles,
    environment: config.environment,
    server: { id: serverId, host: hostname(), pid: process.pid, startedAt },
    exclusive: config.databaseUrl === null,
    log,
    newToken: () => services.newToken(null),
  })
  undo.push(scheduler.stop)
  const deliverer = await startDeliverer({
    services,
    serverId,
    exclusive: config.databaseUrl === null,
    version: config.version,
    api: { cursor: encodeCursor, globalId: encodeGlobalId },
    after: systemTimer,
    random: Math.random,
    log,
    onOutcome: metrics.onWebhook,
  })
  undo.push(deliverer.stop)
  undo.push(
    startRetention(services, {
      retention: config.retainChanges,
      after: systemTimer,
      onError: (error) => log.error(error, 'the change logs could not be trimmed'),
    }),
  )

  ready = true
  await folder.announce({ url: server.url, pid: process.pid, version: config.version, startedAt: startedAt.toISOString() })
  log.info({ url: server.url, database: store.database }, 'signalbox listens')
  return { url: server.url, ownerToken: folder.ownerToken, stop }
}

/** Servers that share a database have an owner's token each: that of their data folder. */
function ownerName({ databaseUrl, dataDir }: Config): string {
  return databaseUrl === null ? 'owner' : `owner@${hostname()}-${createHash('sha256').update(dataDir).digest('hex').slice(0, 6)}`
}

/** The system's own words say what is wrong, and not what to do. */
const LISTEN_PROBLEMS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is in use by another program. Choose another one with --port; 0 takes a free one.',
  EACCES: 'may not be opened by this user. Choose one above 1023 with --port.',
  EADDRNOTAVAIL: 'is no address of this machine. Choose another one with --host.',
}

function cannotListen(error: unknown, { host, port }: Config): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const problem = LISTEN_PROBLEMS[code]
  return problem === undefined ? error : new Error(`${host}, port ${port}, ${problem}`, { cause: error })
}

function both(one: StoreObserver, other: StoreObserver): StoreObserver {
  return {
    committed(...told) {
      one.committed(...told)
      other.committed(...told)
    },
  }
}
