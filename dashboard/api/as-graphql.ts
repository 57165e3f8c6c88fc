/** The operations behind a page, as an address of GraphiQL: with their variables as defaults, because an address carries no variables. */
import { stringifyDocument } from '@urql/core'
import type { DefinitionNode, DocumentNode, SelectionNode, SelectionSetNode, TypeNode, ValueNode } from 'graphql'
import { INPUT_TYPES, SCALARS } from './input-types.ts'

export interface Operation {
  readonly document: DocumentNode
  readonly variables: Readonly<Record<string, Value>>
}

export interface PageOperation extends Operation {
  /** Further ones that fit what is on the screen. Each has a name of its own. */
  readonly others?: readonly Operation[]
}

type Value = string | number | boolean | null | readonly Value[] | { readonly [name: string]: Value | undefined }
type Literal = Exclude<ValueNode, { kind: 'Variable' }>

/** A longer address is refused by servers, this one too. */
const LONGEST = 12_000

export function graphiqlAddress(operation: PageOperation | null): string {
  if (!operation) return '/graphql'
  const { document, variables } = operation
  // What is too long goes without what is not necessary.
  const texts = [() => asGraphql(operation), () => asGraphql({ document, variables }), () => asGraphql({ document, variables: {} })]
  for (const text of texts) {
    const address = `/graphql?query=${encodeURIComponent(text())}`
    if (address.length <= LONGEST) return address
  }
  return '/graphql'
}

export function asGraphql({ others = [], ...operation }: PageOperation): string {
  const definitions = [operation, ...others].flatMap(({ document, variables }) => {
    // GraphiQL sends of several operations the chosen one, but all fragments: one of another operation would be refused as unused.
    const own = others.length > 0 ? withoutFragments(document) : document.definitions
    return own.map((definition) => withDefaults(definition, variables))
  })
  // As a new document: what is printed of the one that is sent is remembered.
  const text = stringifyDocument({ kind: operation.document.kind, definitions })
  // It is printed with a line's end before each text in quotes; in one there is none.
  return text.replaceAll(/\s*\n"/g, ' "')
}

/** The operations with what their fragments select in place. */
function withoutFragments({ definitions }: DocumentNode): DefinitionNode[] {
  const fragments = new Map(definitions.flatMap((each) => ('typeCondition' in each ? [[each.name.value, each] as const] : [])))
  const inPlace = ({ selections, ...set }: SelectionSetNode): SelectionSetNode => ({
    ...set,
    selections: selections.map((selection): SelectionNode => {
      if ('selectionSet' in selection)
        return selection.selectionSet ? { ...selection, selectionSet: inPlace(selection.selectionSet) } : selection
      // A field without a selection has a name too.
      const kind: string = selection.kind
      const fragment = kind === 'FragmentSpread' && 'name' in selection ? fragments.get(selection.name.value) : undefined
      if (!fragment) return selection
      const { typeCondition, selectionSet } = fragment
      return { kind: 'InlineFragment', typeCondition, selectionSet: inPlace(selectionSet) } as SelectionNode
    }),
  })
  return definitions.flatMap((each) => ('operation' in each ? [{ ...each, selectionSet: inPlace(each.selectionSet) }] : []))
}

function withDefaults(definition: DefinitionNode, variables: Operation['variables']): DefinitionNode {
  if (!('operation' in definition)) return definition
  const variableDefinitions = definition.variableDefinitions?.map((variable) => {
    const value = variables[variable.variable.name.value]
    return value === undefined ? variable : { ...variable, defaultValue: literal(value, namedType(variable.type)) }
  })
  return { ...definition, variableDefinitions } as DefinitionNode
}

function namedType(type: TypeNode): string {
  return 'type' in type ? namedType(type.type) : type.name.value
}

/** A text is a word without quotes where an enum is asked for, which only the type can tell. */
function literal(value: Value, type: string): Literal {
  const node = (() => {
    if (value === null) return { kind: 'NullValue' }
    if (typeof value === 'string') return { kind: SCALARS.includes(type) ? 'StringValue' : 'EnumValue', value }
    if (typeof value === 'boolean') return { kind: 'BooleanValue', value }
    if (typeof value === 'number') return { kind: Number.isInteger(value) ? 'IntValue' : 'FloatValue', value: String(value) }
    if (Array.isArray(value)) return { kind: 'ListValue', values: value.map((item: Value) => literal(item, type)) }
    const fields = Object.entries(value).flatMap(([name, each]) =>
      each === undefined
        ? []
        : [{ kind: 'ObjectField', name: { kind: 'Name', value: name }, value: literal(each, INPUT_TYPES[type]?.[name] ?? 'String') }],
    )
    return { kind: 'ObjectValue', fields }
  })()
  return node as Literal
}
