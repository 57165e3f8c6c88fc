/**
 * signalbox as `serve` starts it, in this process: all of it is real, from the port to the agents. It is started in here so that what runs can
 * be counted: each root field of its schema is wrapped for as long as it lasts. A field counts when it was let through to what it does;
 * one that the scope plugin refuses, inside of it, does not.
 */
import { randomBytes, randomUUID } from 'node:crypto'
import { chmod, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { execa } from 'execa'
import type { GraphQLFieldResolver } from 'graphql'
import { SignalboxError } from '../../../src/domain/errors.ts'
import { schema } from '../../../src/graphql/schema.ts'
import { start } from '../../../src/main.ts'
import { ask } from '../../conformance/api.ts'
import type { Inside, Issued, Run, Target } from '../target.ts'
import { Database } from './database.ts'
import { nextText } from './next-text.ts'

const PROJECT = 'quiet'
const BROKEN = 'a-project-that-cannot-be-read'
const SECRET = 'the-password-is-hunter2'

const CREATE_PROJECT = 'mutation ($input: CreateProjectInput!) { createProject(input: $input) { cursor } }'
const INJECT = 'mutation ($input: InjectWorkUnitsInput!) { injectWorkUnits(input: $input) { cursor } }'
const CREATE_TOKEN = 'mutation ($input: CreateTokenInput!) { createToken(input: $input) { token } }'
const REVOKE_TOKEN = 'mutation ($input: RevokeTokenInput!) { revokeToken(input: $input) { name } }'
const CANCEL = 'mutation ($input: CancelWorkUnitInput!) { cancelWorkUnit(input: $input) { cursor } }'

/** Until a token expires that is to be good when it is made, on a busy machine too. */
const SOON_MS = 1_000
const LATER_MS = 5_000

export async function startSignalbox(): Promise<Target> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'signalbox-hostile-')))
  const environment = await hostileEnvironment(folder)
  const repository = join(folder, 'repository')
  await makeRepository(repository)
  const dataDir = join(folder, 'data')
  const counter = countResolvers()
  // Nothing may rely on the mask of whoever starts it.
  const umask = process.umask(0)
  const server = await start({
    dataDir,
    databaseUrl: null,
    environment,
    host: '127.0.0.1',
    port: 0,
    allowedHosts: [],
    allowedWebhooks: [],
    retainChanges: { keep: 'ALL' },
    logLevel: 'info',
    open: false,
    version: 'test',
  })
  const database = await Database.open(join(dataDir, 'signalbox.db'))
  const place = { url: server.url, token: server.ownerToken }
  const createProject = (key: string, more: object): Promise<unknown> =>
    ask(place, CREATE_PROJECT, { input: { key, repositoryPath: repository, phases: ['IMPLEMENT'], ...more } })
  const waiting = { driver: 'COMMAND', command: [process.execPath, '-e', WAITING_AGENT, folder] }

  async function startRun(): Promise<Run> {
    const chunk = `run-${randomBytes(4).toString('hex')}`
    const token = nextText(folder, chunk)
    await ask(place, INJECT, { input: { project: 'agents', workUnits: [{ chunk }] } })
    return { token: await token, end: async () => void (await ask(place, CANCEL, { input: { project: 'agents', chunk } })) }
  }

  async function issue(role: string, expiresInMs?: number): Promise<Issued> {
    const name = `token-${randomUUID()}`
    const expiresAt = expiresInMs === undefined ? null : new Date(Date.now() + expiresInMs).toISOString()
    const { createToken } = await ask<{ createToken: { token: string } }>(place, CREATE_TOKEN, { input: { name, role, expiresAt } })
    return { token: createToken.token, revoke: async () => void (await ask(place, REVOKE_TOKEN, { input: { name } })) }
  }

  await createProject(PROJECT, { agent: { driver: 'COMMAND', command: ['true'] } })
  await ask(place, INJECT, { input: { project: PROJECT, workUnits: ['one', 'two'].map((chunk) => ({ chunk, held: true })) } })
  await createProject('agents', { agent: waiting, maxAgents: 1000 })
  const [operator, viewer, expired, revoked, run, ended] = await Promise.all([
    issue('OPERATOR'),
    issue('VIEWER'),
    issue('OWNER', SOON_MS),
    issue('OWNER'),
    startRun(),
    startRun(),
  ])
  await Promise.all([revoked.revoke(), ended.end(), wait(SOON_MS)])
  const expiring = await issue('VIEWER', LATER_MS)

  const inside: Inside = {
    resolved: counter.count,
    log: () => readFile(join(dataDir, 'signalbox.log'), 'utf8'),
    dataDir,
    folder,
    repository,
    environment,
    broken: BROKEN,
    secret: SECRET,
    expiring: { token: expiring.token, hasExpired: wait(LATER_MS) },
    issue,
    startRun,
  }
  return {
    port: Number(new URL(server.url).port),
    tokens: {
      owner: server.ownerToken,
      operator: operator.token,
      viewer: viewer.token,
      run: run.token,
      expired: expired.token,
      revoked: revoked.token,
      ended: ended.token,
    },
    project: PROJECT,
    state: () => database.state(),
    inside,
    async stop() {
      await server.stop()
      await database.close()
      process.umask(umask)
      counter.giveBack()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Writes its token into a file of the folder that is its argument, and waits to be stopped. */
const WAITING_AGENT = `
const { SIGNALBOX_CHUNK: chunk, SIGNALBOX_TOKEN: token } = process.env
require('node:fs').writeFileSync(process.argv[1] + '/' + chunk, token)
setInterval(() => {}, 60_000)`

/**
 * Variables that must not reach git or an agent, and a git that writes down what reaches it.
 * The git folder that they name does not exist: git would say so.
 */
async function hostileEnvironment(folder: string): Promise<Record<string, string>> {
  const bin = join(folder, 'bin')
  await mkdir(bin)
  const { stdout: git } = await execa('which', ['git'])
  await writeFile(join(bin, 'git'), `#!/bin/sh\n{ env; echo; } >> '${join(folder, 'git-environment')}'\nexec '${git}' "$@"\n`)
  await chmod(join(bin, 'git'), 0o755)
  return {
    PATH: `${bin}:${process.env['PATH'] ?? ''}`,
    HOME: folder,
    LANG: 'C.UTF-8',
    GIT_DIR: join(folder, 'nowhere.git'),
    GIT_WORK_TREE: join(folder, 'nowhere'),
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'core.hooksPath',
    GIT_CONFIG_VALUE_0: join(folder, 'nowhere'),
    SIGNALBOX_DATABASE_URL: 'postgres://server:a-secret-of-the-server@127.0.0.1/none',
    SIGNALBOX_TOKEN: 'a-secret-of-the-server',
    ANTHROPIC_API_KEY: 'a-secret-of-the-server',
    NODE_OPTIONS: '--title=a-secret-of-the-server',
  }
}

export async function makeRepository(path: string, { branch = 'main', identity = 'Olga' } = {}): Promise<void> {
  await mkdir(path, { recursive: true })
  const env = { PATH: process.env['PATH'] ?? '', HOME: path, GIT_CONFIG_NOSYSTEM: '1' }
  const git = (...args: string[]): Promise<unknown> => execa('git', ['-C', path, ...args], { env, extendEnv: false })
  await git('init', '--quiet', `--initial-branch=${branch}`)
  await git('config', 'user.name', identity)
  await git('config', 'user.email', 'olga@example.org')
  await git('commit', '--quiet', '--allow-empty', '--message', 'first')
}

type Resolver = GraphQLFieldResolver<unknown, unknown>

/** Wraps the root fields of the schema, which is one for the whole process. */
function countResolvers(): { count: () => number; giveBack: () => void } {
  let count = 0
  const originals: (() => void)[] = []
  const counted =
    (resolver: Resolver | undefined): Resolver =>
    async (parent, args, context, info) => {
      try {
        if (JSON.stringify(args).includes(BROKEN)) throw new Error(`${SECRET} in ${import.meta.filename}`)
        const result: unknown = await resolver?.(parent, args, context, info)
        count += 1
        return result
      } catch (error) {
        if (!(error instanceof SignalboxError && error.code === 'FORBIDDEN')) count += 1
        throw error
      }
    }
  for (const type of [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]) {
    for (const field of Object.values(type?.getFields() ?? {})) {
      const { resolve, subscribe } = field
      originals.push(() => Object.assign(field, { resolve, subscribe }))
      // What a subscription does when it is begun is what counts of it.
      if (type === schema.getSubscriptionType()) field.subscribe = counted(subscribe)
      else field.resolve = counted(resolve)
    }
  }
  return { count: () => count, giveBack: () => originals.forEach((giveBack) => giveBack()) }
}
