/** `graphql()` for documents whose types come straight from schema.graphql (`generated/` is written by gql.tada from it). */
import { initGraphQLTada } from 'gql.tada'
import type { introspection } from '../generated/schema.d.ts'

export const graphql = initGraphQLTada<{
  introspection: introspection
  scalars: { Cursor: string; DateTime: string }
  disableMasking: true
}>()
