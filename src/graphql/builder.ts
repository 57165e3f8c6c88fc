/** The schema builder, and nothing else: every type and field is defined in the file of its concept. */
import SchemaBuilder from '@pothos/core'
import PrismaPlugin from '@pothos/plugin-prisma'
import RelayPlugin from '@pothos/plugin-relay'
import ScopeAuthPlugin from '@pothos/plugin-scope-auth'
import type PrismaTypes from '../generated/pothos.ts'
import { getDatamodel } from '../generated/pothos.ts'
import { refusal, type Scopes, scopesOf } from './authorization.ts'
import type { GraphQLContext } from './context.ts'
import type { Position } from './cursor.ts'
import { decodeGlobalId, encodeGlobalId } from './global-id.ts'
import { plainText } from './plain-text.ts'

export const builder = new SchemaBuilder<{
  Context: GraphQLContext
  PrismaTypes: PrismaTypes
  AuthScopes: Scopes
  Scalars: {
    ID: { Input: string; Output: string }
    DateTime: { Input: Date; Output: Date }
    Cursor: { Input: string; Output: Position }
  }
  Connection: { totalCount: () => Promise<number> | number }
  DefaultFieldNullability: false
  DefaultEdgesNullability: { list: false; items: false }
  DefaultNodeNullability: false
}>({
  // The first one is the outermost: nothing is read for a viewer who may not see it.
  plugins: [ScopeAuthPlugin, plainText, RelayPlugin, PrismaPlugin],
  defaultFieldNullability: false,
  scopeAuth: {
    authScopes: ({ viewer }) => scopesOf(viewer),
    unauthorizedError: (_parent, { viewer }, info, result) => refusal(viewer, info, result),
    authorizeOnSubscribe: true,
  },
  relay: {
    encodeGlobalID: encodeGlobalId,
    decodeGlobalID: (id) => decodeGlobalId(id),
    nodeTypeOptions: {
      description: 'A thing with an id that is unique over all types.',
      authScopes: { $any: { reader: true, run: true } },
    },
    idFieldOptions: { description: 'The global id.' },
    nodeQueryOptions: {
      description: 'A project, work unit, attention item, conflict, run or webhook by its global id; null when it is not there any more.',
      authScopes: { reader: true },
      args: { id: { description: 'A global id.' } },
      resolve: async (_root, { id }, { loaders }, _info, resolveNode) => {
        // Before anything else is read, for the promise of `Project.cursor`: see loaders.ts.
        const project = (await loaders.projects()).byId.get(id.id)
        return id.typename === 'Project' ? project && { ...project, __typename: 'Project' } : resolveNode(id)
      },
    },
    nodesQueryOptions: false,
    defaultConnectionTypeOptions: { authScopes: { reader: true } },
    defaultEdgeTypeOptions: { authScopes: { reader: true } },
    pageInfoTypeOptions: { description: 'Where a page stands in its list.', authScopes: { reader: true } },
    hasNextPageFieldOptions: { description: 'Whether there is more after this page.' },
    hasPreviousPageFieldOptions: { description: 'Whether there is something before this page.' },
    startCursorFieldOptions: { description: 'Of the first edge; null when the page is empty.' },
    endCursorFieldOptions: { description: 'Of the last edge, to be used as `after` for the next page; null when the page is empty.' },
    pageInfoFieldOptions: { description: 'Where this page stands in the list.' },
    edgesFieldOptions: { description: 'The entries of this page with their cursors.', nullable: { list: false, items: false } },
    nodeFieldOptions: { description: 'The entry.', nullable: false },
    cursorFieldOptions: { description: 'To be used as `after` for what comes behind this entry.' },
    nodesOnConnection: { description: 'The entries of this page.' },
  },
  prisma: {
    client: ({ services }) => services.store.read,
    dmmf: getDatamodel(),
    onUnusedQuery: 'error',
  },
})

export type SchemaTypes = typeof builder.$inferSchemaTypes
