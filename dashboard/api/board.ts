/**
 * The documents that carry the state of work units: the snapshot and the subscription, with one fragment for both.
 *
 * The feed owns what stands in `WorkUnitCard`: only `BoardPage` and `WorkUnitChanges` select those fields, and what they bring is kept in
 * the project's UnitStore. A query answered late would otherwise put an older state beside a newer one, and no later change would
 * repair it. Everything else selects a unit by its name (`id chunk title`, which stay) or fields that are not in the card, and mutations
 * select their cursor.
 */
import type { ResultOf } from 'gql.tada'
import { graphql } from './graphql.ts'

export const WorkUnitCard = graphql(`
  fragment WorkUnitCard on WorkUnit {
    id
    chunk
    title
    phase
    status
    statusSince
    held
    priority
    revision
    attentionReason
    notBefore
    branch
    reviewRound
    mergedCommit
    createdAt
    updatedAt
    dependsOn {
      id
      chunk
    }
    blockedBy {
      id
      chunk
    }
    attention {
      id
      kind
    }
    currentRun {
      id
      phase
      generation
      attempt
      status
      host
      startedAt
      progress {
        message
        percent
        at
      }
    }
  }
`)

/** The project's cursor, and then its units: the feed reads all pages. */
export const BoardPage = graphql(
  `
    query BoardPage($project: String!, $after: String) {
      project(key: $project) {
        id
        cursor
        sequence
        workUnits(first: 500, after: $after) {
          nodes {
            ...WorkUnitCard
          }
          pageInfo {
            hasNextPage
            endCursor
          }
        }
      }
    }
  `,
  [WorkUnitCard],
)

export const WorkUnitChanges = graphql(
  `
    subscription WorkUnitChanges($project: String!, $after: Cursor) {
      workUnitUpdated(project: $project, after: $after) {
        cursor
        sequence
        revision
        kind
        workUnitId
        chunk
        changedFields
        workUnit {
          ...WorkUnitCard
        }
      }
    }
  `,
  [WorkUnitCard],
)

/** The head of the log, with the settings that are no work unit's and so are not in it. */
export const ProjectHead = graphql(`
  query ProjectHead($project: String!) {
    project(key: $project) {
      id
      key
      cursor
      sequence
      repositoryPath
      baseBranch
      maxAgents
      paused
      phases
    }
  }
`)

export type Card = ResultOf<typeof WorkUnitCard>
export type Phase = Card['phase']
export type Status = Card['status']
