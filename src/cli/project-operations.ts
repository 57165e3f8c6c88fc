/** The operations on projects. */
import type { Phase } from '../domain/phase.ts'
import type { WorkUnitStatus } from '../domain/work-unit.ts'
import { operation } from './operation.ts'

export interface ProjectRow {
  readonly key: string
  readonly repositoryPath: string
  readonly baseBranch: string
  readonly maxAgents: number
  readonly paused: boolean
  readonly phases: readonly Phase[]
  readonly agent: { readonly driver: 'COMMAND'; readonly command: readonly string[]; readonly environment: readonly string[] }
  readonly checkCommand: readonly string[] | null
  readonly sequence: number
  readonly statusCounts: readonly { readonly status: WorkUnitStatus; readonly count: number }[]
}

/** Absent fields are left as they are; `checkCommand: null` takes the check away. */
export interface ProjectSettings {
  readonly key: string
  readonly repositoryPath?: string | undefined
  readonly baseBranch?: string | undefined
  readonly maxAgents?: number | undefined
  readonly paused?: boolean | undefined
  readonly phases?: readonly string[] | undefined
  readonly agent?: { readonly driver: string; readonly command: readonly string[]; readonly environment: readonly string[] } | undefined
  readonly checkCommand?: readonly string[] | null | undefined
}

export const ProjectKeys = operation<{ projects: { key: string }[] }, object>(/* GraphQL */ `
  query ProjectKeys {
    projects {
      key
    }
  }
`)

const ROW = /* GraphQL */ `
  fragment ProjectRow on Project {
    key
    repositoryPath
    baseBranch
    maxAgents
    paused
    phases
    agent {
      driver
      command
      environment
    }
    checkCommand
    sequence
    statusCounts {
      status
      count
    }
  }
`

export const ListProjects = operation<{ projects: ProjectRow[] }, object>(/* GraphQL */ `
  query ListProjects {
    projects {
      ...ProjectRow
    }
  }
  ${ROW}
`)

export const CreateProject = operation<{ createProject: { project: ProjectRow } }, { input: ProjectSettings }>(/* GraphQL */ `
  mutation CreateProject($input: CreateProjectInput!) {
    createProject(input: $input) {
      project {
        ...ProjectRow
      }
    }
  }
  ${ROW}
`)

export const UpdateProject = operation<{ updateProject: { project: ProjectRow } }, { input: ProjectSettings }>(/* GraphQL */ `
  mutation UpdateProject($input: UpdateProjectInput!) {
    updateProject(input: $input) {
      project {
        ...ProjectRow
      }
    }
  }
  ${ROW}
`)
