/** What an agent says in a run. */
import { operation } from './operation.ts'

export interface OutputPiece {
  readonly position: number
  readonly stream: string
  readonly text: string
  readonly at: string
}

/** The last run of a unit, and a cursor from before it was read. */
export const LatestRun = operation<
  { project: { cursor: string } | null; workUnit: { runs: { nodes: { id: string; endedAt: string | null }[] } } | null },
  { project: string; chunk: string }
>(/* GraphQL */ `
  query LatestRun($project: String!, $chunk: String!) {
    project(key: $project) {
      cursor
    }
    workUnit(project: $project, chunk: $chunk) {
      runs(first: 1) {
        nodes {
          id
          endedAt
        }
      }
    }
  }
`)

export const ReadOutput = operation<
  { run: { output: { nodes: OutputPiece[]; pageInfo: { hasNextPage: boolean } } } | null },
  { run: string; first: number; after: number }
>(/* GraphQL */ `
  query ReadOutput($run: ID!, $first: Int!, $after: Int) {
    run(id: $run) {
      output(first: $first, after: $after) {
        nodes {
          position
          stream
          text
          at
        }
        pageInfo {
          hasNextPage
        }
      }
    }
  }
`)

export const FollowOutput = operation<{ runOutput: OutputPiece }, { run: string; after: number }>(/* GraphQL */ `
  subscription FollowOutput($run: ID!, $after: Int) {
    runOutput(run: $run, after: $after) {
      position
      stream
      text
      at
    }
  }
`)
