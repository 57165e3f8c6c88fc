/** What a unit's branch changes, read from git at every asking: it is too big to keep, and no change of the feed carries it. */
import type { ResultOf } from 'gql.tada'
import { graphql } from '../api/graphql.ts'

export const BranchDiffOf = graphql(`
  query BranchDiff($project: String!, $chunk: String!, $paths: [String!]) {
    branchDiff(project: $project, chunk: $chunk, paths: $paths) {
      base
      head
      merged
      additions
      deletions
      truncated
      uncommitted
      files {
        path
        previousPath
        change
        binary
        additions
        deletions
        patch
      }
    }
  }
`)

export type Diff = NonNullable<ResultOf<typeof BranchDiffOf>['branchDiff']>
export type ChangedFile = Diff['files'][number]
