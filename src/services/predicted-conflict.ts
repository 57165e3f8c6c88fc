/**
 * Which new units would touch the same code as others, by what their documents declare. Two of which one waits for the other
 * never work at the same time, so they are not compared; the scheduler does not compare them either.
 */
import { setImmediate as letOthersGoOn } from 'node:timers/promises'
import type { CodeReference, ConflictEvidence, ConflictVerdict } from '../domain/conflict.ts'
import { type Declaration, declaredEvidence, verdictOn } from '../domain/evidence.ts'
import type { WorkUnit } from '../domain/work-unit.ts'
import type { Services } from './context.ts'

export interface PredictedConflict {
  /** The older one first. */
  readonly chunks: readonly [string, string]
  readonly verdict: ConflictVerdict
  readonly evidence: readonly ConflictEvidence[]
}

export interface PredictedConflicts {
  readonly conflicts: readonly PredictedConflict[]
  /** True where there may be more than these: not everything was compared. */
  readonly truncated: boolean
}

/** Existing units to compare with; the oldest ones. */
const MAX_OTHERS = 5_000
/** Comparisons of one place with another, which bound the time; some microseconds each. */
const MAX_COMPARISONS = 1_000_000
/** So many at a time, then other requests have their turn. */
const COMPARISONS_AT_A_TIME = 10_000
/** Pieces of evidence, which bound the size of the answer. */
const MAX_EVIDENCE = 5_000

type Read = Services['store']['read']

interface Compared extends Declaration {
  readonly id: string
  readonly chunk: string
}

/** `fresh` are new units in the order in which they are created, so that none waits for a later one. */
export async function predictConflicts(read: Read, fresh: readonly WorkUnit[]): Promise<PredictedConflicts> {
  const [first] = fresh
  if (!first || !fresh.some(declaresAnything)) return { conflicts: [], truncated: false }
  const { others, waitsFor, more } = await existingUnits(read, first.projectId)
  for (const { id, dependsOn } of fresh) waitsFor.set(id, [...dependsOn])

  const conflicts: PredictedConflict[] = []
  const earlier: Compared[] = others.filter(declaresAnything)
  let comparisons = 0
  let turn = 0
  let found = 0
  for (const unit of fresh.filter(declaresAnything)) {
    const awaited = allAwaited(unit.id, waitsFor)
    for (const other of earlier) {
      if (awaited.has(other.id)) continue
      const cost = placesIn(unit) * placesIn(other)
      comparisons += cost
      turn += cost
      if (comparisons > MAX_COMPARISONS || found > MAX_EVIDENCE) return { conflicts, truncated: true }
      const evidence = declaredEvidence(unit, other)
      const verdict = verdictOn(evidence)
      if (verdict !== 'INDEPENDENT') conflicts.push({ chunks: [other.chunk, unit.chunk], verdict, evidence })
      found += evidence.length
      if (turn > COMPARISONS_AT_A_TIME) {
        turn = 0
        await letOthersGoOn()
      }
    }
    earlier.push(unit)
  }
  return { conflicts, truncated: more }
}

/** Those that are not DONE, and who of them waits for whom. */
async function existingUnits(read: Read, projectId: string) {
  const open = { status: { not: 'DONE' } } as const
  const rows = await read.workUnit.findMany({
    where: { projectId, ...open },
    select: { id: true, chunk: true, codePaths: true, codeReferences: true },
    orderBy: { ordinal: 'asc' },
    take: MAX_OTHERS + 1,
  })
  const dependencies = await read.dependency.findMany({ where: { workUnit: { projectId, ...open }, dependsOn: open } })
  const waitsFor = new Map<string, string[]>()
  for (const { workUnitId, dependsOnId } of dependencies) {
    const awaited = waitsFor.get(workUnitId)
    if (awaited) awaited.push(dependsOnId)
    else waitsFor.set(workUnitId, [dependsOnId])
  }
  // What lies in the JSON columns was validated by the services that wrote it.
  const others = rows.slice(0, MAX_OTHERS).map(({ codePaths, codeReferences, ...row }) => ({
    ...row,
    codePaths: codePaths as string[],
    codeReferences: codeReferences as object[] as CodeReference[],
  }))
  return { others, waitsFor, more: rows.length > MAX_OTHERS }
}

function allAwaited(id: string, waitsFor: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const awaited = new Set<string>()
  const next = [...(waitsFor.get(id) ?? [])]
  for (let at = next.pop(); at !== undefined; at = next.pop()) {
    if (awaited.has(at)) continue
    awaited.add(at)
    next.push(...(waitsFor.get(at) ?? []))
  }
  return awaited
}

function placesIn({ codePaths, codeReferences }: Declaration): number {
  return codePaths.length + codeReferences.length
}

function declaresAnything(unit: Declaration): boolean {
  return placesIn(unit) > 0
}
