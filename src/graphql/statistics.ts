/** What the charts of a project show: what was done in a stretch of time, and how long it took and waited. */
import { SignalboxError } from '../domain/errors.ts'
import type { Durations, StatisticsBucket as Bucket, StatisticsFigures } from '../domain/statistics.ts'
import type { Services } from '../services/context.ts'
import { builder, type SchemaTypes } from './builder.ts'
import { Phase } from './phase.ts'
import { projectNamed } from './project.ts'
import { Usage } from './usage.ts'
import { WorkUnitStatus } from './work-unit-status.ts'

const MOST_BUCKETS = 200

/** What an Int of GraphQL holds. */
const LARGEST_INT = 2 ** 31 - 1

const StatisticsBucket = builder.objectRef<Bucket>('StatisticsBucket').implement({
  description: 'What happened in one part of the time.',
  authScopes: { reader: true },
  fields: (t) => ({
    from: t.expose('from', { type: 'DateTime', description: 'Its beginning, which belongs to it.' }),
    to: t.expose('to', { type: 'DateTime', description: 'Its end, with which the next one begins.' }),
    injected: t.exposeInt('injected', { description: 'Work units that were injected.' }),
    done: t.exposeInt('done', { description: 'Work units that became DONE, also those that an operator completed.' }),
    failedRuns: t.exposeInt('failedRuns', { description: 'Runs that ended FAILED or LOST, of work units that were not deleted since.' }),
  }),
})

const PhaseStatistics = builder.objectRef<StatisticsFigures['phases'][number]>('PhaseStatistics').implement({
  description:
    'The runs of one phase that ended in the time, however they ended. Those of work units that were deleted since are not known any more.',
  authScopes: { reader: true },
  fields: (t) => ({
    phase: t.expose('phase', { type: Phase, description: 'The phase.' }),
    runs: t.exposeInt('count', { description: 'How many there were; may be 0.' }),
    ...quantiles(t, 'a run took from its dispatch to its end'),
  }),
})

const WaitStatistics = builder.objectRef<StatisticsFigures['waits'][number]>('WaitStatistics').implement({
  description:
    'The waits in one status that ended in the time: in READY for a slot, in BLOCKED for other work units, in NEEDS_ATTENTION for a person.',
  authScopes: { reader: true },
  fields: (t) => ({
    status: t.expose('status', { type: WorkUnitStatus, description: 'READY, BLOCKED or NEEDS_ATTENTION.' }),
    count: t.exposeInt('count', { description: 'How often a work unit left that status, also by being completed or deleted; may be 0.' }),
    ...quantiles(t, 'it had been in that status without a break'),
  }),
})

type Source = Awaited<ReturnType<Services['store']['statistics']>>

const ProjectStatistics = builder.objectRef<Source>('ProjectStatistics').implement({
  description:
    'What was done in a project in a stretch of time. What was injected, done and waited for comes from the change log, as far as it reaches back; ' +
    'failed runs, phases and usage come from the runs, which are kept as long as their work units.',
  authScopes: { reader: true },
  fields: (t) => ({
    from: t.expose('from', { type: 'DateTime', description: 'The beginning of the time, which belongs to it.' }),
    to: t.expose('to', { type: 'DateTime', description: 'The end of the time, which does not belong to it.' }),
    knownSince: t.expose('knownSince', {
      type: 'DateTime',
      nullable: true,
      description:
        'The time of the oldest change that the log still has: what the log tells of the time before is not known. Null for an empty log.',
    }),
    truncated: t.exposeBoolean('truncated', {
      description:
        'Whether the time holds more than 100,000 changes or ended runs: then the newest of them are counted, and the oldest buckets show too little.',
    }),
    buckets: t.field({
      type: [StatisticsBucket],
      description: 'The time in parts of the same length, the oldest first.',
      resolve: ({ buckets }) => [...buckets],
    }),
    phases: t.field({
      type: [PhaseStatistics],
      description: 'The runs that ended, by phase; every phase is there.',
      resolve: ({ phases }) => [...phases],
    }),
    waits: t.field({
      type: [WaitStatistics],
      description: 'The waits that ended, by status: READY, BLOCKED and NEEDS_ATTENTION.',
      resolve: ({ waits }) => [...waits],
    }),
    usage: t.field({
      type: Usage,
      description: 'What the runs that ended have used up, as far as is known. More tokens than an Int holds are null too.',
      resolve: ({ usage }) => ({ ...usage, inputTokens: asInt(usage.inputTokens), outputTokens: asInt(usage.outputTokens) }),
    }),
  }),
})

type Fields = PothosSchemaTypes.ObjectFieldBuilder<SchemaTypes, Durations>

function quantiles(t: Fields, what: string) {
  return {
    medianSeconds: t.exposeFloat('medianSeconds', {
      nullable: true,
      description: `How long ${what}: half of them not longer. Null where there are none.`,
    }),
    p90Seconds: t.exposeFloat('p90Seconds', {
      nullable: true,
      description: `How long ${what}: nine of ten not longer. Null where there are none.`,
    }),
  }
}

function asInt(value: number | null): number | null {
  return value !== null && value <= LARGEST_INT ? value : null
}

builder.queryField('statistics', (t) =>
  t.field({
    type: ProjectStatistics,
    authScopes: { reader: true },
    description: 'What was done in a project in a stretch of time: what its charts show. An unknown project is NOT_FOUND.',
    args: {
      project: t.arg.string({ required: true, description: "The project's key." }),
      from: t.arg({ type: 'DateTime', required: true, description: 'The beginning of the time.' }),
      to: t.arg({ type: 'DateTime', description: 'The end of the time, later than `from`; now when absent.' }),
      buckets: t.arg.int({ defaultValue: 24, description: `Into how many parts the time is cut: 1 to ${MOST_BUCKETS}.` }),
    },
    resolve: async (_root, { project, from, to, buckets }, context) => {
      const { services } = context
      const window = { from, to: to ?? services.now(), buckets: validBuckets(buckets ?? 24) }
      if (window.from >= window.to) {
        throw new SignalboxError(
          'VALIDATION_FAILED',
          `from must be before ${to ? `to, ${to.toISOString()}` : 'now'}; found ${from.toISOString()}.`,
          'from',
        )
      }
      return services.store.statistics((await projectNamed(context, project)).id, window)
    },
  }),
)

function validBuckets(buckets: number): number {
  if (buckets >= 1 && buckets <= MOST_BUCKETS) return buckets
  throw new SignalboxError('VALIDATION_FAILED', `buckets must be from 1 to ${MOST_BUCKETS}; found ${buckets}.`, 'buckets')
}
