/** One work unit with all that is known of it. */
import { operation } from './operation.ts'
import { UNIT_ROW, type UnitRow } from './work-unit-operations.ts'

interface Named {
  readonly chunk: string
}

export interface UnitDetails extends UnitRow {
  readonly goal: string | null
  readonly branch: string | null
  readonly worktreePath: string | null
  readonly reviewRound: number
  readonly codePaths: readonly string[]
  readonly dependsOn: readonly Named[]
  readonly dependents: readonly Named[]
  readonly attention: readonly {
    readonly id: string
    readonly kind: string
    readonly prompt: string
    readonly options: readonly string[]
  }[]
  readonly conflicts: readonly {
    readonly verdict: string
    readonly resolution: string | null
    readonly workUnits: readonly Named[]
    readonly evidence: readonly { readonly detail: string }[]
  }[]
  readonly runs: {
    readonly nodes: readonly {
      readonly id: string
      readonly phase: string
      readonly generation: number
      readonly status: string
      readonly startedAt: string
      readonly endedAt: string | null
      readonly exitCode: number | null
      readonly failure: string | null
      readonly verdict: string | null
      readonly verdictSummary: string | null
      readonly progress: { readonly message: string; readonly percent: number | null } | null
    }[]
  }
  readonly changes: {
    readonly nodes: readonly {
      readonly sequence: number
      readonly revision: number
      readonly kind: string
      readonly status: string | null
      readonly phase: string | null
      readonly actor: string
      readonly reason: string
      readonly at: string
    }[]
  }
}

export const ShowUnit = operation<{ workUnit: UnitDetails | null }, { project: string; chunk: string }>(/* GraphQL */ `
  query ShowUnit($project: String!, $chunk: String!) {
    workUnit(project: $project, chunk: $chunk) {
      ...UnitRow
      goal
      branch
      worktreePath
      reviewRound
      codePaths
      dependsOn {
        chunk
      }
      dependents {
        chunk
      }
      attention {
        id
        kind
        prompt
        options
      }
      conflicts {
        verdict
        resolution
        workUnits {
          chunk
        }
        evidence {
          detail
        }
      }
      runs(first: 50) {
        nodes {
          id
          phase
          generation
          status
          startedAt
          endedAt
          exitCode
          failure
          verdict
          verdictSummary
          progress {
            message
            percent
          }
        }
      }
      changes(first: 200) {
        nodes {
          sequence
          revision
          kind
          status
          phase
          actor
          reason
          at
        }
      }
    }
  }
  ${UNIT_ROW}
`)
