/** What became of an item that is not in the queue any more. */
import type { ResultOf } from 'gql.tada'
import { graphql } from '../api/graphql.ts'

export const AttentionFate = graphql(`
  query AttentionFate($id: ID!) {
    node(id: $id) {
      id
      ... on AttentionItem {
        prompt
        state
        answer
        answeredBy
        answeredAt
      }
    }
  }
`)

type Node = ResultOf<typeof AttentionFate>['node']
export type Fate = Extract<Node, { state: unknown }>

export function isFate(node: Node): node is Fate {
  return node !== null && 'state' in node
}
