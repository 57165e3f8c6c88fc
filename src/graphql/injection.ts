/** New work units. */
import { injectWorkUnits } from '../services/injection.ts'
import { builder } from './builder.ts'
import { callerOf } from './context.ts'
import { idempotencyKey } from './input.ts'
import { unitsPayload, WorkUnitsPayload } from './payload.ts'
import { Phase } from './phase.ts'

const InjectWorkUnitInput = builder.inputType('InjectWorkUnitInput', {
  description: 'A new work unit. What is absent is taken from the frontmatter of its goal, if that has it.',
  fields: (t) => ({
    chunk: t.string({
      required: true,
      description: 'Its slug, unique in the project: 1 to 80 lower-case letters, digits, `_` and `-`, beginning with a letter or digit.',
    }),
    title: t.string({ description: "One line that says what it is; by default the goal's first heading." }),
    goal: t.string({
      description: 'What is to be done, in Markdown, with or without frontmatter: the text of a GOAL.md, 256 KiB at most.',
    }),
    phase: t.field({
      type: Phase,
      description:
        'Where it starts; by default at PLAN with a goal and at GOAL without one. A phase that the project does not use is the next one that it does.',
    }),
    priority: t.int({ description: '-1000 to 1000; higher goes first. 0 by default.' }),
    dependsOn: t.stringList({ description: 'Chunks that must be DONE first, of this injection or of those that the project has.' }),
    held: t.boolean({ description: 'Whether it is held from the beginning.' }),
  }),
})

export const InjectWorkUnitsInput = builder.inputType('InjectWorkUnitsInput', {
  description: 'New work units of one project.',
  fields: (t) => ({
    project: t.string({ required: true, description: "The project's key." }),
    workUnits: t.field({ type: [InjectWorkUnitInput], required: true, description: 'At most 1,000 at once.' }),
    idempotencyKey: idempotencyKey(t),
  }),
})

builder.mutationField('injectWorkUnits', (t) =>
  t.field({
    type: WorkUnitsPayload,
    authScopes: { operator: true },
    description:
      'Injects new work units, all of them in one transaction, or none. Each is READY, or BLOCKED while one that it depends on is not DONE. Answers in dependency order.',
    args: { input: t.arg({ type: InjectWorkUnitsInput, required: true, description: 'The new work units.' }) },
    resolve: async (_root, { input: { idempotencyKey: key, ...input } }, context) =>
      unitsPayload(context, input.project, await injectWorkUnits(context.services, callerOf(context, key), input)),
  }),
)
