/** signalbox as its users meet it: a real server on a real port, a repository, and clients that know nothing but the API. */
import { EventEmitter, once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createClient } from 'graphql-ws'
import { inject, onTestFinished } from 'vitest'
import WebSocket from 'ws'
import type { LogLevel } from '../../src/config.ts'
import { type Running, start } from '../../src/main.ts'
import { commit, operatorGit, plainEnvironment, temporaryFolder } from '../git/sample-repository.ts'
import { createTestDatabase } from '../support/database.ts'

/** Where a server listens, and the token to come in with. */
export interface Place {
  readonly url: string
  readonly ownerToken: string
}

/** An agent that starts in no time: writes a file named after its chunk in IMPLEMENT, approves in REVIEW, and does what `source` says before. */
export function quickAgent(source = ''): string[] {
  const program = `
    const { SIGNALBOX_CHUNK: chunk, SIGNALBOX_PHASE: phase, SIGNALBOX_URL: url, SIGNALBOX_TOKEN: token } = process.env
    ${source}
    if (phase === 'IMPLEMENT') require('node:fs').writeFileSync(chunk + '.txt', chunk)
    if (phase === 'REVIEW') {
      const query = 'mutation { submitReview(input: { verdict: APPROVE, summary: "It was looked at." }) { cursor } }'
      const headers = { authorization: 'Bearer ' + token, 'content-type': 'application/json' }
      fetch(url, { method: 'POST', headers, body: JSON.stringify({ query }) }).then(({ ok }) => process.exit(ok ? 0 : 1))
    }`
  return [process.execPath, '-e', program]
}

/** A repository with one commit on `main`. */
export async function makeRepository(): Promise<string> {
  const repository = join(await temporaryFolder(), 'repository')
  await mkdir(repository)
  await operatorGit(repository, 'init', '--quiet', '--initial-branch=main')
  await commit(repository, { 'README.md': 'A sample.\n' }, 'first')
  return repository
}

/** A data folder, and the database for the vitest project at hand: SQLite in the folder, or a PostgreSQL of its own. */
export async function makeHome(): Promise<{ dataDir: string; databaseUrl: string | null; environment: Record<string, string> }> {
  const folder = await temporaryFolder()
  const location = inject('database') === 'POSTGRESQL' ? await createTestDatabase() : null
  return {
    dataDir: join(folder, 'data'),
    databaseUrl: location !== null && 'url' in location ? location.url : null,
    environment: plainEnvironment(folder),
  }
}

/** A server in this process, gone when the test is. */
export async function startServer(home?: Awaited<ReturnType<typeof makeHome>>, logLevel: LogLevel = 'silent'): Promise<Running> {
  const server = await start({
    ...(home ?? (await makeHome())),
    host: '127.0.0.1',
    port: 0,
    allowedHosts: [],
    retainChanges: { keep: 'ALL' },
    allowedWebhooks: [],
    logLevel,
    open: false,
    version: 'test',
  })
  onTestFinished(server.stop)
  return server
}

/** A project `demo`, on a repository of its own unless one is given. */
export async function createProject(
  place: Place,
  { command = quickAgent(), ...settings }: { phases: readonly string[]; command?: string[]; maxAgents?: number; repositoryPath?: string },
): Promise<void> {
  const repositoryPath = settings.repositoryPath ?? (await makeRepository())
  await ask(place, CREATE_PROJECT, { input: { key: 'demo', ...settings, repositoryPath, agent: { driver: 'COMMAND', command } } })
}

export const CREATE_PROJECT = 'mutation ($input: CreateProjectInput!) { createProject(input: $input) { cursor } }'

/** Injects chunks into the project `demo`. */
export async function injectUnits(place: Place, ...workUnits: readonly object[]): Promise<void> {
  const query = 'mutation ($input: InjectWorkUnitsInput!) { injectWorkUnits(input: $input) { cursor } }'
  await ask(place, query, { input: { project: 'demo', workUnits } })
}

interface Answer {
  readonly data?: Record<string, unknown> | null
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string; readonly field?: string } }[]
}

/** One operation over HTTP, with its errors. */
export async function post({ url, ownerToken }: Place, query: string, variables: object = {}): Promise<Answer> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ownerToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  })
  return (await response.json()) as Answer
}

/** One operation over HTTP that must succeed. */
export async function ask<T>(place: Place, query: string, variables: object = {}): Promise<T> {
  const { data, errors } = await post(place, query, variables)
  if (!data || errors) throw new Error(JSON.stringify(errors))
  return data as T
}

export interface Update {
  readonly cursor: string
  readonly sequence: number
  readonly revision: number
  readonly kind: string
  readonly chunk: string
  readonly previousStatus: string | null
  readonly previousPhase: string | null
  readonly reason: string
  readonly workUnit: {
    readonly status: string
    readonly phase: string
    readonly attention: readonly { readonly id: string; readonly kind: string }[]
  } | null
}

export interface Subscriber {
  /** Everything that has arrived. */
  readonly updates: Update[]
  /** The first update, of those that have come or will, that is as `isSo` says. */
  until(isSo: (update: Update) => boolean): Promise<Update>
  close(): Promise<void>
}

/** A WebSocket client of `workUnitUpdated`; resolves when the server has accepted the subscription's socket. */
export async function subscribe({ url, ownerToken }: Place, project: string, after: string | null): Promise<Subscriber> {
  const updates: Update[] = []
  // `once` rejects when an error is emitted; an error while nobody waits stays with the next one who does.
  const arrivals = new EventEmitter<{ update: []; error: [unknown] }>()
  let failure: Error | null = null
  const fail = (error: unknown): void => {
    failure = new Error('the subscription failed', { cause: error })
    if (arrivals.listenerCount('error') > 0) arrivals.emit('error', failure)
  }
  const client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { token: ownerToken },
    lazy: false,
    retryAttempts: 0,
    onNonLazyError: () => undefined,
  })
  const query = `subscription ($project: String!, $after: Cursor) {
    workUnitUpdated(project: $project, after: $after) {
      cursor sequence revision kind chunk previousStatus previousPhase reason
      workUnit { status phase attention { id kind } }
    }
  }`
  client.subscribe<{ workUnitUpdated: Update }>(
    { query, variables: { project, after } },
    {
      next({ data, errors }) {
        if (errors) fail(new Error(JSON.stringify(errors)))
        if (data) updates.push(data.workUnitUpdated)
        arrivals.emit('update')
      },
      error: fail,
      complete: () => undefined,
    },
  )
  onTestFinished(async () => client.dispose())
  return {
    updates,
    async until(isSo) {
      for (;;) {
        const found = updates.find(isSo)
        if (found) return found
        if (failure !== null) throw failure
        await once(arrivals, 'update')
      }
    },
    close: async () => client.dispose(),
  }
}

/** The cursor before the first change of the project. */
export async function startCursor(place: Place, project: string): Promise<string> {
  const data = await ask<{ project: { startCursor: string } }>(
    place,
    'query ($project: String!) { project(key: $project) { startCursor } }',
    { project },
  )
  return data.project.startCursor
}

/** What must hold for what any subscriber has got: sequences without a gap, and revisions of each unit without a gap. */
export function gaps(updates: readonly Update[], firstSequence = 1): string[] {
  const revisions = new Map<string, number>()
  return updates.flatMap((update, index) => {
    const last = revisions.get(update.chunk)
    revisions.set(update.chunk, update.revision)
    const expected = last === undefined ? update.revision : last + 1
    return [
      ...(update.sequence === firstSequence + index ? [] : [`sequence ${update.sequence} in place of ${firstSequence + index}`]),
      ...(update.revision === expected ? [] : [`${update.chunk}: revision ${update.revision} after ${last}`]),
    ]
  })
}
