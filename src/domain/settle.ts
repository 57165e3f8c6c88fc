/**
 * Where a unit comes to rest. `commit` applies it to every unit that a decision touches and to their neighbours, in the
 * same transaction, so that no use case can forget to unblock, to block, or to take back a question without a cause.
 */
import { otherUnit, waitsFor } from './conflict.ts'
import { apply } from './transitions.ts'
import { openAttention, type WorkUnit, type WorkUnitStatus } from './work-unit.ts'

/** Ids of what the unit may not go before, DONE or not. */
export function awaitedBy(unit: WorkUnit): string[] {
  return [...new Set([...unit.dependsOn, ...unit.conflicts.flatMap((conflict) => waitsFor(conflict, unit.id) ?? [])])]
}

/** Ids of what the unit waits for: dependencies that are not DONE, and units that go first in a serialized conflict. `statusOf` is undefined for a unit that is gone. */
export function blockersOf(unit: WorkUnit, statusOf: (unitId: string) => WorkUnitStatus | undefined): string[] {
  return awaitedBy(unit).filter((unitId) => {
    const status = statusOf(unitId)
    return status !== undefined && status !== 'DONE'
  })
}

/** The unit at rest, and why it moved; `unit` itself where it stays. */
export function settle(
  unit: WorkUnit,
  statusOf: (unitId: string) => WorkUnitStatus | undefined,
  at: Date,
): { unit: WorkUnit; reasons: string[] } {
  const reasons: string[] = []
  let settled = unit

  const moot = openAttention(unit).filter(({ conflictId }) => {
    if (conflictId === null) return false
    const conflict = unit.conflicts.find(({ id }) => id === conflictId)
    const status = conflict && statusOf(otherUnit(conflict, unit.id))
    return status === undefined || status === 'DONE'
  })
  if (moot.length > 0 && settled.status === 'NEEDS_ATTENTION') {
    settled = apply(settled, { type: 'withdraw', itemIds: moot.map(({ id }) => id) }, at)
    reasons.push('the conflict that was asked about is gone')
  }

  const blocked = blockersOf(settled, statusOf).length > 0
  if (settled.status === 'READY' && blocked) {
    settled = apply(settled, { type: 'block' }, at)
    reasons.push('it waits for others')
  } else if (settled.status === 'BLOCKED' && !blocked) {
    settled = apply(settled, { type: 'unblock' }, at)
    reasons.push('nothing is in its way any more')
  }
  return { unit: settled, reasons }
}
