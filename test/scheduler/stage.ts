/**
 * A scheduler on real parts: a repository, a database, programs as agents. Agents are small programs given by their source;
 * the two mutations that they need are served straight from the services. Nothing here waits for a time: `until` waits for changes.
 */
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { cp, mkdtemp, realpath } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { pino } from 'pino'
import { inject, onTestFinished } from 'vitest'
import type { ProjectSettings } from '../../src/store/project.ts'
import type { Run } from '../../src/domain/run.ts'
import type { WorkUnit } from '../../src/domain/work-unit.ts'
import { Git } from '../../src/git/git.ts'
import { LedRuns } from '../../src/scheduler/led-runs.ts'
import type { SchedulerOptions } from '../../src/scheduler/options.ts'
import { type Scheduler, startScheduler } from '../../src/scheduler/scheduler.ts'
import { askOperator } from '../../src/services/attention.ts'
import type { ChunkInput } from '../../src/services/injection.ts'
import { submitReview } from '../../src/services/run.ts'
import { authenticate } from '../../src/services/token.ts'
import { commit, operatorGit, plainEnvironment } from '../git/sample-repository.ts'
import { openTestStore, temporaryFolder, type TestStore } from '../support/database.ts'
import { createTestProject, injectTestUnits, type TestServices, testServices } from '../support/units.ts'

/** What an agent's source may use. Its worktree is its working folder. */
const PRELUDE = `
import { existsSync, readFileSync, writeFileSync, appendFileSync } from 'node:fs'
import { spawn, spawnSync } from 'node:child_process'
const { SIGNALBOX_CHUNK: chunk, SIGNALBOX_PHASE: phase, SIGNALBOX_ANSWER: answer, SIGNALBOX_FEEDBACK_FILE: feedbackFile } = process.env
const prompt = readFileSync(process.env.SIGNALBOX_PROMPT_FILE, 'utf8')
const mutate = async (name, input) => {
  const headers = { authorization: 'Bearer ' + process.env.SIGNALBOX_TOKEN }
  const answer = await fetch(process.env.SIGNALBOX_URL, { method: 'POST', headers, body: JSON.stringify({ query: name, variables: { input } }) })
  if (!answer.ok) throw new Error(await answer.text())
}
const review = (verdict, summary = 'It was looked at.', issues = []) => mutate('submitReview', { verdict, summary, issues })
const ask = (question, options = []) => mutate('askOperator', { question, options })
const hang = () => new Promise(() => setInterval(() => {}, 1e6))
`

/** The command of an agent that does what `source` says. */
export function agent(source: string): string[] {
  return [process.execPath, '--input-type=module', '-e', PRELUDE + source]
}

/** Writes a file named after its chunk in IMPLEMENT and approves in REVIEW. */
export const WORKER = agent(`
if (phase === 'IMPLEMENT') writeFileSync(chunk + '.txt', chunk)
if (phase === 'REVIEW') await review('APPROVE')
`)

export interface Stage {
  readonly folder: string
  /** The operator's checkout, on `main`. */
  readonly repository: string
  readonly store: TestStore
  readonly services: TestServices
  readonly project: { readonly id: string; readonly key: string }
  readonly git: Git
  /** What the schedulers logged. */
  readonly log: Record<string, unknown>[]
  /** What `start` hands to a scheduler. */
  readonly options: SchedulerOptions
  /** Starts a scheduler as another server would; the end of the test stops it. */
  start(changed?: Partial<SchedulerOptions>): Promise<Scheduler>
  inject(...chunks: readonly (string | ChunkInput)[]): Promise<Record<string, string>>
  unit(chunk: string): Promise<WorkUnit>
  runs(chunk: string): Promise<Pick<Run, 'status' | 'phase' | 'exitCode' | 'failure'>[]>
  /** Resolves with the unit when it is as `isSo` says. */
  until(chunk: string, isSo: (unit: WorkUnit) => boolean): Promise<WorkUnit>
  /** What the agents of the unit's runs were told, the oldest first; null for one whose agent was told nothing. */
  prompts(chunk: string): Promise<(string | null)[]>
  /** What the unit's last run said. */
  output(chunk: string): Promise<string>
  /** Resolves when a log line is as `isSo` says. */
  logged(isSo: (line: Record<string, unknown>) => boolean): Promise<Record<string, unknown>>
}

/** One repository per worker is made by git; each test has a copy of it. */
let template: Promise<string> | undefined

async function makeTemplate(): Promise<string> {
  const repository = await mkdtemp(join(inject('scratch'), 'repository-'))
  await operatorGit(repository, 'init', '--quiet', '--initial-branch=main')
  await commit(repository, { 'shared.txt': 'one\n' }, 'first')
  return repository
}

/** A project of one phase whose agent is `WORKER`, unless other settings are given. Its repository has one commit with one file, `shared.txt`. */
export async function makeStage(settings: Partial<ProjectSettings> = {}): Promise<Stage> {
  const folder = await realpath(await temporaryFolder())
  const repository = join(folder, 'repository')
  template ??= makeTemplate()
  await cp(await template, repository, { recursive: true })

  const store = await openTestStore()
  const services = testServices(store)
  const project = await createTestProject(store, {
    repositoryPath: repository,
    agent: { driver: 'COMMAND', command: WORKER, environment: [] },
    phases: ['IMPLEMENT'],
    ...settings,
  })
  const git = new Git(plainEnvironment(folder))
  const log: Record<string, unknown>[] = []
  const listeners = new Set<() => void>()
  const sink = {
    write(line: string) {
      log.push(JSON.parse(line))
      for (const listener of listeners) listener()
    },
  }
  const options: SchedulerOptions = {
    services,
    git,
    ledRuns: new LedRuns(),
    apiUrl: await serveAgents(services),
    worktreesDir: join(folder, 'worktrees'),
    runFilesDir: join(folder, 'runs'),
    environment: plainEnvironment(folder),
    server: { id: randomUUID(), host: 'here', pid: process.pid, startedAt: new Date() },
    exclusive: true,
    log: pino({ level: 'debug' }, sink),
    newToken: randomUUID,
  }

  async function unit(chunk: string): Promise<WorkUnit> {
    const { id, revision } = await store.read.workUnit.findFirstOrThrow({ where: { projectId: project.id, chunk } })
    const [snapshot] = await store.changeLog.snapshots([{ id, revision }])
    if (!snapshot) throw new Error(`${chunk} has no snapshot.`)
    return snapshot.unit
  }

  return {
    folder,
    repository,
    store,
    services,
    project,
    git,
    log,
    unit,
    options,
    async start(changed = {}) {
      const scheduler = await startScheduler({
        ...options,
        ledRuns: new LedRuns(),
        server: { ...options.server, id: randomUUID() },
        ...changed,
      })
      onTestFinished(async () => void (await scheduler.stop()))
      return scheduler
    },
    inject: (...chunks) => injectTestUnits(services, project.key, chunks),
    async runs(chunk) {
      return store.read.run.findMany({
        where: { workUnit: { projectId: project.id, chunk } },
        select: { status: true, phase: true, exitCode: true, failure: true },
        orderBy: { generation: 'asc' },
      })
    },
    async prompts(chunk) {
      const runs = await store.read.run.findMany({
        where: { workUnit: { projectId: project.id, chunk } },
        select: { prompt: true },
        orderBy: { generation: 'asc' },
      })
      return runs.map(({ prompt }) => prompt?.text ?? null)
    },
    until: (chunk, isSo) =>
      happening(
        (callback) => store.subscribe('workUnitUpdated', callback),
        async () => {
          const now = await unit(chunk)
          return isSo(now) ? now : null
        },
      ),
    async output(chunk) {
      const run = await store.read.run.findFirstOrThrow({
        where: { workUnit: { projectId: project.id, chunk } },
        orderBy: { generation: 'desc' },
      })
      const pieces = await store.read.runOutput.findMany({ where: { runId: run.id }, orderBy: { position: 'asc' } })
      return pieces.map((piece) => piece.text).join('')
    },
    logged: (isSo) =>
      happening(
        (callback) => {
          listeners.add(callback)
          return () => listeners.delete(callback)
        },
        () => Promise.resolve(log.find(isSo) ?? null),
      ),
  }
}

/** Looks after each event until a look finds something. It listens before it looks, so that nothing happens in between. */
async function happening<T>(listen: (callback: () => void) => () => void, look: () => Promise<T | null>): Promise<T> {
  let happened = true
  let wake = (): void => undefined
  const stop = listen(() => {
    happened = true
    wake()
  })
  try {
    for (;;) {
      if (!happened) await new Promise<void>((resolve) => (wake = resolve))
      happened = false
      const found = await look()
      if (found !== null) return found
    }
  } finally {
    stop()
  }
}

/** The API as far as agents need it. */
async function serveAgents(services: TestServices): Promise<string> {
  const server = createServer((request, response) => {
    void answer().then(
      () => response.end('{"data":{}}'),
      (error: Error) => response.writeHead(400).end(error.message),
    )
    async function answer(): Promise<void> {
      const viewer = await authenticate(services, (request.headers.authorization ?? '').replace('Bearer ', ''))
      if (viewer?.kind !== 'run') throw new Error('This token is of no run.')
      const { query, variables } = JSON.parse(await text(request))
      const mutation = String(query).includes('submitReview') ? submitReview : askOperator
      await mutation(services, viewer, viewer.runId, variables.input)
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The system gave no port.')
  return `http://127.0.0.1:${address.port}/graphql`
}

/** The subjects of the commits on a branch, oldest first. */
export async function subjects(repository: string, branch = 'main'): Promise<string[]> {
  return (await operatorGit(repository, 'log', '--reverse', '--format=%s', branch)).split('\n')
}

export const isDone = (unit: WorkUnit): boolean => unit.status === 'DONE'
export const needsAttention = (unit: WorkUnit): boolean => unit.status === 'NEEDS_ATTENTION'
