/** What the subscribers of the bench ask for. */

/** What the dashboard asks for of every change: the whole card of the unit. */
const DASHBOARD = `
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
      startedAt
    }
  }
`

/** What a script asks for that only wants to know where things stand. */
const STATUS = `
  subscription Statuses($project: String!, $after: Cursor) {
    workUnitUpdated(project: $project, after: $after) {
      cursor
      sequence
      chunk
      workUnit {
        status
        phase
        priority
      }
    }
  }
`

export const DOCUMENTS = { dashboard: DASHBOARD, status: STATUS }
export type DocumentName = keyof typeof DOCUMENTS
