/** New work units: what an injection asks for, and the units that it makes. */
import type { CodeReference } from './conflict.ts'
import { findCycle } from './dependency.ts'
import { SignalboxError } from './errors.ts'
import { phaseAtOrAfter, type Phase } from './phase.ts'
import type { Project } from './project.ts'
import type { WorkUnit } from './work-unit.ts'

/** One chunk as it is asked for: valid in itself, its document read. */
export interface ChunkRequest {
  readonly chunk: string
  readonly title: string
  readonly goal: string | null
  /** Where it starts; by default where its results end: a chunk with a goal starts at PLAN. */
  readonly phase: Phase | null
  readonly priority: number
  readonly held: boolean
  /** Chunks, of this injection or of those that exist. */
  readonly dependsOn: readonly string[]
  readonly codePaths: readonly string[]
  readonly codeReferences: readonly CodeReference[]
}

/**
 * The units of an injection, each after those that it depends on. `existing` are the units of the project that it names;
 * `newId` gives an id for each new one. Throws DUPLICATE_CHUNK, NOT_FOUND for an unknown dependency, DEPENDENCY_CYCLE.
 */
export function inject(
  project: Project,
  requests: readonly ChunkRequest[],
  existing: readonly WorkUnit[],
  newId: () => string,
  at: Date,
): WorkUnit[] {
  const ids = new Map(existing.map((unit) => [unit.chunk, unit.id]))
  const fresh = new Set<string>()
  for (const [index, { chunk }] of requests.entries()) {
    if (ids.has(chunk) || fresh.has(chunk)) {
      const where = fresh.has(chunk) ? 'is named twice in this injection' : `exists in project '${project.key}' already`
      throw new SignalboxError(
        'DUPLICATE_CHUNK',
        `Chunk '${chunk}' ${where}. Choose another slug, or work with the one that exists.`,
        `workUnits[${index}].chunk`,
      )
    }
    fresh.add(chunk)
  }
  for (const { chunk } of requests) ids.set(chunk, newId())

  const ordered = inDependencyOrder(requests, fresh)
  return ordered.map((request) => ({
    id: idOf(ids, request.chunk),
    projectId: project.id,
    chunk: request.chunk,
    ordinal: 0,
    title: request.title,
    goal: request.goal,
    phase: phaseAtOrAfter(project.phases, request.phase ?? (request.goal === null ? 'GOAL' : 'PLAN')),
    status: 'READY',
    statusSince: at,
    held: request.held,
    priority: request.priority,
    revision: 0,
    notBefore: null,
    branch: null,
    worktreePath: null,
    generation: 0,
    attempt: 0,
    reviewRound: 0,
    session: null,
    pendingAnswer: null,
    feedback: null,
    mergedCommit: null,
    codePaths: request.codePaths,
    codeReferences: request.codeReferences,
    inputTokens: null,
    outputTokens: null,
    costUsd: null,
    createdAt: at,
    updatedAt: at,
    dependsOn: [...new Set(request.dependsOn)]
      .map((dependency) => {
        const id = ids.get(dependency)
        if (id !== undefined) return id
        const field = `workUnits[${requests.indexOf(request)}].dependsOn`
        throw new SignalboxError(
          'NOT_FOUND',
          `'${request.chunk}' depends on '${dependency}', which is neither in project '${project.key}' nor in this injection. Inject it too, or leave it out.`,
          field,
        )
      })
      .toSorted(),
    runs: [],
    attention: [],
    conflicts: [],
  }))
}

/** The order in which they are created, and their age: as asked for, but never before what they depend on. */
function inDependencyOrder(requests: readonly ChunkRequest[], fresh: ReadonlySet<string>): ChunkRequest[] {
  const waitsFor = new Map(requests.map(({ chunk, dependsOn }) => [chunk, dependsOn.filter((name) => fresh.has(name))]))
  const cycle = findCycle(waitsFor)
  if (cycle) throw cycleError(cycle, 'workUnits')

  const byChunk = new Map(requests.map((request) => [request.chunk, request]))
  const placed = new Set<ChunkRequest>()
  const stack: ChunkRequest[] = [...requests].toReversed()
  for (let top = stack.at(-1); top; top = stack.at(-1)) {
    const missing = (waitsFor.get(top.chunk) ?? []).flatMap((name) => byChunk.get(name) ?? []).filter((request) => !placed.has(request))
    if (missing.length > 0) stack.push(...missing.toReversed())
    else {
      placed.add(top)
      stack.pop()
    }
  }
  return [...placed]
}

export function cycleError(cycle: readonly string[], field: string): SignalboxError {
  return new SignalboxError(
    'DEPENDENCY_CYCLE',
    `These would wait for each other for ever: ${cycle.join(' → ')} (each waits for the next). Leave out one of these dependencies.`,
    field,
  )
}

function idOf(ids: ReadonlyMap<string, string>, chunk: string): string {
  const id = ids.get(chunk)
  if (id === undefined) throw new Error(`No id was given to chunk ${chunk}.`)
  return id
}
