/** How much work waits behind a unit, directly or through others. */
import { countWaitingBehind } from '../domain/attention.ts'
import { otherUnit, waitsFor } from '../domain/conflict.ts'
import type { GraphQLContext } from './context.ts'
import type { UnitRow } from './unit-parts.ts'
import { sequenceOf, snapshotOf, unitsSeenFrom } from './unit-source.ts'

/** As of the unit's own source: of a row now, of a moment then. */
export async function blockedCount(context: GraphQLContext, unit: UnitRow): Promise<number> {
  const dependents = sequenceOf(unit) === null ? await context.loaders.waitingBehind.load(unit.projectId) : await waitingThen(context, unit)
  return countWaitingBehind([unit.id], dependents).get(unit.id) ?? 0
}

/** Walks outwards in the change log, one step at a time. */
async function waitingThen(context: GraphQLContext, unit: UnitRow): Promise<Map<string, string[]>> {
  const dependents = new Map<string, string[]>()
  let edge = [unit]
  while (edge.length > 0) {
    const steps = await Promise.all(edge.map(async (from) => ({ from, waiting: await waitFor(context, from) })))
    for (const { from, waiting } of steps)
      dependents.set(
        from.id,
        waiting.map(({ id }) => id),
      )
    const next = new Map(steps.flatMap(({ waiting }) => waiting.map((unit) => [unit.id, unit])))
    edge = [...next.values()].filter(({ id }) => !dependents.has(id))
  }
  return dependents
}

async function waitFor(context: GraphQLContext, from: UnitRow): Promise<UnitRow[]> {
  const { unit, dependents } = await snapshotOf(context, from)
  if (unit.status === 'DONE') return []
  const others = unit.conflicts.map((conflict) => ({ conflict, id: otherUnit(conflict, unit.id) }))
  const behind = others.filter(({ conflict, id }) => waitsFor(conflict, id) === unit.id).map(({ id }) => id)
  const units = await unitsSeenFrom(context, from, [...new Set([...dependents, ...behind])])
  return units.filter(({ status }) => status !== 'DONE')
}
