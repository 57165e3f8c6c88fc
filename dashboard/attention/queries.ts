/** The attention queue, and the operations that answer it. */
import type { ResultOf } from 'gql.tada'
import { graphql } from '../api/graphql.ts'

/** Which units are in conflict, and by what it was seen. */
export const ConflictFacts = graphql(`
  fragment ConflictFacts on Conflict {
    id
    workUnits {
      id
      chunk
    }
    evidence {
      stage
      path
      symbol
      detail
    }
  }
`)

/** The unit by its name only: its state is the board's (see api/board.ts). */
export const AttentionQueue = graphql(
  `
    query AttentionQueue($project: String!) {
      attentionQueue(project: $project) {
        id
        kind
        prompt
        options
        detail
        openedAt
        deadline
        blockedCount
        workUnit {
          id
          chunk
          title
        }
        conflict {
          ...ConflictFacts
        }
      }
    }
  `,
  [ConflictFacts],
)

export const AnswerAttention = graphql(`
  mutation AnswerAttention($input: AnswerAttentionInput!) {
    answerAttention(input: $input) {
      cursor
    }
  }
`)

export const ResolveConflict = graphql(`
  mutation ResolveConflict($input: ResolveConflictInput!) {
    resolveConflict(input: $input) {
      cursor
    }
  }
`)

export const RetryWorkUnits = graphql(`
  mutation RetryWorkUnits($input: RetryWorkUnitsInput!) {
    retryWorkUnits(input: $input) {
      cursor
    }
  }
`)

export type Item = ResultOf<typeof AttentionQueue>['attentionQueue'][number]
