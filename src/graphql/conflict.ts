/** Conflicts: pairs of work units that may touch the same code. */
import { CONFLICT_RESOLUTIONS, CONFLICT_VERDICTS, EVIDENCE_STAGES, type ConflictEvidence as EvidenceSource } from '../domain/conflict.ts'
import { resolveConflict } from '../services/conflict.ts'
import { builder } from './builder.ts'
import { callerOf } from './context.ts'
import { enumValues } from './enum-values.ts'
import { idempotencyKey } from './input.ts'
import { fromJson } from './json-column.ts'
import { unitsPayload, WorkUnitsPayload } from './payload.ts'
import { projectNamed } from './project.ts'
import { CONFLICT_COLUMNS, conflictRow } from './unit-parts.ts'
import { ownerOf, partOf, snapshotOf, unitSeenFrom, unitsSeenFrom } from './unit-source.ts'
import { WorkUnit } from './work-unit.ts'

export const ConflictVerdict = builder.enumType('ConflictVerdict', {
  description: 'What follows from the evidence.',
  values: enumValues(CONFLICT_VERDICTS, {
    INDEPENDENT: 'The two can go on side by side.',
    SERIALIZE: 'One goes first: they touch the same symbol, or the same lines.',
    ASK_OPERATOR: 'They touch the same file, and no more is known: a person decides.',
  }),
})

const ConflictResolution = builder.enumType('ConflictResolution', {
  description: 'What an operator decides about a conflict.',
  values: enumValues(CONFLICT_RESOLUTIONS, {
    PARALLELIZE: 'The two go on side by side.',
    SERIALIZE: 'One goes first, and the other waits until it is DONE.',
  }),
})

const EvidenceStage = builder.enumType('EvidenceStage', {
  description: 'How sure a piece of evidence is.',
  values: enumValues(EVIDENCE_STAGES, {
    DECLARED: "The chunks' documents say so.",
    PLANNED: 'Their plans say so.',
    ACTUAL: 'Their branches do it.',
  }),
})

export const ConflictEvidence = builder.objectRef<EvidenceSource>('ConflictEvidence').implement({
  description: 'One place in the code that both work units touch.',
  authScopes: { reader: true },
  fields: (t) => ({
    stage: t.expose('stage', { type: EvidenceStage, description: 'How sure it is.' }),
    path: t.exposeString('path', { description: 'The file.' }),
    symbol: t.exposeString('symbol', { nullable: true, description: 'The symbol, where both name the same one.' }),
    detail: t.exposeString('detail', { description: 'A sentence for people.' }),
  }),
})

export const Conflict = builder.prismaNode('Conflict', {
  description:
    'The relation of two work units that may touch the same code. It belongs to both, and a resolution stands for both while its evidence does.',
  authScopes: { reader: true },
  nullable: true,
  select: CONFLICT_COLUMNS,
  id: { field: 'id', description: 'The global id.' },
})

builder.objectFields(Conflict, (t) => ({
  workUnits: t.field({
    type: [WorkUnit],
    description: 'The two, the older one first.',
    resolve: (conflict, _args, context) => unitsSeenFrom(context, ownerOf(conflict), [conflict.unitAId, conflict.unitBId]),
  }),
  verdict: t.expose('verdict', { type: ConflictVerdict, description: 'What follows from the evidence.' }),
  resolution: t.expose('resolution', {
    type: ConflictResolution,
    nullable: true,
    description: 'What an operator decided; null when nobody did.',
  }),
  resolvedBy: t.exposeString('resolvedBy', { nullable: true, description: 'Who decided.' }),
  first: t.field({
    type: WorkUnit,
    nullable: true,
    description: 'The work unit that goes first; null when they need not wait for each other.',
    resolve: (conflict, _args, context) => (conflict.firstId === null ? null : unitSeenFrom(context, ownerOf(conflict), conflict.firstId)),
  }),
  evidence: t.field({
    type: [ConflictEvidence],
    description: 'The places that both touch.',
    resolve: ({ evidence }) => fromJson<EvidenceSource[]>(evidence),
  }),
}))

builder.objectField(WorkUnit, 'conflicts', (t) =>
  t.field({
    type: [Conflict],
    description: 'Its conflicts with other work units, resolved ones too.',
    resolve: async (unit, _args, context) =>
      (await snapshotOf(context, unit)).unit.conflicts.map((conflict) => partOf(unit, conflictRow(conflict))),
  }),
)

builder.queryField('conflicts', (t) =>
  t.prismaField({
    type: [Conflict],
    authScopes: { reader: true },
    description: 'The conflicts of a project, the oldest first. An unknown project is NOT_FOUND.',
    args: {
      project: t.arg.string({ required: true, description: "The project's key." }),
      verdict: t.arg({ type: ConflictVerdict, description: 'Those with this verdict; all when absent.' }),
    },
    resolve: async (query, _root, { project, verdict }, context) => {
      const { id } = await projectNamed(context, project)
      return context.services.store.read.conflict.findMany({
        ...query,
        where: { projectId: id, ...(verdict && { verdict }) },
        orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
      })
    },
  }),
)

const ResolveConflictInput = builder.inputType('ResolveConflictInput', {
  description: 'Which conflict, and what to do about it.',
  fields: (t) => ({
    project: t.string({ required: true, description: "The project's key." }),
    chunks: t.stringList({ required: true, description: 'The two chunks. With SERIALIZE the first one goes first.' }),
    resolution: t.field({ type: ConflictResolution, required: true, description: 'What to do.' }),
    idempotencyKey: idempotencyKey(t),
  }),
})

builder.mutationField('resolveConflict', (t) =>
  t.field({
    type: WorkUnitsPayload,
    authScopes: { operator: true },
    description:
      'Decides a conflict for both its work units: what was asked about it is answered, and the pair is not asked again while its evidence stands. ' +
      'With SERIALIZE the second one is BLOCKED until the first is DONE; a circle is refused as DEPENDENCY_CYCLE. Possible in every status; resets nothing.',
    args: { input: t.arg({ type: ResolveConflictInput, required: true, description: 'Which conflict, and what to do about it.' }) },
    resolve: async (_root, { input: { idempotencyKey: key, ...input } }, context) =>
      unitsPayload(context, input.project, await resolveConflict(context.services, callerOf(context, key), input)),
  }),
)
