/** What completes a word. */
import { operation } from './operation.ts'

export const ChunksLike = operation<
  { workUnits: { nodes: { chunk: string; status: string; title: string }[] } },
  { project: string; search: string | null }
>(/* GraphQL */ `
  query ChunksLike($project: String!, $search: String) {
    workUnits(project: $project, filter: { search: $search }, first: 200) {
      nodes {
        chunk
        status
        title
      }
    }
  }
`)
