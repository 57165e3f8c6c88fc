/** What an operator can do to a unit. Each answers with the cursor at which its effect is visible; the effect itself comes with the feed. */
import { graphql } from './graphql.ts'

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

export const RewindWorkUnit = graphql(`
  mutation RewindWorkUnit($input: RewindWorkUnitInput!) {
    rewindWorkUnit(input: $input) {
      cursor
    }
  }
`)

export const CompleteWorkUnit = graphql(`
  mutation CompleteWorkUnit($input: CompleteWorkUnitInput!) {
    completeWorkUnit(input: $input) {
      cursor
    }
  }
`)

export const SetDependencies = graphql(`
  mutation SetDependencies($input: SetDependenciesInput!) {
    setDependencies(input: $input) {
      cursor
    }
  }
`)

export const DeleteWorkUnit = graphql(`
  mutation DeleteWorkUnit($input: DeleteWorkUnitInput!) {
    deleteWorkUnit(input: $input) {
      cursor
      backupRef
    }
  }
`)
