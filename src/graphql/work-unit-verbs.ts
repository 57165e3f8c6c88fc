/** What an operator does with a work unit as it is: hold, release, cancel, retry, prioritize. */
import * as services from '../services/work-unit.ts'
import { AttentionKind } from './attention-kind.ts'
import { builder } from './builder.ts'
import { callerOf } from './context.ts'
import { idempotencyKey, oneUnit } from './input.ts'
import { unitPayload, unitsPayload, WorkUnitPayload, WorkUnitsPayload } from './payload.ts'
import { possible } from './possible.ts'

const inputOf = (name: string, description: string) => builder.inputType(name, { description, fields: oneUnit })

const CancelWorkUnitInput = inputOf('CancelWorkUnitInput', 'Whose run to end.')
const HoldWorkUnitInput = inputOf('HoldWorkUnitInput', 'Which work unit to hold.')
const ReleaseWorkUnitInput = inputOf('ReleaseWorkUnitInput', 'Which work unit to release.')

const PrioritizeWorkUnitInput = builder.inputType('PrioritizeWorkUnitInput', {
  description: 'Which work unit, and its new priority.',
  fields: (t) => ({
    ...oneUnit(t),
    priority: t.int({ required: true, description: '-1000 to 1000; higher goes first.' }),
  }),
})

const RetryWorkUnitsInput = builder.inputType('RetryWorkUnitsInput', {
  description: 'Which work units to try again: either `chunks` or `reason`.',
  fields: (t) => ({
    project: t.string({ required: true, description: "The project's key." }),
    chunks: t.stringList({ description: 'These chunks.' }),
    reason: t.field({ type: AttentionKind, description: 'All that have open attention of this kind.' }),
    idempotencyKey: idempotencyKey(t),
  }),
})

builder.mutationFields((t) => ({
  prioritizeWorkUnit: t.field({
    type: WorkUnitPayload,
    authScopes: { operator: true },
    description: `Sets the priority, for the running scheduler too. ${possible('prioritize')}`,
    args: { input: t.arg({ type: PrioritizeWorkUnitInput, required: true, description: 'Which work unit, and its new priority.' }) },
    resolve: async (_root, { input: { idempotencyKey: key, ...input } }, context) =>
      unitPayload(context, await services.prioritizeWorkUnit(context.services, callerOf(context, key), input)),
  }),
  retryWorkUnits: t.field({
    type: WorkUnitsPayload,
    authScopes: { operator: true },
    description: `Tries work units again: all of them, or none. ${possible('retry')}`,
    args: { input: t.arg({ type: RetryWorkUnitsInput, required: true, description: 'Which work units.' }) },
    resolve: async (_root, { input: { idempotencyKey: key, ...input } }, context) =>
      unitsPayload(context, input.project, await services.retryWorkUnits(context.services, callerOf(context, key), input)),
  }),
  cancelWorkUnit: t.field({
    type: WorkUnitPayload,
    authScopes: { operator: true },
    description: `Ends the run of a work unit. ${possible('cancel')}`,
    args: { input: t.arg({ type: CancelWorkUnitInput, required: true, description: 'Which work unit.' }) },
    resolve: async (_root, { input: { idempotencyKey: key, ...input } }, context) =>
      unitPayload(context, await services.cancelWorkUnit(context.services, callerOf(context, key), input)),
  }),
  holdWorkUnit: t.field({
    type: WorkUnitPayload,
    authScopes: { operator: true },
    description: `Keeps a work unit from being dispatched. ${possible('hold')}`,
    args: { input: t.arg({ type: HoldWorkUnitInput, required: true, description: 'Which work unit.' }) },
    resolve: async (_root, { input: { idempotencyKey: key, ...input } }, context) =>
      unitPayload(context, await services.holdWorkUnit(context.services, callerOf(context, key), input)),
  }),
  releaseWorkUnit: t.field({
    type: WorkUnitPayload,
    authScopes: { operator: true },
    description: `Lets a held work unit be dispatched again. ${possible('release')}`,
    args: { input: t.arg({ type: ReleaseWorkUnitInput, required: true, description: 'Which work unit.' }) },
    resolve: async (_root, { input: { idempotencyKey: key, ...input } }, context) =>
      unitPayload(context, await services.releaseWorkUnit(context.services, callerOf(context, key), input)),
  }),
}))
