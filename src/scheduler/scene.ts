/** What a pass looks at: a few cheap queries, of which none grows with the units that wait for nothing but a slot. */
import { countWaitingBehind } from '../domain/attention.ts'
import type { CodeReference } from '../domain/conflict.ts'
import type { Declaration } from '../domain/evidence.ts'
import type { Candidate, PickSnapshot } from '../domain/pick.ts'
import type { Project } from '../domain/project.ts'
import type { Services } from '../services/context.ts'

type Read = Services['store']['read']

/** What is compared of a unit that works, or is about to. */
export interface WorkingUnit extends Declaration {
  readonly id: string
  readonly projectId: string
  readonly chunk: string
  readonly revision: number
  readonly branch: string | null
  /** Ids of the units that it depends on. */
  readonly dependsOn: readonly string[]
}

type WorkingCandidate = WorkingUnit & Candidate

export interface Scene {
  readonly project: Project
  readonly snapshot: PickSnapshot<WorkingCandidate>
  readonly running: readonly WorkingUnit[]
}

const WORKING = {
  id: true,
  projectId: true,
  chunk: true,
  revision: true,
  branch: true,
  codePaths: true,
  codeReferences: true,
  dependencies: { select: { dependsOnId: true } },
} as const
const CANDIDATE = { ...WORKING, priority: true, ordinal: true, held: true, notBefore: true } as const

/** Null for a project that is not there. `passedOver` are chunks that cannot be dispatched in this pass. */
export async function readScene(read: Read, projectId: string, now: Date, passedOver: readonly string[]): Promise<Scene | null> {
  const [project, rows] = await Promise.all([
    readProject(read, projectId),
    read.workUnit.findMany({ where: { projectId, status: 'RUNNING' }, select: WORKING, orderBy: { ordinal: 'asc' } }),
  ])
  if (!project) return null
  const running = rows.map(toWorkingUnit)
  const free = project.paused ? 0 : project.maxAgents - running.length
  const candidates = free > 0 ? await readCandidates(read, projectId, now, passedOver, free) : []
  return { project, running, snapshot: { maxAgents: project.maxAgents, paused: project.paused, running: running.length, candidates, now } }
}

export interface Deferred {
  readonly project: string
  readonly chunk: string
  /** When it may be dispatched. */
  readonly until: Date
}

/** The deferred unit that may be dispatched next, or null. */
export async function nextDeferred(read: Read, projectId: string, now: Date): Promise<Deferred | null> {
  const next = await read.workUnit.findFirst({
    where: { projectId, status: 'READY', held: false, notBefore: { gt: now } },
    orderBy: { notBefore: 'asc' },
    select: { chunk: true, notBefore: true, project: { select: { key: true } } },
  })
  return next?.notBefore ? { project: next.project.key, chunk: next.chunk, until: next.notBefore } : null
}

/** The unit as it is now, where it is READY. */
export async function readReady(read: Read, unitId: string): Promise<WorkingUnit | null> {
  const row = await read.workUnit.findUnique({ where: { id: unitId }, select: { ...WORKING, status: true } })
  return row?.status === 'READY' ? toWorkingUnit(row) : null
}

/** The settings as they are now. */
export async function readProject(read: Read, projectId: string): Promise<Project | null> {
  const row = await read.project.findUnique({ where: { id: projectId } })
  // What lies in the JSON columns was validated by the services that wrote it.
  return (
    row && {
      ...row,
      agent: row.agent as object as Project['agent'],
      checkCommand: row.checkCommand as string[] | null,
      phases: row.phases as Project['phases'],
    }
  )
}

/**
 * Enough candidates for the free slots. Those behind which somebody waits are all read, because only the count of those
 * orders them; of the others, which are ordered by priority and age alone, as many as there are slots.
 */
async function readCandidates(
  read: Read,
  projectId: string,
  now: Date,
  passedOver: readonly string[],
  free: number,
): Promise<WorkingCandidate[]> {
  const ready = {
    projectId,
    status: 'READY' as const,
    held: false,
    OR: [{ notBefore: null }, { notBefore: { lte: now } }],
    chunk: { notIn: [...passedOver] },
  }
  const awaited = { workUnit: { status: { not: 'DONE' as const } } }
  const [leading, others] = await Promise.all([
    read.workUnit.findMany({ where: { ...ready, dependents: { some: awaited } }, select: CANDIDATE }),
    read.workUnit.findMany({
      where: { ...ready, dependents: { none: awaited } },
      select: CANDIDATE,
      orderBy: [{ priority: 'desc' }, { ordinal: 'asc' }],
      take: free,
    }),
  ])
  const waitingBehind = leading.length > 0 ? await countBehind(read, projectId, leading) : new Map<string, number>()
  return [...leading, ...others].map((row) => {
    const { priority, ordinal, held, notBefore } = row
    return { ...toWorkingUnit(row), priority, ordinal, held, notBefore, waitingBehind: waitingBehind.get(row.id) ?? 0 }
  })
}

async function countBehind(read: Read, projectId: string, units: readonly { id: string }[]): Promise<Map<string, number>> {
  const edges = await read.dependency.findMany({
    where: { workUnit: { projectId, status: { not: 'DONE' } } },
    select: { workUnitId: true, dependsOnId: true },
  })
  const dependents = new Map<string, string[]>()
  for (const { workUnitId, dependsOnId } of edges) dependents.set(dependsOnId, [...(dependents.get(dependsOnId) ?? []), workUnitId])
  return countWaitingBehind(
    units.map(({ id }) => id),
    dependents,
  )
}

interface WorkingRow extends Omit<WorkingUnit, 'codePaths' | 'codeReferences' | 'dependsOn'> {
  readonly codePaths: unknown
  readonly codeReferences: unknown
  readonly dependencies: readonly { readonly dependsOnId: string }[]
}

function toWorkingUnit({ id, projectId, chunk, revision, branch, codePaths, codeReferences, dependencies }: WorkingRow): WorkingUnit {
  return {
    id,
    projectId,
    chunk,
    revision,
    branch,
    codePaths: codePaths as string[],
    codeReferences: codeReferences as CodeReference[],
    dependsOn: dependencies.map(({ dependsOnId }) => dependsOnId),
  }
}
