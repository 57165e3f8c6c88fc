/**
 * Makes a subscription of somebody else's one that can be resumed: its field is asked for its position too, under a name of our own, and
 * takes the position to begin behind from a variable of our own. What is printed has neither.
 */
import {
  type DocumentNode,
  type FieldNode,
  Kind,
  type OperationDefinitionNode,
  print,
  type SelectionNode,
  valueFromASTUntyped,
} from 'graphql'

const AFTER = 'signalboxAfter'
const POSITION = 'signalboxPosition'

/** Per subscription: the field of an event that tells its position, and the type of `after`. */
const RESUMABLE: Readonly<Record<string, { position: string; type: string }>> = {
  workUnitUpdated: { position: 'cursor', type: 'Cursor' },
  runOutput: { position: 'position', type: 'Int' },
}

export interface ResumableSubscription {
  readonly query: string
  /** The project of a workUnitUpdated that says nothing of `after`: it begins at the head of that project's log. */
  readonly beginsAtHeadOf: string | null
  /** What `after` was, or null. */
  readonly after: unknown
  /** The variables with the position to begin behind. */
  variables(after: unknown): Readonly<Record<string, unknown>>
  /** The position of an event, and the event without it. */
  take(data: unknown): { readonly position: unknown; readonly data: unknown }
}

/** Null for a subscription that has no position: it is run as it is, and ends with its connection. */
export function makeResumable(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): ResumableSubscription | null {
  const [field] = operation.selectionSet.selections
  if (field?.kind !== Kind.FIELD || !field.selectionSet) return null
  const rule = Object.hasOwn(RESUMABLE, field.name.value) ? RESUMABLE[field.name.value] : undefined
  if (!rule) return null
  const values = { ...defaultsOf(operation), ...variables }
  const argument = (name: string): unknown => {
    const found = field.arguments?.find((node) => node.name.value === name)
    return found && valueFromASTUntyped(found.value, values)
  }
  const after = argument('after') ?? null
  const project = argument('project')
  const answerKey = field.alias?.value ?? field.name.value

  return {
    query: print(rewrite(document, operation, field, rule)),
    beginsAtHeadOf: after === null && rule.position === 'cursor' && typeof project === 'string' ? project : null,
    after,
    variables: (position) => ({ ...variables, [AFTER]: position }),
    take(data) {
      const answer = isTable(data) ? data[answerKey] : undefined
      if (!isTable(data) || !isTable(answer)) return { position: null, data }
      const { [POSITION]: position, ...event } = answer
      return { position, data: { ...data, [answerKey]: event } }
    },
  }
}

function rewrite(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  field: FieldNode,
  rule: { position: string; type: string },
): DocumentNode {
  const name = (value: string) => ({ kind: Kind.NAME, value }) as const
  const variable = { kind: Kind.VARIABLE, name: name(AFTER) } as const
  const position: SelectionNode = { kind: Kind.FIELD, alias: name(POSITION), name: name(rule.position) }
  const resumed: FieldNode = {
    ...field,
    arguments: [
      ...(field.arguments ?? []).filter((node) => node.name.value !== 'after'),
      { kind: Kind.ARGUMENT, name: name('after'), value: variable },
    ],
    selectionSet: { kind: Kind.SELECTION_SET, selections: [...(field.selectionSet?.selections ?? []), position] },
  }
  const declaration = {
    kind: Kind.VARIABLE_DEFINITION,
    variable,
    type: { kind: Kind.NAMED_TYPE, name: name(rule.type) },
  } as const
  // The caller's variable of `after` stays declared only where something else still uses it.
  const rest = print(resumed)
  const declared = (operation.variableDefinitions ?? []).filter((node) => !isOnlyForAfter(field, node.variable.name.value, rest))
  const rewritten: OperationDefinitionNode = {
    ...operation,
    variableDefinitions: [...declared, declaration],
    selectionSet: { ...operation.selectionSet, selections: [resumed] },
  }
  return { ...document, definitions: document.definitions.map((node) => (node === operation ? rewritten : node)) }
}

function defaultsOf({ variableDefinitions = [] }: OperationDefinitionNode): Record<string, unknown> {
  return Object.fromEntries(
    variableDefinitions.flatMap(({ variable, defaultValue }) =>
      defaultValue ? [[variable.name.value, valueFromASTUntyped(defaultValue)]] : [],
    ),
  )
}

/** An unused variable is an error in GraphQL. */
function isOnlyForAfter(field: FieldNode, variable: string, rest: string): boolean {
  const value = field.arguments?.find((node) => node.name.value === 'after')?.value
  return value?.kind === Kind.VARIABLE && value.name.value === variable && !new RegExp(`\\$${variable}\\b`).test(rest)
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
