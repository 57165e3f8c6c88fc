/** What an attention item can be about. */
import { ATTENTION_KINDS } from '../domain/attention.ts'
import { builder } from './builder.ts'
import { enumValues } from './enum-values.ts'

export const AttentionKind = builder.enumType('AttentionKind', {
  description: 'What an attention item is about.',
  values: enumValues(ATTENTION_KINDS, {
    QUESTION: 'The agent asks something.',
    PERMISSION: 'The agent wants to do something that it must ask for.',
    CONFLICT: 'It may touch the same code as another work unit.',
    REVIEW: 'The reviewer escalated, or gave no verdict.',
    MERGE_CONFLICT: 'Its work does not merge by itself.',
    AGENT_FAILED: 'The agent failed.',
    LIMIT: "The agent's account has reached a limit.",
    DEPENDENCY: 'A work unit that it depends on was deleted before it was done.',
    CANCELLED: 'An operator cancelled the run.',
  }),
})
