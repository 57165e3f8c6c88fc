/** What an operator does with a work unit as it is: hold, release, cancel, retry, rewind, complete, prioritize. */
import * as services from '../services/work-unit.ts'
import { AttentionKind } from './attention-kind.ts'
import { builder } from './builder.ts'
import { callerOf } from './context.ts'
import { idempotencyKey, oneUnit } from './input.ts'
import { unitPayload, unitsPayload, WorkUnitPayload, WorkUnitsPayload } from './payload.ts'
import { Phase } from './phase.ts'
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
    reason: t.field({
      type: AttentionKind,
      description:
        'All that have open attention of this kind, and no others. Where none has, nothing happens, and the answer is an empty list.',
    }),
    idempotencyKey: idempotencyKey(t),
  }),
})

const RewindWorkUnitInput = builder.inputType('RewindWorkUnitInput', {
  description: 'Which work unit, and how far back.',
  fields: (t) => ({
    ...oneUnit(t),
    phase: t.field({
      type: Phase,
      required: true,
      description: 'Where it begins again: a phase that the project uses, before the one it is in.',
    }),
  }),
})

const CompleteWorkUnitInput = builder.inputType('CompleteWorkUnitInput', {
  description: 'Which work unit, and why it counts as done.',
  fields: (t) => ({
    ...oneUnit(t),
    reason: t.string({ required: true, description: 'One line of 500 characters at most, for the change log.' }),
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
  rewindWorkUnit: t.field({
    type: WorkUnitPayload,
    authScopes: { operator: true },
    description:
      'Takes a work unit back to an earlier phase. A phase that the project does not use is refused as VALIDATION_FAILED, the one that it is in, ' +
      `or a later one, as ILLEGAL_TRANSITION. ${possible('rewind')} To begin without what was made, delete it with force (a backup ref remains) and inject it anew.`,
    args: { input: t.arg({ type: RewindWorkUnitInput, required: true, description: 'Which work unit, and how far back.' }) },
    resolve: async (_root, { input: { idempotencyKey: key, ...input } }, context) =>
      unitPayload(context, await services.rewindWorkUnit(context.services, callerOf(context, key), input)),
  }),
  completeWorkUnit: t.field({
    type: WorkUnitPayload,
    authScopes: { operator: true },
    description: `Says that a work unit is done, although signalbox has merged nothing of it; its history says that and why. ${possible('complete')}`,
    args: { input: t.arg({ type: CompleteWorkUnitInput, required: true, description: 'Which work unit, and why it counts as done.' }) },
    resolve: async (_root, { input: { idempotencyKey: key, ...input } }, context) =>
      unitPayload(context, await services.completeWorkUnit(context.services, callerOf(context, key), input)),
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
