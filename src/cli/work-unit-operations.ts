/** The operations on work units. */
import type { Phase } from '../domain/phase.ts'
import type { WorkUnitStatus } from '../domain/work-unit.ts'
import { operation } from './operation.ts'

export interface UnitRow {
  readonly chunk: string
  readonly title: string
  readonly phase: Phase
  readonly status: WorkUnitStatus
  readonly statusSince: string
  readonly held: boolean
  readonly priority: number
  readonly revision: number
  readonly notBefore: string | null
  readonly attentionReason: string | null
  readonly mergedCommit: string | null
  readonly blockedBy: readonly { readonly chunk: string }[]
}

/** What each of these operations says of a unit. */
export const UNIT_ROW = /* GraphQL */ `
  fragment UnitRow on WorkUnit {
    chunk
    title
    phase
    status
    statusSince
    held
    priority
    revision
    notBefore
    attentionReason
    mergedCommit
    blockedBy {
      chunk
    }
  }
`

/** The most that the API gives at once. */
export const PAGE_SIZE = 500

export interface UnitFilter {
  readonly status?: readonly string[] | undefined
  readonly phase?: readonly string[] | undefined
  readonly chunks?: readonly string[] | undefined
}

/** A page of units, and the cursor of a moment before they were read. */
export const ListUnits = operation<
  { project: { cursor: string; workUnits: { nodes: UnitRow[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } } } | null },
  { project: string; filter: UnitFilter; first: number; after: string | null }
>(/* GraphQL */ `
  query ListUnits($project: String!, $filter: WorkUnitFilter, $first: Int!, $after: String) {
    project(key: $project) {
      cursor
      workUnits(filter: $filter, first: $first, after: $after) {
        nodes {
          ...UnitRow
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
  ${UNIT_ROW}
`)

export interface InjectedChunk {
  readonly chunk: string
  readonly title?: string | undefined
  readonly goal?: string | undefined
  readonly phase?: string | undefined
  readonly priority?: number | undefined
  readonly dependsOn?: readonly string[] | undefined
  readonly held?: boolean | undefined
}

export const InjectUnits = operation<
  { injectWorkUnits: { workUnits: UnitRow[]; cursor: string } },
  { input: { project: string; workUnits: readonly InjectedChunk[] } }
>(/* GraphQL */ `
  mutation InjectUnits($input: InjectWorkUnitsInput!) {
    injectWorkUnits(input: $input) {
      workUnits {
        ...UnitRow
      }
      cursor
    }
  }
  ${UNIT_ROW}
`)
