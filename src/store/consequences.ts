/**
 * What a decision means for everything around it. A unit that becomes DONE unblocks those that wait for it; a conflict
 * belongs to both its units; a new dependency shows on the unit depended on; a deletion reaches whoever knew the unit.
 * All of that is derived here, for every decision alike, so that no use case can forget it.
 */
import { isDeepStrictEqual } from 'node:util'
import { bereave } from '../domain/bereave.ts'
import { otherUnit } from '../domain/conflict.ts'
import { blockersOf, settle } from '../domain/settle.ts'
import { apply } from '../domain/transitions.ts'
import type { WorkUnit, WorkUnitStatus } from '../domain/work-unit.ts'
import { loadUnits } from './aggregate.ts'
import type { ReadTables } from './clients.ts'
import type { Write } from './commit.ts'
import { inPieces } from './in-pieces.ts'

/** One unit on its way into the log. `revision` is the one that it had; 0 for a new unit. */
export interface Draft {
  readonly id: string
  readonly chunk: string
  readonly revision: number
  readonly before: WorkUnit | null
  readonly after: WorkUnit | null
  readonly blockedBy: readonly string[]
  readonly dependents: readonly string[]
  readonly changedFields: readonly string[]
  readonly reason: string
}

interface Scene {
  /** As loaded in this transaction. */
  readonly before: Map<string, WorkUnit>
  /** As decided; null for a unit that goes. In the order in which the changes are logged. */
  readonly after: Map<string, WorkUnit | null>
  readonly reasons: Map<string, string[]>
}

/** `newId` names the attention items that a deletion may raise. */
export async function consequences(
  tables: ReadTables,
  loaded: ReadonlyMap<string, WorkUnit>,
  decision: { readonly writes: readonly Write[]; readonly deletes?: readonly Write[] },
  at: Date,
  newId: () => string,
): Promise<Draft[]> {
  const scene: Scene = { before: new Map(loaded), after: new Map(), reasons: new Map() }
  for (const { unit, reason } of decision.writes) decide(scene, unit.id, unit, reason)
  for (const { unit, reason } of decision.deletes ?? []) decide(scene, unit.id, null, reason)

  await bringInNeighbours(tables, scene)
  shareConflicts(scene, at)
  mourn(scene, at, newId)

  const statuses = await statusesOf(tables, scene)
  const statusBefore = (id: string): WorkUnitStatus | undefined => scene.before.get(id)?.status ?? statuses.get(id)
  const statusAfter = (id: string): WorkUnitStatus | undefined => {
    const unit = scene.after.get(id)
    return unit === null ? undefined : (unit?.status ?? statusBefore(id))
  }
  for (const [id, unit] of scene.after) {
    if (!unit) continue
    const settled = settle(unit, statusAfter, at)
    if (settled.unit !== unit) decide(scene, id, settled.unit, ...settled.reasons)
  }

  const waiting = await dependentsOf(tables, scene)
  return [...scene.after].flatMap(([id, after]) => {
    const before = scene.before.get(id) ?? null
    const derivedBefore = { blockedBy: before ? blockersOf(before, statusBefore) : [], dependents: waiting.before(id) }
    const derivedAfter = { blockedBy: after ? blockersOf(after, statusAfter) : [], dependents: waiting.after(id) }
    const changedFields = after ? differingFields({ ...before, ...derivedBefore }, { ...after, ...derivedAfter }) : []
    if (before && after && changedFields.length === 0) return []
    return [
      {
        id,
        chunk: (after ?? before)?.chunk ?? '',
        revision: before?.revision ?? 0,
        before,
        after,
        ...derivedAfter,
        changedFields,
        reason: (scene.reasons.get(id) ?? ['a unit next to it changed']).join('; '),
      },
    ]
  })
}

function decide(scene: Scene, id: string, unit: WorkUnit | null, ...reasons: string[]): void {
  scene.after.set(id, unit)
  scene.reasons.set(id, [...(scene.reasons.get(id) ?? []), ...reasons])
}

/** Units whose own fields, or whose relation to a decided unit, may change with the decision. */
async function bringInNeighbours(tables: ReadTables, scene: Scene): Promise<void> {
  const wanted = new Set<string>()
  const ends: string[] = []
  for (const [id, after] of scene.after) {
    const before = scene.before.get(id)
    const had = new Set(before?.dependsOn)
    const has = new Set(after?.dependsOn)
    for (const dependency of had) if (!has.has(dependency)) wanted.add(dependency)
    for (const dependency of has) if (!had.has(dependency)) wanted.add(dependency)

    const ended = !after || (after.status === 'DONE') !== (before?.status === 'DONE')
    if (ended && before) ends.push(id)
    const conflicts = [...(before?.conflicts ?? []), ...(after?.conflicts ?? [])]
    if (ended || !isDeepStrictEqual(before?.conflicts ?? [], after.conflicts)) {
      for (const conflict of conflicts) wanted.add(otherUnit(conflict, id))
    }
  }
  const waiting = await inPieces(ends, (piece) =>
    tables.dependency.findMany({ where: { dependsOnId: { in: piece } }, select: { workUnitId: true } }),
  )
  for (const { workUnitId } of waiting) wanted.add(workUnitId)

  const missing = [...wanted].filter((id) => !scene.before.has(id))
  for (const unit of await inPieces(missing, (piece) => loadUnits(tables, { id: { in: piece } }))) scene.before.set(unit.id, unit)
  for (const id of wanted) {
    const unit = scene.before.get(id)
    if (unit && !scene.after.has(id)) scene.after.set(id, unit)
  }
}

/** A conflict that was written, changed or lost on one side is so on the other. */
function shareConflicts(scene: Scene, at: Date): void {
  for (const [id, after] of [...scene.after]) {
    const before = scene.before.get(id)?.conflicts ?? []
    for (const conflict of after?.conflicts ?? []) {
      const otherId = otherUnit(conflict, id)
      const other = scene.after.get(otherId)
      const known = other?.conflicts.find((candidate) => candidate.id === conflict.id)
      const changed = !isDeepStrictEqual(
        before.find((candidate) => candidate.id === conflict.id),
        conflict,
      )
      if (other && changed && !isDeepStrictEqual(known, conflict)) {
        decide(scene, otherId, apply(other, { type: 'relate', conflict }, at), `its conflict with '${after?.chunk}' changed`)
      }
    }
    if (after) continue
    for (const conflict of before) {
      const otherId = otherUnit(conflict, id)
      const other = scene.after.get(otherId)
      if (other)
        decide(
          scene,
          otherId,
          apply(other, { type: 'unrelate', conflictId: conflict.id }, at),
          'a unit that it conflicted with was deleted',
        )
    }
  }
}

function mourn(scene: Scene, at: Date, newId: () => string): void {
  for (const [goneId, after] of [...scene.after]) {
    const gone = scene.before.get(goneId)
    if (after || !gone) continue
    for (const [id, unit] of [...scene.after]) {
      if (!unit?.dependsOn.includes(goneId)) continue
      const bereaved = bereave(unit, gone, newId(), at)
      decide(scene, id, bereaved.unit, bereaved.reason)
    }
  }
}

/** The statuses of the units that those in the scene refer to, and that are not in it themselves. */
async function statusesOf(tables: ReadTables, scene: Scene): Promise<Map<string, WorkUnitStatus>> {
  const units = [...scene.before.values(), ...scene.after.values()].filter((unit) => unit !== null)
  const referred = units.flatMap((unit) => [...unit.dependsOn, ...unit.conflicts.map((conflict) => otherUnit(conflict, unit.id))])
  const unknown = [...new Set(referred)].filter((id) => !scene.before.has(id))
  const rows = await inPieces(unknown, (piece) =>
    tables.workUnit.findMany({ where: { id: { in: piece } }, select: { id: true, status: true } }),
  )
  return new Map(rows.map(({ id, status }) => [id, status]))
}

/** Who depends on whom, before the decision and after it. */
async function dependentsOf(tables: ReadTables, scene: Scene) {
  const ids = [...scene.after.keys()]
  const rows = await inPieces(ids, (piece) =>
    tables.dependency.findMany({ where: { dependsOnId: { in: piece } }, select: { workUnitId: true, dependsOnId: true } }),
  )
  const before = new Map<string, Set<string>>(ids.map((id) => [id, new Set()]))
  for (const { workUnitId, dependsOnId } of rows) before.get(dependsOnId)?.add(workUnitId)

  const after = new Map([...before].map(([id, dependents]) => [id, new Set(dependents)]))
  for (const [id, unit] of scene.after) {
    for (const dependency of scene.before.get(id)?.dependsOn ?? []) after.get(dependency)?.delete(id)
    for (const dependency of unit?.dependsOn ?? []) after.get(dependency)?.add(id)
  }
  return {
    before: (id: string): string[] => [...(before.get(id) ?? [])].toSorted(),
    after: (id: string): string[] => [...(after.get(id) ?? [])].toSorted(),
  }
}

/** Fields of a unit by the names that the API gives them; the revision's own bookkeeping is no news. */
const BOOKKEEPING = new Set(['revision', 'updatedAt', 'ordinal', 'projectId', 'id'])
const API_NAMES: Readonly<Record<string, string>> = { runs: 'currentRun', inputTokens: 'usage', outputTokens: 'usage', costUsd: 'usage' }

function differingFields(before: object, after: object): string[] {
  const old = new Map(Object.entries(before))
  const differing = Object.entries(after).filter(([field, value]) => !BOOKKEEPING.has(field) && !isDeepStrictEqual(old.get(field), value))
  return [...new Set(differing.map(([field]) => API_NAMES[field] ?? field))]
}
