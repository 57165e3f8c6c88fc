/** The attention queue: what needs a person, as the server ranks it. */
import type { ResultOf } from 'gql.tada'
import { graphql } from './graphql.ts'

/** Which units are in conflict, and by what it was seen. */
export const ConflictFacts = graphql(`
  fragment ConflictFacts on Conflict {
    id
    workUnits {
      id
      chunk
      title
    }
    evidence {
      stage
      path
      symbol
      detail
    }
  }
`)

/** The unit by its name only: its state is the feed's (see board.ts). */
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
        run {
          id
          phase
          generation
          exitCode
          failure
          verdict
          verdictSummary
          verdictIssues
        }
        conflict {
          ...ConflictFacts
        }
      }
    }
  `,
  [ConflictFacts],
)

export type Item = ResultOf<typeof AttentionQueue>['attentionQueue'][number]
