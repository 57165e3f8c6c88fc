/** What people must decide: items, the ranked queue, and the answers. */
import { ATTENTION_STATES, type AttentionItem as ItemSource } from '../domain/attention.ts'
import { openAttention } from '../domain/work-unit.ts'
import { answerAttention, askOperator } from '../services/attention.ts'
import { runOf } from './authorization.ts'
import { blockedCount } from './blocked-count.ts'
import { builder } from './builder.ts'
import { Conflict } from './conflict.ts'
import { callerOf, type GraphQLContext } from './context.ts'
import type { Position } from './cursor.ts'
import { enumValues } from './enum-values.ts'
import { idWithin } from './global-id.ts'
import { expectedRevision, idempotencyKey } from './input.ts'
import { fromJson } from './json-column.ts'
import { AttentionKind } from './attention-kind.ts'
import { EFFECT_CURSOR, unitPayload, WorkUnitPayload } from './payload.ts'
import { possible } from './possible.ts'
import { projectNamed } from './project.ts'
import { Run } from './run.ts'
import { conflictRow, ITEM_COLUMNS, type ItemRow, itemRow, runRow } from './unit-parts.ts'
import { ownerOf, partOf, snapshotOf, unitThatOwns } from './unit-source.ts'
import { WorkUnit } from './work-unit.ts'

const AttentionState = builder.enumType('AttentionState', {
  description: 'Whether an attention item still waits.',
  values: enumValues(ATTENTION_STATES, {
    OPEN: 'It waits for a person.',
    ANSWERED: 'It was answered, once.',
    WITHDRAWN: 'Its cause is gone.',
    EXPIRED: 'Nobody answered before its deadline.',
  }),
})

export const AttentionItem = builder.prismaNode('AttentionItem', {
  description: 'One thing that a person must decide. It survives restarts, and is answered once.',
  authScopes: { $any: { reader: true, run: true } },
  nullable: true,
  select: ITEM_COLUMNS,
  id: { field: 'id', description: 'The global id.' },
})

builder.objectFields(AttentionItem, (t) => ({
  kind: t.expose('kind', { type: AttentionKind, description: 'What it is about.' }),
  state: t.expose('state', { type: AttentionState, description: 'Whether it still waits.' }),
  prompt: t.exposeString('prompt', { description: 'What is asked.' }),
  options: t.stringList({ description: 'Answers to choose from; may be empty.', resolve: ({ options }) => fromJson<string[]>(options) }),
  detail: t.exposeString('detail', { nullable: true, description: 'More about it, for people.' }),
  workUnit: t.field({
    type: WorkUnit,
    authScopes: { reader: true },
    description: 'The work unit that waits for the answer.',
    resolve: (item, _args, context) => unitThatOwns(context, item),
  }),
  run: t.field({
    type: Run,
    nullable: true,
    description: 'The run that asked; null when it was not a run.',
    resolve: async (item, _args, context) => {
      if (item.runId === null) return null
      const owner = ownerOf(item)
      const open = owner && (await snapshotOf(context, owner)).unit.runs.find(({ id }) => id === item.runId)
      // A run that has ended is no part of a snapshot any more, and does not change any more.
      return owner && open ? partOf(owner, runRow(open, owner.id)) : context.loaders.runs.load(item.runId)
    },
  }),
  conflict: t.field({
    type: Conflict,
    nullable: true,
    authScopes: { reader: true },
    description: 'The conflict that is to be decided, for the kind CONFLICT.',
    resolve: async (item, _args, context) => {
      if (item.conflictId === null) return null
      const owner = ownerOf(item)
      const known = owner && (await snapshotOf(context, owner)).unit.conflicts.find(({ id }) => id === item.conflictId)
      return owner && known ? partOf(owner, conflictRow(known)) : context.loaders.conflicts.load(item.conflictId)
    },
  }),
  openedAt: t.expose('openedAt', { type: 'DateTime', description: 'Since when it waits.' }),
  deadline: t.expose('deadline', { type: 'DateTime', nullable: true, description: 'How long it waits; null is "as long as it takes".' }),
  blockedCount: t.int({
    authScopes: { reader: true },
    description:
      'How many work units that are not DONE wait behind its work unit, directly or through others: by this, and then by `openedAt`, the queue is ranked. ' +
      'It says something of those units and not of this one, so it moves with their changes, without a change of this one: who follows all changes ' +
      'tells it from the `dependents`; `attentionQueue` has it as of now.',
    resolve: async (item, _args, context) => blockedCount(context, await unitThatOwns(context, item)),
  }),
  answer: t.exposeString('answer', { nullable: true, description: 'What was answered.' }),
  answeredBy: t.exposeString('answeredBy', { nullable: true, description: 'Who answered.' }),
  answeredAt: t.expose('answeredAt', { type: 'DateTime', nullable: true, description: 'When it was answered.' }),
}))

builder.objectFields(WorkUnit, (t) => ({
  attention: t.field({
    type: [AttentionItem],
    description: 'The items that are open, the oldest first.',
    resolve: async (unit, _args, context) => {
      const items = openAttention((await snapshotOf(context, unit)).unit)
      return items.toSorted(byAge).map((item) => partOf(unit, itemRow(item, unit.id)))
    },
  }),
  attentionReason: t.string({
    nullable: true,
    description: 'Why it needs attention, in one line for a list; null unless it is NEEDS_ATTENTION.',
    resolve: async (unit, _args, context) =>
      unit.status === 'NEEDS_ATTENTION' ? reason(openAttention((await snapshotOf(context, unit)).unit).toSorted(byAge)) : null,
  }),
}))

function byAge(a: ItemSource | ItemRow, b: ItemSource | ItemRow): number {
  return a.openedAt.getTime() - b.openedAt.getTime() || (a.id < b.id ? -1 : 1)
}

const MAX_REASON_LENGTH = 200

function reason([first, ...more]: readonly ItemSource[]): string | null {
  if (!first) return null
  const [line = ''] = first.prompt.trim().split('\n')
  const short = line.length > MAX_REASON_LENGTH ? `${line.slice(0, MAX_REASON_LENGTH - 1)}…` : line
  return more.length > 0 ? `${short} (and ${more.length} more)` : short
}

builder.queryField('attentionQueue', (t) =>
  t.prismaField({
    type: [AttentionItem],
    authScopes: { reader: true },
    description:
      'The open items, that with the most work behind it first (`blockedCount`), and of equal ones the oldest. An unknown project is NOT_FOUND.',
    args: { project: t.arg.string({ description: "A project's key; the items of all projects when absent." }) },
    resolve: async (query, _root, { project }, context) => {
      await context.loaders.projects()
      const where = typeof project === 'string' ? { workUnit: { projectId: (await projectNamed(context, project)).id } } : {}
      const items = await context.services.store.read.attentionItem.findMany({ ...query, where: { ...where, state: 'OPEN' } })
      return ranked(context, items)
    },
  }),
)

async function ranked<Item extends ItemRow>(context: GraphQLContext, items: readonly Item[]): Promise<Item[]> {
  const counted = await Promise.all(
    items.map(async (item) => {
      const unit = await context.loaders.units.load(item.workUnitId)
      return { item, behind: unit === null ? 0 : await blockedCount(context, unit) }
    }),
  )
  return counted.toSorted((a, b) => b.behind - a.behind || byAge(a.item, b.item)).map(({ item }) => item)
}

const AnswerAttentionInput = builder.inputType('AnswerAttentionInput', {
  description: 'An answer: one of the options, a text, or both.',
  fields: (t) => ({
    item: t.id({ required: true, description: "The item's global id." }),
    answer: t.string({ description: 'A text.' }),
    option: t.string({ description: "One of the item's `options`. The answer to a CONFLICT is PARALLELIZE or SERIALIZE." }),
    expectedRevision: expectedRevision(t),
    idempotencyKey: idempotencyKey(t),
  }),
})

const AskOperatorInput = builder.inputType('AskOperatorInput', {
  description: "An agent's question.",
  fields: (t) => ({
    question: t.string({ required: true, description: 'What is asked.' }),
    options: t.stringList({ description: 'Answers to choose from; any text when absent.' }),
    idempotencyKey: idempotencyKey(t),
  }),
})

const AskOperatorPayload = builder.objectRef<{ item: ItemRow; position: Position }>('AskOperatorPayload').implement({
  description: 'The answer to a question: that it was put.',
  authScopes: { run: true },
  fields: (t) => ({
    item: t.field({ type: AttentionItem, description: 'The item that waits for the operator.', resolve: ({ item }) => item }),
    cursor: t.field({ type: 'Cursor', description: EFFECT_CURSOR, resolve: ({ position }) => position }),
  }),
})

builder.mutationFields((t) => ({
  answerAttention: t.field({
    type: WorkUnitPayload,
    authScopes: { operator: true },
    description: `Answers an open item, once: a second answer is refused as ALREADY_ANSWERED and told who was first, and when. ${possible('answer', 'ALREADY_ANSWERED')}`,
    args: { input: t.arg({ type: AnswerAttentionInput, required: true, description: 'The answer.' }) },
    resolve: async (_root, { input: { idempotencyKey: key, ...input } }, context) => {
      const item = idWithin('AttentionItem', input.item, 'item')
      return unitPayload(context, await answerAttention(context.services, callerOf(context, key), { ...input, item }))
    },
  }),
  askOperator: t.field({
    type: AskOperatorPayload,
    authScopes: { run: true },
    description: `An agent asks the operator, for its own run. For a run token only. ${possible('ask')}`,
    args: { input: t.arg({ type: AskOperatorInput, required: true, description: 'The question.' }) },
    resolve: async (_root, { input: { idempotencyKey: key, ...input } }, context) => {
      const committed = await askOperator(context.services, callerOf(context, key), runOf(context.viewer), input)
      const { unit, position } = await unitPayload(context, committed)
      const { itemId } = committed.result
      const open = (await snapshotOf(context, unit)).unit.attention.find(({ id }) => id === itemId)
      // A repeat may be answered with a later state, in which the question is closed: then its row is all there is.
      const item = open
        ? itemRow(open, unit.id)
        : await context.services.store.read.attentionItem.findUnique({ where: { id: itemId }, select: ITEM_COLUMNS })
      if (!item) throw new Error('A question that was put is kept as long as its work unit.')
      return { item: partOf(unit, item), position }
    },
  }),
}))
