/** Who waits for whom. */
import { setDependencies } from '../services/work-unit.ts'
import { builder } from './builder.ts'
import { callerOf } from './context.ts'
import { oneUnit } from './input.ts'
import { unitPayload, WorkUnitPayload } from './payload.ts'
import { possible } from './possible.ts'
import { snapshotOf, unitsSeenFrom } from './unit-source.ts'
import { WorkUnit } from './work-unit.ts'

builder.objectFields(WorkUnit, (t) => ({
  dependsOn: t.field({
    type: [WorkUnit],
    description: 'The work units that must be DONE before it goes on; the oldest first.',
    resolve: async (unit, _args, context) => unitsSeenFrom(context, unit, (await snapshotOf(context, unit)).unit.dependsOn),
  }),
  blockedBy: t.field({
    type: [WorkUnit],
    description:
      'The work units that it waits for now: those of `dependsOn` that are not DONE, and those that go first in a serialized conflict.',
    resolve: async (unit, _args, context) => unitsSeenFrom(context, unit, (await snapshotOf(context, unit)).blockedBy),
  }),
  dependents: t.field({
    type: [WorkUnit],
    description: 'The work units that depend on it; the oldest first.',
    resolve: async (unit, _args, context) => unitsSeenFrom(context, unit, (await snapshotOf(context, unit)).dependents),
  }),
}))

const SetDependenciesInput = builder.inputType('SetDependenciesInput', {
  description: 'Which work unit, and what it shall depend on.',
  fields: (t) => ({
    ...oneUnit(t),
    dependsOn: t.stringList({
      required: true,
      description: 'All the chunks that must be DONE first, in place of those that were named before.',
    }),
  }),
})

builder.mutationField('setDependencies', (t) =>
  t.field({
    type: WorkUnitPayload,
    authScopes: { operator: true },
    description: `Says what a work unit depends on. A circle is refused as DEPENDENCY_CYCLE. ${possible('depend')} One that is READY or BLOCKED becomes the one that this demands, in the same transaction.`,
    args: { input: t.arg({ type: SetDependenciesInput, required: true, description: 'Which work unit, and what it shall depend on.' }) },
    resolve: async (_root, { input: { idempotencyKey: key, ...input } }, context) =>
      unitPayload(context, await setDependencies(context.services, callerOf(context, key), input)),
  }),
)
