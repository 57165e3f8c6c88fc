/** What agents say: a paged log of its own, with a subscription of its own. */
import { SignalboxError } from '../domain/errors.ts'
import { OUTPUT_STREAMS, type RunOutput as OutputSource } from '../domain/run.ts'
import { builder } from './builder.ts'
import { enumValues } from './enum-values.ts'
import { idOrGlobalId } from './global-id.ts'
import { LogSubscription } from './log-subscription.ts'
import { connectionOf, firstArg, isGiven, lastArg, pageSize } from './page.ts'
import { Run } from './run.ts'

const OutputStream = builder.enumType('OutputStream', {
  description: 'Where a piece of output came from.',
  values: enumValues(OUTPUT_STREAMS, {
    OUT: 'The standard output of the agent.',
    ERR: 'The standard error of the agent.',
    AGENT: 'A message of the agent.',
    SYSTEM: 'signalbox itself.',
  }),
})

const RunOutput = builder.objectRef<OutputSource>('RunOutput').implement({
  description: 'A piece of what a run said.',
  authScopes: { reader: true },
  fields: (t) => ({
    position: t.exposeInt('position', { description: "Its place in the run's output: 1, 2, 3 … without a gap." }),
    stream: t.expose('stream', { type: OutputStream, description: 'Where it came from.' }),
    text: t.exposeString('text', { description: 'What was said.' }),
    at: t.expose('at', { type: 'DateTime', description: 'When it was said.' }),
  }),
})

const RunOutputConnection = builder.connectionObject(
  {
    type: RunOutput,
    name: 'RunOutputConnection',
    description: "A page of a run's output, the oldest piece first. Its cursors are the positions.",
  },
  { name: 'RunOutputEdge', description: 'A piece of output in a list.' },
)

const DEFAULT_SIZE = 200

builder.objectField(Run, 'output', (t) =>
  t.field({
    type: RunOutputConnection,
    authScopes: { reader: true },
    description: 'What it said, the oldest piece first: from the beginning or after a position, or the newest pieces.',
    args: {
      first: firstArg(t.arg, DEFAULT_SIZE),
      after: t.arg.int({ description: 'Pieces after this position; from the first one when absent.' }),
      last: lastArg(t.arg),
    },
    resolve: async ({ id }, args, { loaders }, info) => {
      const fromEnd = typeof args.last === 'number'
      if (fromEnd && ['first', 'after'].some((name) => isGiven(info, name)))
        throw new SignalboxError('VALIDATION_FAILED', 'last must stand alone; found first or after beside it. Leave them out.', 'last')
      const size = fromEnd ? pageSize(args.last, 0, 'last') : pageSize(args.first, DEFAULT_SIZE)
      const after = fromEnd ? Math.max(0, (await loaders.outputLengths.load(id)) - size) : validPosition(args.after ?? 0)
      const pieces = await loaders.outputRanges.load({ of: id, after, upTo: after + size + 1 })
      return connectionOf({
        nodes: pieces.slice(0, size),
        cursorOf: ({ position }) => String(position),
        hasPreviousPage: after > 0,
        hasNextPage: pieces.length > size,
        totalCount: () => loaders.outputLengths.load(id),
      })
    },
  }),
)

builder.subscriptionField('runOutput', (t) =>
  t.field({
    type: RunOutput,
    authScopes: { reader: true },
    description:
      'What a run says, in order and once, after a position: first what was said already, and then live. An unknown run is NOT_FOUND.',
    args: {
      run: t.arg.id({ required: true, description: 'The global id of a run, or the id that its agent has in SIGNALBOX_RUN.' }),
      after: t.arg.int({ description: 'Pieces after this position, 0 for all. What comes after the subscribe when absent.' }),
    },
    subscribe: async (_root, { run, after }, { loaders, services, resumeAfter }) => {
      const id = idOrGlobalId('Run', run, 'run')
      if ((await loaders.runs.load(id)) === null) {
        throw new SignalboxError(
          'NOT_FOUND',
          `There is no run '${run.slice(0, 100)}'. The 'runs' of a work unit have the ids of those that there are.`,
          'run',
        )
      }
      const from = resumeAfter === null ? after : positionIn(resumeAfter)
      return new LogSubscription({
        log: services.store.runOutput.log(id),
        source: `output of ${id}`,
        position: typeof from === 'number' ? validPosition(from) : await loaders.outputLengths.load(id),
        resumeAfter: ({ position }) => String(position),
      })
    },
    resolve: (piece) => piece,
  }),
)

function validPosition(after: number): number {
  if (Number.isInteger(after) && after >= 0) return after
  throw new SignalboxError('VALIDATION_FAILED', `after must be a position, 0 or more; found ${after}.`, 'after')
}

/** Throws VALIDATION_FAILED for what is no position that a stream of output gave. */
function positionIn(lastEventId: string): number {
  if (/^\d{1,9}$/.test(lastEventId)) return Number(lastEventId)
  throw new SignalboxError(
    'VALIDATION_FAILED',
    'Last-Event-ID must be the id of the last event that came; found something else. Leave it out to begin with what comes next.',
    'after',
  )
}
