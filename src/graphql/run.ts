/** Runs: the attempts of agents, and what an agent says of its own. */
import { REVIEW_VERDICTS, RUN_STATUSES } from '../domain/run.ts'
import { currentRun } from '../domain/work-unit.ts'
import { submitReview } from '../services/run.ts'
import { runOf } from './authorization.ts'
import { builder } from './builder.ts'
import { callerOf } from './context.ts'
import type { Position } from './cursor.ts'
import { enumValues } from './enum-values.ts'
import { idOrGlobalId } from './global-id.ts'
import { idempotencyKey } from './input.ts'
import { fromJson } from './json-column.ts'
import { connectionOf, newestFirst, pageArgs, placeCursor } from './page.ts'
import { EFFECT_CURSOR, unitPayload } from './payload.ts'
import { Phase } from './phase.ts'
import { RUN_COLUMNS, type RunRow, runRow } from './unit-parts.ts'
import { partOf, sequenceOf, snapshotOf, unitThatOwns } from './unit-source.ts'
import { Usage } from './usage.ts'
import { WorkUnit } from './work-unit.ts'

const RunStatus = builder.enumType('RunStatus', {
  description: 'How a run goes, or how it ended.',
  values: enumValues(RUN_STATUSES, {
    STARTING: 'Its worktree and its agent are being made ready.',
    RUNNING: 'Its agent works.',
    WAITING: 'Its agent has asked, and waits for the answer.',
    SUCCEEDED: 'It finished its phase.',
    SUSPENDED: 'Its agent went until its question is answered; the next run goes on from there.',
    FAILED: 'It failed: see `failure`.',
    CANCELLED: 'An operator ended it.',
    LOST: 'Its server or its process was gone.',
  }),
})

const ReviewVerdict = builder.enumType('ReviewVerdict', {
  description: "A reviewer's judgement.",
  values: enumValues(REVIEW_VERDICTS, {
    APPROVE: 'Good as it is: the work unit goes on.',
    FEEDBACK: 'Something is to be changed: the work unit goes back to IMPLEMENT.',
    ESCALATE: 'A person must decide.',
  }),
})

export const Run = builder.prismaNode('Run', {
  description: 'One attempt of one agent at one phase.',
  authScopes: { $any: { reader: true, run: true } },
  nullable: true,
  select: RUN_COLUMNS,
  id: { field: 'id', description: 'The global id.' },
})

builder.objectFields(Run, (t) => ({
  workUnit: t.field({
    type: WorkUnit,
    authScopes: { reader: true },
    description: 'The work unit that it works on.',
    resolve: (run, _args, context) => unitThatOwns(context, run),
  }),
  phase: t.expose('phase', { type: Phase, description: 'The step that it works at.' }),
  generation: t.exposeInt('generation', { description: "Counts the work unit's runs: 1, 2, 3 … The result of an older one is refused." }),
  attempt: t.exposeInt('attempt', { description: 'Counts the tries at this phase.' }),
  status: t.expose('status', { type: RunStatus, description: 'How it goes, or how it ended.' }),
  host: t.exposeString('host', { description: 'The host of the server that runs it.' }),
  startedAt: t.expose('startedAt', { type: 'DateTime', description: 'When it was dispatched.' }),
  endedAt: t.expose('endedAt', { type: 'DateTime', nullable: true, description: 'When it ended; null while it goes on.' }),
  leaseUntil: t.field({
    type: 'DateTime',
    nullable: true,
    description: 'How long its server has promised to look after it, renewed all the time; null when it has ended, or its server is gone.',
    resolve: async ({ endedAt, serverId }, _args, { loaders }) =>
      endedAt === null ? ((await loaders.servers()).find(({ id }) => id === serverId)?.leaseUntil ?? null) : null,
  }),
  prompt: t.string({
    nullable: true,
    authScopes: { reader: true },
    description:
      'What its agent was told, in Markdown; null as long as it has been told nothing, and for a run from before prompts were kept.',
    resolve: ({ id }, _args, { loaders }) => loaders.prompts.load(id),
  }),
  exitCode: t.exposeInt('exitCode', { nullable: true, description: "The exit code of the agent's process, if it had one." }),
  failure: t.exposeString('failure', { nullable: true, description: 'Why it failed, in a sentence.' }),
  usage: t.field({ type: Usage, description: 'What it has used up.', resolve: (run) => run }),
  verdict: t.expose('verdict', {
    type: ReviewVerdict,
    nullable: true,
    description: 'What the agent of a REVIEW found; counts when the run ends well.',
  }),
  verdictSummary: t.exposeString('verdictSummary', { nullable: true, description: 'The verdict in words.' }),
  verdictIssues: t.stringList({
    nullable: true,
    description: 'What is to be changed, point by point.',
    resolve: ({ verdictIssues }) => fromJson<string[] | null>(verdictIssues),
  }),
}))

const RunConnection = builder.connectionObject(
  { type: Run, name: 'RunConnection', description: 'A page of runs, the newest first.' },
  { name: 'RunEdge', description: 'A run in a list.' },
)

const DEFAULT_SIZE = 20

builder.objectFields(WorkUnit, (t) => ({
  currentRun: t.field({
    type: Run,
    nullable: true,
    description: 'The run that goes on; null when there is none.',
    resolve: async (unit, _args, context) => {
      const run = currentRun((await snapshotOf(context, unit)).unit)
      return run && partOf(unit, runRow(run, unit.id))
    },
  }),
  runs: t.field({
    type: RunConnection,
    description: 'Its runs, the newest first.',
    args: pageArgs(t.arg, DEFAULT_SIZE),
    resolve: async (unit, args, context) => {
      const range = newestFirst('runs', unit.generation, args, DEFAULT_SIZE)
      const runs = await context.loaders.runRanges.load({ of: unit.id, ...range })
      // A run that went on at a moment of the past is shown as it was then; the others had ended, and do not change any more.
      const open = sequenceOf(unit) === null ? null : currentRun((await snapshotOf(context, unit)).unit)
      return connectionOf({
        nodes: runs.map((run) => partOf(unit, run.id === open?.id ? runRow(open, unit.id) : run)).toReversed(),
        cursorOf: placeCursor('runs', ({ generation }: RunRow) => generation),
        hasPreviousPage: range.upTo < unit.generation,
        hasNextPage: range.after > 0,
        totalCount: () => unit.generation,
      })
    },
  }),
}))

builder.queryField('run', (t) =>
  t.prismaField({
    type: Run,
    nullable: true,
    authScopes: { reader: true },
    description: 'A run by its global id, or by the id that its agent has in SIGNALBOX_RUN; null when there is none.',
    args: { id: t.arg.id({ required: true, description: 'The id of a run.' }) },
    resolve: async (query, _root, { id }, { loaders, services }) => {
      await loaders.projects()
      return services.store.read.run.findUnique({ ...query, where: { id: idOrGlobalId('Run', id, 'id') } })
    },
  }),
)

const SubmitReviewInput = builder.inputType('SubmitReviewInput', {
  description: 'What the agent of a REVIEW found.',
  fields: (t) => ({
    verdict: t.field({ type: ReviewVerdict, required: true, description: 'The judgement.' }),
    summary: t.string({ required: true, description: 'The judgement in words.' }),
    issues: t.stringList({ description: 'What is to be changed, point by point.' }),
    idempotencyKey: idempotencyKey(t),
  }),
})

const SubmitReviewPayload = builder.objectRef<{ run: RunRow; position: Position }>('SubmitReviewPayload').implement({
  description: 'The answer to a review.',
  authScopes: { run: true },
  fields: (t) => ({
    run: t.field({ type: Run, description: 'The run with its verdict.', resolve: ({ run }) => run }),
    cursor: t.field({ type: 'Cursor', description: EFFECT_CURSOR, resolve: ({ position }) => position }),
  }),
})

builder.mutationField('submitReview', (t) =>
  t.field({
    type: SubmitReviewPayload,
    authScopes: { run: true },
    description:
      'The agent of a REVIEW says what it found; a later verdict replaces it. It counts when the run ends well: APPROVE sends the work unit on, ' +
      'FEEDBACK back to IMPLEMENT, ESCALATE to a person. Possible for a run token whose work unit is RUNNING in REVIEW; resets nothing.',
    args: { input: t.arg({ type: SubmitReviewInput, required: true, description: 'The verdict.' }) },
    resolve: async (_root, { input: { idempotencyKey: key, ...input } }, context) => {
      const committed = await submitReview(context.services, callerOf(context, key), runOf(context.viewer), input)
      const { unit, position } = await unitPayload(context, committed)
      const run = currentRun((await snapshotOf(context, unit)).unit)
      if (!run) throw new Error('A run that was reviewed goes on.')
      return { run: partOf(unit, runRow(run, unit.id)), position }
    },
  }),
)
