/** signalbox as its users start it: `dist/cli.js serve`, on SQLite, or on a PostgreSQL database that is given. */
import { randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, readFile, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import type { Place, ServerUnderTest } from '../server-under-test.ts'
import { expire, stranger, viewerToken } from './beside-signalbox.ts'
import { Program } from './program.ts'
import { createProject } from './remote.ts'

const CLI = fileURLToPath(new URL('../../../dist/cli.js', import.meta.url))

interface Running {
  readonly program: Program
  readonly place: Place
}

/** `databaseUrl`: an empty PostgreSQL database for this server alone; null for SQLite. */
export async function startSignalbox(databaseUrl: string | null): Promise<ServerUnderTest> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'signalbox-conformance-')))
  const environment = { PATH: process.env['PATH'] ?? '', HOME: folder, GIT_CONFIG_NOSYSTEM: '1' }
  const repository = join(folder, 'repository')
  await makeRepository(repository, environment)

  const started: Running[] = []
  const serve = async (dataDir: string): Promise<Running> => {
    const database = databaseUrl === null ? [] : ['--database-url', databaseUrl]
    const program = await Program.start([CLI, 'serve', '--data-dir', dataDir, '--port', '0', ...database], environment)
    const { url } = JSON.parse(await readFile(join(dataDir, 'server.json'), 'utf8')) as { url: string }
    const token = (await readFile(join(dataDir, 'owner-token'), 'utf8')).trim()
    const running = { program, place: { url, token } }
    started.push(running)
    return running
  }

  const dataDir = join(folder, 'data')
  const location = databaseUrl === null ? { file: join(dataDir, 'signalbox.db') } : { url: databaseUrl }
  let first = await serve(dataDir)
  const again = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    await first.program.end(signal)
    first = await serve(dataDir)
  }
  return {
    place: () => first.place,
    createProject: (key) => createProject(first.place, key, repository),
    lastWords: () => first.program.lastWords(first.place.url),
    restart: () => again('SIGTERM'),
    kill: () => again('SIGKILL'),
    ...(databaseUrl === null ? {} : { secondServer: async () => (await serve(join(folder, `data-${randomUUID()}`))).place }),
    expire: () => expire(location),
    viewerToken: () => viewerToken(location),
    stranger: () => stranger(first.place, repository, folder),
    forge,
    async stop() {
      // In good order, so that it ends its agents.
      await Promise.all(started.map(({ program }) => program.end('SIGTERM')))
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** What a client could make of a cursor that has read how they are written: version, project, sequence. */
function forge(cursor: string): readonly string[] {
  const [version = '', project = '', sequence = ''] = Buffer.from(cursor, 'base64url').toString().split(':')
  const places = ['-1', '1.5', '1e3', `0${sequence}`, `${sequence} `, '', 'NaN', '9007199254740993', String(Number(sequence) + 1_000_000)]
  const forged = [
    ...places.map((place) => [version, project, place]),
    ['2', project, sequence],
    [version, randomUUID(), sequence],
    [version, sequence],
  ]
  return forged.map((parts) => Buffer.from(parts.join(':')).toString('base64url'))
}

async function makeRepository(path: string, environment: Readonly<Record<string, string>>): Promise<void> {
  await mkdir(path)
  const git = (...args: string[]): Promise<unknown> => execa('git', ['-C', path, ...args], { env: environment, extendEnv: false })
  await git('init', '--quiet', '--initial-branch=main')
  await git('-c', 'user.name=Olga', '-c', 'user.email=olga@example.org', 'commit', '--quiet', '--allow-empty', '--message', 'first')
}
