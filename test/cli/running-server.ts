/** A server of our own in this process, with an empty data folder, and a git repository to work on. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { processEnvironment, readConfig } from '../../src/config.ts'
import { start } from '../../src/main.ts'
import { invoke, type Invocation, type World } from './invoke.ts'

export interface TestServer {
  readonly folder: string
  readonly dataDir: string
  readonly url: string
  readonly token: string
  /** Runs a command that finds this server. */
  run(...words: readonly string[]): Promise<Invocation>
  runWith(world: World, ...words: readonly string[]): Promise<Invocation>
  /** Makes a repository with one commit and adds it as a project. */
  addProject(key: string, options: readonly string[], command: readonly string[]): Promise<void>
  /** Stops it cleanly, and starts it again on another port. */
  restart(): Promise<void>
  stop(): Promise<void>
}

export async function startTestServer(): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-cli-'))
  const dataDir = join(folder, 'data')
  const environment = processEnvironment()
  const config = { ...readConfig({ dataDir, port: '0', allowWebhook: ['hooks.example.com'] }, {}, folder), environment }
  let server = await start(config)
  const runWith = (world: World, ...words: readonly string[]): Promise<Invocation> =>
    invoke(words, { cwd: folder, ...world, environment: { SIGNALBOX_DATA_DIR: dataDir, ...world.environment } })
  const run = (...words: readonly string[]): Promise<Invocation> => runWith({}, ...words)
  return {
    folder,
    dataDir,
    get url() {
      return server.url
    },
    token: server.ownerToken,
    run,
    runWith,
    async addProject(key, options, command) {
      const repository = await makeRepository(join(folder, key))
      const { code, err } = await run('project', 'add', repository, '--key', key, ...options, '--agent', 'command', '--', ...command)
      if (code !== 0) throw new Error(err)
    },
    async restart() {
      await server.stop()
      server = await start(config)
    },
    async stop() {
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

export async function makeRepository(path: string): Promise<string> {
  await execa('git', ['init', '--quiet', '--initial-branch=main', path])
  const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', '-c', 'commit.gpgSign=false']
  await execa('git', [...identity, 'commit', '--quiet', '--allow-empty', '--message', 'first'], { cwd: path })
  return path
}
