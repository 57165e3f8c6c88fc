/**
 * What a unit's page shows beyond its card, and its verbs. The details are not in the feed: they are read again with every
 * revision of the card. They select nothing that the card has (see api/board.ts).
 */
import type { ResultOf } from 'gql.tada'
import { graphql } from '../api/graphql.ts'
import { ConflictFacts } from '../attention/queries.ts'

export const UnitDetails = graphql(
  `
    query UnitDetails($project: String!, $chunk: String!) {
      workUnit(project: $project, chunk: $chunk) {
        id
        goal
        worktreePath
        codePaths
        codeReferences {
          ref
          implements
        }
        dependents {
          id
          chunk
        }
        conflicts {
          ...ConflictFacts
          verdict
          resolution
          resolvedBy
          first {
            id
            chunk
          }
        }
        runs(first: 20) {
          nodes {
            id
            phase
            generation
            attempt
            status
            startedAt
            endedAt
            exitCode
            failure
            verdict
            verdictSummary
            verdictIssues
          }
          totalCount
        }
        changes(first: 50) {
          nodes {
            sequence
            revision
            kind
            status
            phase
            previousStatus
            previousPhase
            changedFields
            actor
            reason
            at
          }
          totalCount
        }
      }
    }
  `,
  [ConflictFacts],
)

export const HoldWorkUnit = graphql(`
  mutation HoldWorkUnit($input: HoldWorkUnitInput!) {
    holdWorkUnit(input: $input) {
      cursor
    }
  }
`)

export const ReleaseWorkUnit = graphql(`
  mutation ReleaseWorkUnit($input: ReleaseWorkUnitInput!) {
    releaseWorkUnit(input: $input) {
      cursor
    }
  }
`)

export const CancelWorkUnit = graphql(`
  mutation CancelWorkUnit($input: CancelWorkUnitInput!) {
    cancelWorkUnit(input: $input) {
      cursor
    }
  }
`)

export const PrioritizeWorkUnit = graphql(`
  mutation PrioritizeWorkUnit($input: PrioritizeWorkUnitInput!) {
    prioritizeWorkUnit(input: $input) {
      cursor
    }
  }
`)

export const DeleteWorkUnit = graphql(`
  mutation DeleteWorkUnit($input: DeleteWorkUnitInput!) {
    deleteWorkUnit(input: $input) {
      cursor
    }
  }
`)

export type Details = NonNullable<ResultOf<typeof UnitDetails>['workUnit']>
