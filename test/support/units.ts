/** Projects and work units in a database, made as users make them: through the services. */
import { randomUUID } from 'node:crypto'
import type { WorkUnit } from '../../src/domain/work-unit.ts'
import { PHASES } from '../../src/domain/phase.ts'
import type { Caller, Repositories, Services } from '../../src/services/context.ts'
import { type ChunkInput, injectWorkUnits } from '../../src/services/injection.ts'
import { tokenMaker } from '../../src/services/new-token.ts'
import { dispatchRun } from '../../src/services/run.ts'
import type { Store } from '../../src/store/open.ts'
import type { ProjectSettings } from '../../src/store/project.ts'

export const OPERATOR: Caller = { name: 'operator' }

export type TestServices = Services & { readonly repositories: TestRepositories }

/** Services on a store, with repositories that hold no work until a test says so. An error reported to them is thrown. */
export function testServices(store: Store, options: Partial<Omit<Services, 'store' | 'repositories'>> = {}): TestServices {
  return {
    store,
    repositories: new TestRepositories(),
    now: options.now ?? (() => new Date()),
    newId: options.newId ?? randomUUID,
    allowedWebhooks: options.allowedWebhooks ?? [],
    newToken: options.newToken ?? tokenMaker('secret'),
    ownerName: options.ownerName ?? 'owner',
    onDecision: options.onDecision ?? (() => undefined),
    onError:
      options.onError ??
      ((error) => {
        throw error
      }),
  }
}

/** The port to git, without a repository: it says what it was told, and remembers what it was asked to do. */
export class TestRepositories implements Repositories {
  uncommitted: readonly string[] = []
  unmergedCommits = 0
  readonly backups: string[] = []
  readonly discarded: string[] = []

  /** What is read of a repository; there is none until a test has one. */
  reads: Pick<Repositories, 'branchDiff' | 'listChunkFiles' | 'readChunkFiles'> = {
    branchDiff: () => Promise.resolve(null),
    listChunkFiles: () => Promise.resolve([]),
    readChunkFiles: () => Promise.resolve([]),
  }
  readonly branchDiff: Repositories['branchDiff'] = (...of) => this.reads.branchDiff(...of)
  readonly listChunkFiles: Repositories['listChunkFiles'] = (...of) => this.reads.listChunkFiles(...of)
  readonly readChunkFiles: Repositories['readChunkFiles'] = (...of) => this.reads.readChunkFiles(...of)

  inspect(path: string, baseBranch: string | null): Promise<{ topLevel: string; baseBranch: string }> {
    return Promise.resolve({ topLevel: path, baseBranch: baseBranch ?? 'main' })
  }

  unmergedWork(): Promise<{ uncommitted: readonly string[]; unmergedCommits: number }> {
    return Promise.resolve({ uncommitted: this.uncommitted, unmergedCommits: this.unmergedCommits })
  }

  backup(_project: unknown, unit: WorkUnit): Promise<string | null> {
    if (this.uncommitted.length === 0 && this.unmergedCommits === 0) return Promise.resolve(null)
    this.backups.push(unit.chunk)
    return Promise.resolve(`refs/signalbox/backup/${unit.chunk}-1`)
  }

  discard(_project: unknown, unit: WorkUnit): Promise<void> {
    this.discarded.push(unit.chunk)
    return Promise.resolve()
  }
}

const SETTINGS: ProjectSettings = {
  repositoryPath: '/repository',
  baseBranch: 'main',
  maxAgents: 4,
  paused: false,
  agent: { driver: 'COMMAND', command: ['agent'], environment: [] },
  checkCommand: null,
  phases: PHASES,
}

/** A project, with the key `demo` unless another one is given. */
export async function createTestProject(
  store: Store,
  { key = 'demo', ...settings }: Partial<ProjectSettings> & { key?: string } = {},
): Promise<{ id: string; key: string }> {
  const id = randomUUID()
  await store.projects.create(id, key, { ...SETTINGS, ...settings })
  return { id, key }
}

/** Injects chunks; a name is a chunk that starts at IMPLEMENT. Answers with their ids by chunk. */
export async function injectTestUnits(
  services: Services,
  project: string,
  chunks: readonly (string | ChunkInput)[],
): Promise<Record<string, string>> {
  const workUnits = chunks.map((chunk): ChunkInput =>
    typeof chunk === 'string' ? { chunk, phase: 'IMPLEMENT' } : { phase: 'IMPLEMENT', ...chunk },
  )
  await injectWorkUnits(services, OPERATOR, { project, workUnits })
  const units = await services.store.read.workUnit.findMany({
    where: { project: { key: project }, chunk: { in: workUnits.map(({ chunk }) => chunk) } },
  })
  return Object.fromEntries(units.map(({ chunk, id }) => [chunk, id]))
}

/** Starts a run of a READY unit as the scheduler does. */
export async function dispatchTestRun(services: Services, project: string, unitId: string): Promise<{ runId: string; runToken: string }> {
  const { revision } = await services.store.read.workUnit.findUniqueOrThrow({ where: { id: unitId } })
  const runToken = randomUUID()
  const { runId } = await dispatchRun(services, { project, unitId, revision, host: 'host', serverId: 'server', runToken })
  return { runId, runToken }
}
