/** How far a run is, as its agent says. */
import { currentRun } from '../domain/work-unit.ts'
import { reportProgress } from '../services/run.ts'
import { runOf } from './authorization.ts'
import { builder } from './builder.ts'
import { callerOf } from './context.ts'
import type { Position } from './cursor.ts'
import { idempotencyKey } from './input.ts'
import { EFFECT_CURSOR, unitPayload } from './payload.ts'
import { possible } from './possible.ts'
import { Run } from './run.ts'
import { type RunRow, runRow } from './unit-parts.ts'
import { partOf, snapshotOf } from './unit-source.ts'

interface Progress {
  readonly message: string
  readonly percent: number | null
  readonly at: Date
}

const RunProgress = builder.objectRef<Progress>('RunProgress').implement({
  description: 'How far a run is, as its agent last said.',
  authScopes: { $any: { reader: true, run: true } },
  fields: (t) => ({
    message: t.exposeString('message', { description: 'What it does, or has done, in one line.' }),
    percent: t.exposeInt('percent', { nullable: true, description: '0 to 100; null when the agent did not say.' }),
    at: t.expose('at', { type: 'DateTime', description: 'When it said so.' }),
  }),
})

builder.objectField(Run, 'progress', (t) =>
  t.field({
    type: RunProgress,
    nullable: true,
    description: 'How far it is, as its agent last said; null until it says so.',
    // A change that was logged before there was progress has none of these.
    resolve: ({ progressMessage: message, progressPercent: percent, progressAt: at }) => (message && at ? { message, percent, at } : null),
  }),
)

const ReportProgressInput = builder.inputType('ReportProgressInput', {
  description: 'How far a run is.',
  fields: (t) => ({
    message: t.string({ required: true, description: 'What it does, or has done, in one line of 500 characters at most.' }),
    percent: t.int({ description: '0 to 100; not known when absent.' }),
    idempotencyKey: idempotencyKey(t),
  }),
})

const ReportProgressPayload = builder.objectRef<{ run: RunRow; position: Position }>('ReportProgressPayload').implement({
  description: 'The answer to a report of progress.',
  authScopes: { run: true },
  fields: (t) => ({
    run: t.field({ type: Run, description: 'The run with its progress.', resolve: ({ run }) => run }),
    cursor: t.field({ type: 'Cursor', description: EFFECT_CURSOR, resolve: ({ position }) => position }),
  }),
})

builder.mutationField('reportProgress', (t) =>
  t.field({
    type: ReportProgressPayload,
    authScopes: { run: true },
    description:
      `An agent says how far its own run is. For a run token only. ${possible('progress')} ` +
      'A run that waits for an answer makes no progress: what its agent said before it asked stays.',
    args: { input: t.arg({ type: ReportProgressInput, required: true, description: 'How far it is.' }) },
    resolve: async (_root, { input: { idempotencyKey: key, ...input } }, context) => {
      const committed = await reportProgress(context.services, callerOf(context, key), runOf(context.viewer), input)
      const { unit, position } = await unitPayload(context, committed)
      const run = currentRun((await snapshotOf(context, unit)).unit)
      if (!run) throw new Error('A run that reports goes on.')
      return { run: partOf(unit, runRow(run, unit.id)), position }
    },
  }),
)
