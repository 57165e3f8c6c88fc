/** What mutations of work units answer with. */
import { SignalboxError } from '../domain/errors.ts'
import { builder } from './builder.ts'
import { beginAnew, type GraphQLContext } from './context.ts'
import type { Position } from './cursor.ts'
import type { UnitRow } from './unit-parts.ts'
import { unitAt } from './unit-source.ts'
import { WorkUnit } from './work-unit.ts'

/** What the services answer with: the position after the commit, and its units at the revisions that it gave them. */
interface Committed {
  readonly sequence: number
  readonly units: readonly { readonly id: string; readonly revision: number }[]
}

interface UnitsPayload {
  readonly units: readonly UnitRow[]
  readonly position: Position
}

/** Every payload's `cursor` means the same. */
export const EFFECT_CURSOR = 'A subscriber at or past it has seen the effect.'

/**
 * The units as that commit left them: a repeat by its idempotency key gets what the first call got. Where the change log does not reach
 * back to that, it gets the oldest state that is left, with the cursor of it, of the units that there were then. `project` is its key.
 */
export async function unitsPayload(context: GraphQLContext, project: string, committed: Committed): Promise<UnitsPayload> {
  beginAnew(context)
  const { byKey } = await context.loaders.projects()
  const projectId = byKey.get(project)?.id
  if (projectId === undefined) throw new Error(`Project ${project} went while a change of it was committed.`)
  const snapshots = await Promise.all(committed.units.map((revision) => context.loaders.snapshots.load(revision)))
  return {
    units: snapshots.map((snapshot) => unitAt(snapshot, committed.sequence)),
    position: { projectId, sequence: committed.sequence },
  }
}

/** The payload of a commit of one unit, in the same way. Throws NOT_FOUND for a repeat where it has been deleted and forgotten since. */
export async function unitPayload(context: GraphQLContext, committed: Committed): Promise<{ unit: UnitRow; position: Position }> {
  beginAnew(context)
  const [revision] = committed.units
  if (!revision) {
    throw new SignalboxError(
      'NOT_FOUND',
      'This request was carried out before, and its work unit has been deleted since: nothing of it is left to answer with.',
    )
  }
  const unit = unitAt(await context.loaders.snapshots.load(revision), committed.sequence)
  return { unit, position: { projectId: unit.projectId, sequence: committed.sequence } }
}

export const WorkUnitPayload = builder.objectRef<{ unit: UnitRow; position: Position }>('WorkUnitPayload').implement({
  description: 'The answer to a mutation of one work unit.',
  authScopes: { operator: true },
  fields: (t) => ({
    workUnit: t.field({ type: WorkUnit, description: 'The work unit as the mutation left it.', resolve: ({ unit }) => unit }),
    cursor: t.field({ type: 'Cursor', description: EFFECT_CURSOR, resolve: ({ position }) => position }),
  }),
})

export const WorkUnitsPayload = builder.objectRef<UnitsPayload>('WorkUnitsPayload').implement({
  description: 'The answer to a mutation of several work units, all of which it changed, or none.',
  authScopes: { operator: true },
  fields: (t) => ({
    workUnits: t.field({ type: [WorkUnit], description: 'The work units as the mutation left them.', resolve: ({ units }) => [...units] }),
    cursor: t.field({ type: 'Cursor', description: EFFECT_CURSOR, resolve: ({ position }) => position }),
  }),
})
