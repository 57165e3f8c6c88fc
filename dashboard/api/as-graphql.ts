/** The operation behind a page, as an address of GraphiQL: with its variables as defaults, because an address carries no variables. */
import { stringifyDocument } from '@urql/core'
import type { DocumentNode, ValueNode } from 'graphql'

export interface PageOperation {
  readonly document: DocumentNode
  readonly variables: Readonly<Record<string, Value>>
}

type Value = string | number | boolean | null | readonly Value[] | { readonly [name: string]: Value }

export function graphiqlAddress(operation: PageOperation | null): string {
  return operation ? `/graphql?query=${encodeURIComponent(asGraphql(operation))}` : '/graphql'
}

export function asGraphql({ document, variables }: PageOperation): string {
  const definitions = document.definitions.map((definition) => {
    if (!('operation' in definition)) return definition
    const variableDefinitions = definition.variableDefinitions?.map((variable) => {
      const value = variables[variable.variable.name.value]
      return value === undefined ? variable : { ...variable, defaultValue: literal(value) }
    })
    return { ...definition, variableDefinitions }
  })
  // As a new document: what is printed of the one that is sent is remembered.
  return stringifyDocument({ kind: document.kind, definitions } as DocumentNode)
}

function literal(value: Value): ValueNode & { kind: Exclude<ValueNode['kind'], 'Variable'> } {
  const node = (() => {
    if (value === null) return { kind: 'NullValue' }
    if (typeof value === 'string') return { kind: 'StringValue', value }
    if (typeof value === 'boolean') return { kind: 'BooleanValue', value }
    if (typeof value === 'number') return { kind: Number.isInteger(value) ? 'IntValue' : 'FloatValue', value: String(value) }
    if (Array.isArray(value)) return { kind: 'ListValue', values: value.map(literal) }
    const fields = Object.entries(value).map(([name, each]) => ({
      kind: 'ObjectField',
      name: { kind: 'Name', value: name },
      value: literal(each),
    }))
    return { kind: 'ObjectValue', fields }
  })()
  return node as ReturnType<typeof literal>
}
