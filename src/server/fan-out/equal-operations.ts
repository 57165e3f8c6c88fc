/**
 * Tells equal subscriptions. Two are equal when they are to the same log, their documents say the same but for where they begin
 * (`after`), their variables have the same values, and their viewers may see the same. What is run for all of them is made of
 * these and of nothing else, so that it cannot show one of them what belongs to another.
 */
import {
  type DocumentNode,
  getVariableValues,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  print,
  separateOperations,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql'
import { type Audience, audienceOf } from '../../graphql/authorization.ts'
import type { Operation } from '../operation.ts'

export interface SharedOperation {
  readonly key: string
  readonly schema: GraphQLSchema
  /** The one operation and its fragments, without `after`. */
  readonly document: DocumentNode
  /** Those that the document still has. */
  readonly variableValues: Readonly<Record<string, unknown>>
  readonly audience: Audience
}

/** `source` names the log. The variables have passed GraphQL's coercion. */
export function shared(operation: Operation, source: string): SharedOperation {
  const { schema, viewer } = operation
  const { document, text, definition } = withoutPosition(operation)
  const given = operation.variableValues ?? {}
  const definitions = definition.variableDefinitions ?? []
  const names = definitions.map(({ variable }) => variable.name.value)
  const audience = audienceOf(viewer)
  const values = getVariableValues(schema, definitions, given).coerced ?? {}
  return {
    // An absent variable is not one that is null: it leaves an argument its default.
    key: JSON.stringify([source, audience, text, names.map((name) => (Object.hasOwn(values, name) ? [name, values[name]] : [name]))]),
    schema,
    document,
    variableValues: Object.fromEntries(names.filter((name) => Object.hasOwn(given, name)).map((name) => [name, given[name]])),
    audience,
  }
}

interface Normalized {
  readonly document: DocumentNode
  readonly text: string
  readonly definition: OperationDefinitionNode
}

/** Documents are parsed once for all who send the same text, and so they are normalised once. */
const normalized = new WeakMap<DocumentNode, Map<string, Normalized>>()

function withoutPosition({ schema, document, operationName }: Operation): Normalized {
  const name = operationName ?? ''
  const ofDocument = normalized.get(document) ?? new Map<string, Normalized>()
  normalized.set(document, ofDocument)
  const known = ofDocument.get(name)
  if (known) return known
  const made = normalize(schema, operationName === null ? document : (separateOperations(document)[name] ?? document))
  ofDocument.set(name, made)
  return made
}

function normalize(schema: GraphQLSchema, document: DocumentNode): Normalized {
  const types = new TypeInfo(schema)
  const withoutAfter = visit(
    document,
    visitWithTypeInfo(types, {
      Field: (field) =>
        types.getParentType() === schema.getSubscriptionType()
          ? { ...field, arguments: (field.arguments ?? []).filter((argument) => argument.name.value !== 'after') }
          : undefined,
    }),
  )
  const used = new Set<string>()
  visit(withoutAfter, { VariableDefinition: () => false, Variable: ({ name }) => void used.add(name.value) })
  const result = visit(withoutAfter, { VariableDefinition: ({ variable }) => (used.has(variable.name.value) ? undefined : null) })
  const definition = result.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION)
  if (definition === undefined) throw new Error('A document without an operation was let through.')
  return { document: result, text: print(result), definition }
}
