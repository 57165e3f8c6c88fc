/** `signalbox doctor`, on real servers and on real damages: each is found by the check that is there for it, and by no other. */
import { execa } from 'execa'
import { once } from 'node:events'
import { chmod, mkdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, inject, onTestFinished, test, vi } from 'vitest'
import type { DataPlace } from '../../src/config.ts'
import { examineAt } from '../../src/offline.ts'
import { SIGNALBOX } from '../cli/program-process.ts'
import { operatorGit } from '../git/sample-repository.ts'
import { plainShell, queryRows } from '../support/database.ts'
import type { Location } from '../../src/store/clients.ts'
import { ask, createProject, injectUnits, makeHome, makeRepository, quickAgent, startServer, subscribe } from './world.ts'

// The table of damages is looked through many times.
vi.setConfig({ testTimeout: 240_000 })

interface Home extends DataPlace {
  readonly repository: string
  readonly location: Location
}

/** A home with a project in which everything has been: work that is DONE, work that asks and work that waits for it, work that is held. */
async function livedIn(visit: (home: Home) => Promise<void>): Promise<Home> {
  const place = { ...(await makeHome()), version: 'test' }
  const repository = await makeRepository()
  const location = place.databaseUrl === null ? { file: join(place.dataDir, 'signalbox.db') } : { url: place.databaseUrl }
  const home = { ...place, repository, location }
  const server = await startServer(place)
  await createProject(server, {
    repositoryPath: repository,
    phases: ['IMPLEMENT'],
    command: quickAgent("if (['fails', 'given-up'].includes(chunk)) process.exit(1)"),
  })
  const watching = await subscribe(server, 'demo', null)
  const units = [
    { chunk: 'done' },
    { chunk: 'fails' },
    { chunk: 'given-up' },
    { chunk: 'waits', dependsOn: ['fails'] },
    { chunk: 'held', held: true },
  ]
  await injectUnits(server, ...units)
  await watching.until(({ chunk, workUnit }) => chunk === 'done' && workUnit?.status === 'DONE')
  await watching.until(({ chunk, workUnit }) => chunk === 'fails' && workUnit?.status === 'NEEDS_ATTENTION')
  await watching.until(({ chunk, workUnit }) => chunk === 'given-up' && workUnit?.status === 'NEEDS_ATTENTION')
  await watching.close()
  const complete = 'mutation { completeWorkUnit(input: { project: "demo", chunk: "given-up", reason: "By hand." }) { cursor } }'
  await ask(server, complete)
  await visit(home)
  await server.stop()
  return home
}

/** The checks that find something wrong, and those that could not look. */
async function complaints(home: DataPlace, now?: () => Date): Promise<{ wrong: string[]; notLooked: string[] }> {
  const found = await examineAt(home, now)
  const names = (state: string): string[] => found.filter((finding) => finding.state === state).map(({ name }) => name)
  return { wrong: names('WRONG'), notLooked: names('NOT_LOOKED') }
}

const NOTHING = { wrong: [], notLooked: [] }

/** Past the door: as only somebody can who has taken the triggers away. */
async function forge(home: Home, sql: string): Promise<void> {
  if ('url' in home.location) return plainShell(home.location, `SET session_replication_role = replica; ${sql}`)
  const triggers = await queryRows(home.location, "SELECT name FROM sqlite_master WHERE type = 'trigger'")
  return plainShell(home.location, [...triggers.map(([name]) => `DROP TRIGGER "${String(name)}"`), sql].join(';'))
}

/** Gives a unit another status, in its row and in the log. */
function forgeStatus(home: Home, chunk: string, status: string): Promise<void> {
  const snapshot =
    'url' in home.location ? `jsonb_set("snapshot", '{unit,status}', '"${status}"')` : `json_set("snapshot", '$.unit.status', '${status}')`
  return forge(
    home,
    `UPDATE "WorkUnit" SET "status" = '${status}' WHERE "chunk" = '${chunk}';
     UPDATE "WorkUnitChange" SET "snapshot" = ${snapshot} WHERE "chunk" = '${chunk}' AND "revision" = (SELECT "revision" FROM "WorkUnit" WHERE "chunk" = '${chunk}')`,
  )
}

interface Damage {
  readonly check: string
  readonly what: string
  readonly plant: (home: Home) => Promise<unknown>
  readonly undo: (home: Home) => Promise<unknown>
}

const tree = (home: Home, chunk: string): string => join(home.dataDir, 'worktrees', 'demo', chunk)
const inRepository =
  (...args: string[]) =>
  (home: Home): Promise<string> =>
    operatorGit(home.repository, ...args)
const inDatabase =
  (sql: string) =>
  (home: Home): Promise<void> =>
    forge(home, sql)
const AGENT = (program: string): string => `UPDATE "Project" SET "agent" = '{"driver":"COMMAND","command":["${program}"],"environment":[]}'`
const SERVER = `INSERT INTO "Server" ("id", "host", "pid", "startedAt", "leaseUntil")
  SELECT 'ahead', 'elsewhere', 1, "createdAt", '2126-01-01T00:00:00.000+00:00' FROM "Project"`

const DAMAGES: readonly Damage[] = [
  {
    check: 'data-folder',
    what: 'a folder open to others',
    plant: ({ dataDir }) => chmod(dataDir, 0o755),
    undo: ({ dataDir }) => chmod(dataDir, 0o700),
  },
  {
    check: 'private-files',
    what: 'a token that everybody can read',
    plant: ({ dataDir }) => chmod(join(dataDir, 'owner-token'), 0o644),
    undo: ({ dataDir }) => chmod(join(dataDir, 'owner-token'), 0o600),
  },
  {
    check: 'broadcast',
    what: 'a row that was changed around the log',
    plant: inDatabase(`UPDATE "WorkUnit" SET "priority" = 9 WHERE "chunk" = 'held'`),
    undo: inDatabase(`UPDATE "WorkUnit" SET "priority" = 0 WHERE "chunk" = 'held'`),
  },
  {
    check: 'runs',
    what: 'a unit that runs without a run',
    plant: (home) => forgeStatus(home, 'held', 'RUNNING'),
    undo: (home) => forgeStatus(home, 'held', 'READY'),
  },
  {
    check: 'blocked',
    what: 'a unit that waits for nobody',
    plant: (home) => forgeStatus(home, 'held', 'BLOCKED'),
    undo: (home) => forgeStatus(home, 'held', 'READY'),
  },
  {
    check: 'attention',
    what: 'a unit that is READY with an open item',
    plant: (home) => forgeStatus(home, 'fails', 'READY'),
    undo: (home) => forgeStatus(home, 'fails', 'NEEDS_ATTENTION'),
  },
  { check: 'clocks', what: 'a lease from the future', plant: inDatabase(SERVER), undo: inDatabase(`DELETE FROM "Server"`) },
  {
    check: 'repository',
    what: 'a repository that was moved',
    plant: ({ repository }) => rename(repository, `${repository}-2`),
    undo: ({ repository }) => rename(`${repository}-2`, repository),
  },
  {
    check: 'repository',
    what: 'a base branch that was renamed',
    plant: inRepository('branch', '-m', 'main', 'trunk'),
    undo: inRepository('branch', '-m', 'trunk', 'main'),
  },
  { check: 'agent', what: 'an agent that is not installed', plant: inDatabase(AGENT('no-such-agent')), undo: inDatabase(AGENT('git')) },
  {
    check: 'left-worktrees',
    what: 'a worktree of nobody',
    plant: (home) => mkdir(tree(home, 'nobody')),
    undo: (home) => rm(tree(home, 'nobody'), { recursive: true }),
  },
  {
    check: 'branches',
    what: 'a branch of nobody',
    plant: inRepository('branch', 'signalbox/nobody'),
    undo: inRepository('branch', '-D', 'signalbox/nobody'),
  },
  {
    check: 'branches-elsewhere',
    what: 'a branch that somebody else has checked out',
    plant: (home) => operatorGit(home.repository, 'worktree', 'add', '--quiet', '-b', 'signalbox/held', `${home.repository}-held`),
    undo: (home) => operatorGit(home.repository, 'worktree', 'remove', `${home.repository}-held`),
  },
  {
    check: 'merged',
    what: 'a base branch that was moved back',
    plant: inRepository('reset', '--quiet', '--hard', 'HEAD~1'),
    undo: inRepository('reset', '--quiet', '--hard', 'ORIG_HEAD'),
  },
  {
    check: 'worktrees',
    what: 'a worktree that was deleted',
    plant: (home) => rename(tree(home, 'fails'), `${home.dataDir}-fails`),
    undo: (home) => rename(`${home.dataDir}-fails`, tree(home, 'fails')),
  },
  {
    check: 'change-log',
    what: 'a change that is gone',
    plant: inDatabase(`DELETE FROM "WorkUnitChange" WHERE "chunk" = 'done' AND "revision" = 1`),
    undo: () => Promise.resolve(),
  },
]

test('a server and its data are well while it runs and when it has stopped; each damage is found by its check alone', async () => {
  const home = await livedIn(async (running) => expect(await complaints(running)).toEqual(NOTHING))
  expect(await complaints(home)).toEqual(NOTHING)
  for (const { check, what, plant, undo } of DAMAGES) {
    await plant(home)
    expect(await complaints(home), what).toMatchObject({ wrong: [check] })
    await undo(home)
  }
  expect(await complaints(home), 'what was undone').toEqual({ wrong: ['change-log'], notLooked: [] })
})

test.runIf(inject('database') === 'SQLITE')('a file that SQLite finds broken, and one that is none, are told', async () => {
  const home = await livedIn(() => Promise.resolve())
  await plainShell(home.location, `INSERT INTO "RunOutput" VALUES ('no run', 1, 'OUT', 'x', '2026-01-01T00:00:00.000+00:00')`)
  expect(await complaints(home)).toEqual({ wrong: ['database-file'], notLooked: [] })
  await rm(join(home.dataDir, 'signalbox.db'))
  const { wrong, notLooked } = await complaints(home)
  expect(wrong).toEqual(['database'])
  expect(notLooked).toContain('broadcast')
})

test('a server that was killed has left its announcement, and a run that nobody leads', async () => {
  const home = { ...(await makeHome()), version: '0.1.0' }
  const database = home.databaseUrl === null ? [] : ['--database-url', home.databaseUrl]
  const [file, ...words] = SIGNALBOX
  const program = execa(file, [...words, 'serve', '--data-dir', home.dataDir, '--port', '0', ...database], {
    env: home.environment,
    extendEnv: false,
    reject: false,
  })
  onTestFinished(async () => {
    program.kill('SIGKILL')
    await program
  })
  await once(createInterface(program.stdout), 'line')
  const { url } = JSON.parse(await readFile(join(home.dataDir, 'server.json'), 'utf8')) as { url: string }
  const place = { url, ownerToken: (await readFile(join(home.dataDir, 'owner-token'), 'utf8')).trim() }
  await createProject(place, {
    phases: ['IMPLEMENT'],
    command: [
      process.execPath,
      '-e',
      'process.stdin.resume().on("end", () => setInterval(() => process.ppid === 1 && process.exit(), 50))',
    ],
  })
  const watching = await subscribe(place, 'demo', null)
  await injectUnits(place, { chunk: 'login' })
  await watching.until(({ workUnit }) => workUnit?.status === 'RUNNING')
  expect((await complaints(home)).wrong).toEqual([])
  program.kill('SIGKILL')
  await program
  expect((await complaints(home, () => new Date(Date.now() + 3_600_000))).wrong).toEqual(['server', 'runs'])
})
