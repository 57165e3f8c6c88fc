/** What a unit's page shows beyond its card. It is not in the feed: it is read again with every revision, and selects nothing of the card. */
import type { ResultOf } from 'gql.tada'
import { ConflictFacts } from '../api/attention-queue.ts'
import { graphql } from '../api/graphql.ts'

export const UnitDetails = graphql(
  `
    query UnitDetails($project: String!, $chunk: String!) {
      workUnit(project: $project, chunk: $chunk) {
        id
        worktreePath
        codePaths
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
        usage {
          inputTokens
          outputTokens
          costUsd
        }
      }
    }
  `,
  [ConflictFacts],
)

export const UnitGoal = graphql(`
  query UnitGoal($project: String!, $chunk: String!) {
    workUnit(project: $project, chunk: $chunk) {
      id
      goal
      codePaths
      codeReferences {
        ref
        implements
      }
    }
  }
`)

export const UnitRuns = graphql(`
  query UnitRuns($project: String!, $chunk: String!, $first: Int!) {
    workUnit(project: $project, chunk: $chunk) {
      id
      runs(first: $first) {
        nodes {
          id
          phase
          generation
          attempt
          status
          host
          startedAt
          endedAt
          exitCode
          failure
          verdict
          verdictSummary
          verdictIssues
          usage {
            inputTokens
            outputTokens
            costUsd
          }
        }
        totalCount
      }
    }
  }
`)

export const UnitHistory = graphql(`
  query UnitHistory($project: String!, $chunk: String!, $after: String) {
    workUnit(project: $project, chunk: $chunk) {
      id
      changes(first: 50, after: $after) {
        edges {
          cursor
          node {
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
        }
        pageInfo {
          hasNextPage
        }
      }
    }
  }
`)

export const RunPrompt = graphql(`
  query RunPrompt($run: ID!) {
    run(id: $run) {
      id
      prompt
    }
  }
`)

export type Details = NonNullable<ResultOf<typeof UnitDetails>['workUnit']>
export type UnitConflict = Details['conflicts'][number]
export type Run = NonNullable<ResultOf<typeof UnitRuns>['workUnit']>['runs']['nodes'][number]
export type HistoryPage = NonNullable<ResultOf<typeof UnitHistory>['workUnit']>['changes']
export type HistoryEntry = HistoryPage['edges'][number]
export type Usage = Details['usage']
