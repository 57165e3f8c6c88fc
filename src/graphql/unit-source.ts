/**
 * Where a work unit, or a part of one, was got from. GraphQL shows one type of two sources:
 *
 * - a row, as it is now: what queries read;
 * - a moment of the change log: a snapshot, and the sequence that it stands at. Events of a subscription and the answers of
 *   mutations are that, and whatever is reached from there is as of the same sequence. So an event is the same, byte
 *   for byte, whether it comes live, from another server, or out of a replay.
 *
 * Both have the shape of the row, and what is not a column comes from the snapshot of the unit's revision: a row's too,
 * because the one door writes row and snapshot together. The source is remembered beside the object, by its identity,
 * because Pothos hands the object itself from resolver to resolver.
 */
import { SignalboxError } from '../domain/errors.ts'
import type { Snapshot } from '../domain/change.ts'
import type { GraphQLContext } from './context.ts'
import { type UnitRow, unitRow } from './unit-parts.ts'

interface Moment {
  readonly snapshot: Snapshot
  /** What is reached from here is as of this position in the log. */
  readonly sequence: number
}

const moments = new WeakMap<UnitRow, Moment>()
const owners = new WeakMap<object, UnitRow>()

/** A unit out of the change log, with everything near it as of `sequence`. */
export function unitAt(snapshot: Snapshot, sequence: number): UnitRow {
  const unit = unitRow(snapshot.unit)
  moments.set(unit, { snapshot, sequence })
  return unit
}

/** The sequence that a unit is as of; null for a row, which is as of now. */
export function sequenceOf(unit: UnitRow): number | null {
  return moments.get(unit)?.sequence ?? null
}

/** The whole state of a unit at its revision. */
export async function snapshotOf(context: GraphQLContext, unit: UnitRow): Promise<Snapshot> {
  return moments.get(unit)?.snapshot ?? context.loaders.snapshots.load(unit)
}

/** `part`, known to have been reached from `unit`. */
export function partOf<T extends object>(unit: UnitRow, part: T): T {
  owners.set(part, unit)
  return part
}

/** The unit that a part was reached from; undefined for one that was read by itself. */
export function ownerOf(part: object): UnitRow | undefined {
  return owners.get(part)
}

/** Units of one project by id, as seen from `from`; the oldest first. One that is not there any more is left out. */
export async function unitsSeenFrom(context: GraphQLContext, from: UnitRow | undefined, ids: readonly string[]): Promise<UnitRow[]> {
  const units = await Promise.all(ids.map((id) => unitSeenFrom(context, from, id)))
  return units.filter((unit) => unit !== null).toSorted((a, b) => a.ordinal - b.ordinal)
}

export async function unitSeenFrom(context: GraphQLContext, from: UnitRow | undefined, id: string): Promise<UnitRow | null> {
  const moment = from && moments.get(from)
  if (from?.id === id) return from
  if (!from || !moment) return context.loaders.units.load(id)
  const snapshot = await context.loaders.unitsAsOf.load({ projectId: from.projectId, sequence: moment.sequence, id })
  return snapshot && unitAt(snapshot, moment.sequence)
}

/** The unit that a part belongs to: the one that it was reached from, or the row. */
export async function unitThatOwns(context: GraphQLContext, part: { workUnitId: string }): Promise<UnitRow> {
  const unit = owners.get(part) ?? (await context.loaders.units.load(part.workUnitId))
  if (unit) return unit
  throw new SignalboxError('NOT_FOUND', 'The work unit was deleted while this was read. Ask again.')
}
