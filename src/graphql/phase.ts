/** The phases of a work unit. */
import { PHASES } from '../domain/phase.ts'
import { builder } from './builder.ts'
import { enumValues } from './enum-values.ts'

export const Phase = builder.enumType('Phase', {
  description: 'The steps of a work unit, in order; each is run by an agent session of its own.',
  values: enumValues(PHASES, {
    GOAL: 'Writes down what the chunk is for.',
    PLAN: 'Decides how to do it.',
    IMPLEMENT: 'Does it.',
    REBASE: 'Puts the work on top of the base branch as it is now.',
    REVIEW: 'Judges the work; its verdict sends it on, or back to IMPLEMENT.',
    COMPLETE: 'Tidies up. After the last phase that a project uses, the check command runs and the work is merged into the base branch.',
  }),
})
