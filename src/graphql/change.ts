/** Changes of work units: as they come, and as history. */
import { CHANGE_KINDS, type Change } from '../domain/change.ts'
import type { Phase as PhaseName } from '../domain/phase.ts'
import { validChunk } from '../domain/validate.ts'
import { SignalboxError } from '../domain/errors.ts'
import type { WorkUnitStatus as StatusName } from '../domain/work-unit.ts'
import { builder } from './builder.ts'
import { beginAnew, type GraphQLContext } from './context.ts'
import { decodeCursor, encodeCursor } from './cursor.ts'
import { enumValues } from './enum-values.ts'
import { encodeGlobalId } from './global-id.ts'
import { BROADCAST_INVARIANT } from './invariant.ts'
import { fromJson } from './json-column.ts'
import { LogSubscription } from './log-subscription.ts'
import { connectionOf, newestFirst, pageArgs, placeCursor } from './page.ts'
import { Phase } from './phase.ts'
import { projectNamed } from './project.ts'
import type { UnitRow } from './unit-parts.ts'
import { unitAt } from './unit-source.ts'
import { WorkUnit } from './work-unit.ts'
import { WorkUnitStatus } from './work-unit-status.ts'

const ChangeKind = builder.enumType('ChangeKind', {
  description: 'What happened to a work unit.',
  values: enumValues(CHANGE_KINDS, { CREATED: 'It was injected.', UPDATED: 'Something about it changed.', DELETED: 'It was deleted.' }),
})

/** One entry of a unit's history, with what it led to. */
interface HistoryEntry extends Omit<Change, 'snapshot'> {
  readonly status: StatusName
  readonly phase: PhaseName
}

const WorkUnitUpdated = builder.objectRef<Change>('WorkUnitUpdated').implement({
  description: `One committed change of one work unit, with the state that it led to.\n\n${BROADCAST_INVARIANT}`,
  authScopes: { reader: true },
})

const WorkUnitChange = builder.objectRef<HistoryEntry>('WorkUnitChange').implement({
  description: "One entry of a work unit's history: the same facts as WorkUnitUpdated, without the state.",
  authScopes: { reader: true },
})

for (const type of [WorkUnitUpdated, WorkUnitChange]) {
  builder.objectFields(type, (t) => ({
    cursor: t.field({
      type: 'Cursor',
      description: 'The position of the change in the log: go on after it.',
      resolve: ({ projectId, sequence }) => ({ projectId, sequence }),
    }),
    sequence: t.exposeInt('sequence', { description: "The position of the change in its project's log: 1, 2, 3 … without a gap." }),
    revision: t.exposeInt('revision', { description: 'How often the work unit had changed with this: 1, 2, 3 … without a gap.' }),
    kind: t.expose('kind', { type: ChangeKind, description: 'What happened.' }),
    previousStatus: t.expose('previousStatus', {
      type: WorkUnitStatus,
      nullable: true,
      description: 'The status before; null when it was created.',
    }),
    previousPhase: t.expose('previousPhase', { type: Phase, nullable: true, description: 'The phase before; null when it was created.' }),
    changedFields: t.stringList({
      description: 'What changed: the fields of WorkUnit by their names, and what it keeps to itself, such as `attempt`.',
      resolve: ({ changedFields }) => [...changedFields],
    }),
    actor: t.exposeString('actor', { description: 'Who caused it: the name of a token, of an agent, or `scheduler`.' }),
    reason: t.exposeString('reason', { description: 'Why it happened, in words.' }),
    at: t.expose('at', { type: 'DateTime', description: 'When it was committed.' }),
  }))
}

builder.objectFields(WorkUnitUpdated, (t) => ({
  workUnitId: t.id({
    description: 'The `id` of the work unit, also of one that is gone.',
    resolve: ({ workUnitId }) => encodeGlobalId('WorkUnit', workUnitId),
  }),
  chunk: t.exposeString('chunk', { description: 'The chunk of the work unit, also of one that is gone.' }),
  workUnit: t.field({
    type: WorkUnit,
    nullable: true,
    description: 'The work unit as of this revision, and everything reached from it as of this sequence; null when it was DELETED.',
    resolve: ({ snapshot, sequence }) => snapshot && unitAt(snapshot, sequence),
  }),
}))

builder.objectFields(WorkUnitChange, (t) => ({
  status: t.expose('status', { type: WorkUnitStatus, nullable: true, description: 'The status that it led to.' }),
  phase: t.expose('phase', { type: Phase, nullable: true, description: 'The phase that it led to.' }),
}))

const WorkUnitChangeConnection = builder.connectionObject(
  { type: WorkUnitChange, name: 'WorkUnitChangeConnection', description: 'A page of a history, the newest change first.' },
  { name: 'WorkUnitChangeEdge', description: 'A change in a list.' },
)

const DEFAULT_SIZE = 50

builder.objectField(WorkUnit, 'changes', (t) =>
  t.field({
    type: WorkUnitChangeConnection,
    description: 'Its history as far as it has not expired, the newest change first: who did what, why and when.',
    args: pageArgs(t.arg, DEFAULT_SIZE),
    resolve: async (unit, args, context) => {
      const expired = await expiredRevisions(context, unit)
      const { after, upTo } = newestFirst('changes', unit.revision, args, DEFAULT_SIZE)
      const range = { after: Math.max(after, expired), upTo }
      return connectionOf({
        nodes: (await history(context, unit, range)).toReversed(),
        cursorOf: placeCursor('changes', ({ revision }: HistoryEntry) => revision),
        hasPreviousPage: upTo < unit.revision,
        hasNextPage: range.after > expired,
        totalCount: () => Math.max(0, unit.revision - expired),
      })
    },
  }),
)

/** How many of a unit's changes have expired: its history goes on without a gap from there. */
async function expiredRevisions({ loaders }: GraphQLContext, { id, projectId }: UnitRow): Promise<number> {
  const project = (await loaders.projects()).byId.get(projectId)
  return project ? (await loaders.historyStarts.load({ project, id })) - 1 : 0
}

/** The changes of a stretch of revisions, oldest first. What one led to is what the next one found, so one more is read where there is one. */
async function history(
  { loaders }: GraphQLContext,
  unit: UnitRow,
  { after, upTo }: { after: number; upTo: number },
): Promise<HistoryEntry[]> {
  const found = await loaders.changeRanges.load({ of: unit.id, after, upTo: Math.min(upTo + 1, unit.revision) })
  // More may expire while this is read: what lies before a gap is not shown.
  const begin = found.findLastIndex(({ revision }, index) => revision !== (found[index - 1]?.revision ?? 0) + 1)
  const rows = found.slice(Math.max(0, begin))
  return rows
    .map((row, index) => {
      const next = rows[index + 1]
      return {
        ...row,
        changedFields: fromJson<string[]>(row.changedFields),
        status: next?.previousStatus ?? unit.status,
        phase: next?.previousPhase ?? unit.phase,
      }
    })
    .filter(({ revision }) => revision <= upTo)
}

builder.subscriptionField('workUnitUpdated', (t) =>
  t.field({
    type: WorkUnitUpdated,
    authScopes: { reader: true },
    description:
      `Every change of the work units of a project after a cursor, in order: out of the log, and then live, with no seam. A client reads ` +
      `\`project { cursor workUnits { … } }\` and subscribes after that cursor; a change that it has already it knows by the revision.\n\n` +
      `After a cut it subscribes again after the last cursor that it saw. A WebSocket whose client takes too little is closed with 4508, and that is ` +
      `a cut like any other. Over server-sent events the id of an event is its cursor: hand the last one back as \`Last-Event-ID\`.\n\n${BROADCAST_INVARIANT}`,
    args: {
      project: t.arg.string({ required: true, description: "The project's key." }),
      after: t.arg({
        type: 'Cursor',
        description:
          'Changes after this one. The head as of the subscribe when absent. One that can no longer be served is refused as CURSOR_EXPIRED, one of another project or database as CURSOR_INVALID.',
      }),
      chunks: t.arg.stringList({ description: 'Only the changes of these chunks, which need not exist yet; all when absent.' }),
    },
    subscribe: async (_root, { project: key, after, chunks }, context) => {
      const project = await projectNamed(context, key)
      const wanted = typeof chunks === 'object' && chunks !== null ? validChunks(chunks) : null
      const cursor = context.resumeAfter ?? after
      return new LogSubscription({
        log: context.services.store.changeFeed.log(project.id),
        source: `changes of ${project.id}`,
        position: typeof cursor === 'string' ? decodeCursor(cursor, project) : project.sequence,
        isWanted: wanted ? ({ chunk }) => wanted.has(chunk) : undefined,
        resumeAfter: ({ projectId, sequence }) => encodeCursor({ projectId, sequence }),
        committedAt: ({ at }) => at,
      })
    },
    resolve: (change, _args, context) => {
      beginAnew(context)
      return change
    },
  }),
)

function validChunks(chunks: readonly string[]): ReadonlySet<string> {
  if (chunks.length === 0) {
    throw new SignalboxError(
      'VALIDATION_FAILED',
      'chunks must name one chunk at least; found an empty list. Leave it out to get the changes of all.',
      'chunks',
    )
  }
  return new Set(chunks.map((chunk, index) => validChunk(chunk, `chunks[${index}]`)))
}
