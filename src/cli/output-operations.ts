/** What an agent says in a run. */
import { operation } from './operation.ts'

export interface OutputLine {
  readonly position: number
  readonly stream: string
  readonly text: string
  readonly at: string
}

/** The run that is going on, else the last one. */
export const LatestRun = operation<
  { workUnit: { currentRun: { id: string } | null; runs: { nodes: { id: string }[] } } | null },
  { project: string; chunk: string }
>(/* GraphQL */ `
  query LatestRun($project: String!, $chunk: String!) {
    workUnit(project: $project, chunk: $chunk) {
      currentRun {
        id
      }
      runs(first: 1) {
        nodes {
          id
        }
      }
    }
  }
`)

export const ReadOutput = operation<
  { run: { output: { nodes: OutputLine[]; pageInfo: { hasNextPage: boolean } } } | null },
  { run: string; first: number; after: number | null }
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

export const FollowOutput = operation<{ runOutput: OutputLine }, { run: string; after: number | null }>(/* GraphQL */ `
  subscription FollowOutput($run: ID!, $after: Int) {
    runOutput(run: $run, after: $after) {
      position
      stream
      text
      at
    }
  }
`)
