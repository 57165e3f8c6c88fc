/** Which units may not work side by side: the second kind of edge. */
import type { ResultOf } from 'gql.tada'
import { graphql } from '../api/graphql.ts'
import { graph as words } from '../english/graph.ts'

export const ProjectConflicts = graphql(`
  query ProjectConflicts($project: String!) {
    conflicts(project: $project) {
      id
      verdict
      resolution
      resolvedBy
      first {
        id
        chunk
      }
      workUnits {
        id
        chunk
      }
    }
  }
`)

export type Conflict = ResultOf<typeof ProjectConflicts>['conflicts'][number]

/** Two that were found independent are in no conflict, unless somebody decided otherwise. */
export function isConflict({ verdict, resolution }: Conflict): boolean {
  return verdict !== 'INDEPENDENT' || resolution !== null
}

export function conflictInWords({ verdict, resolution, resolvedBy, first }: Conflict): string {
  if (resolution === 'PARALLELIZE') return decided(words.conflict.parallel, resolvedBy)
  if (first) return decided(words.conflict.first(first.chunk), resolvedBy)
  return verdict === 'SERIALIZE' || resolution === 'SERIALIZE' ? words.conflict.serialized : words.conflict.undecided
}

function decided(decision: string, who: string | null): string {
  return who === null ? decision : words.conflict.decidedBy(decision, who)
}
