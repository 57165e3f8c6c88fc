/** The variables of an operation of the caller's own, from what was typed. */
import { Kind, type OperationDefinitionNode, type TypeNode } from 'graphql'
import { UsageError } from '../config.ts'

/** A variable as it was typed: its name, and the text of its value. */
export type Assignment = readonly [name: string, text: string]

/** Reads `name=value`; `$name=value` is the same. Throws a UsageError. */
export function readAssignment(option: string, text: string): Assignment {
  const [, name, value] = /^\$?([A-Za-z_]\w*)=(.*)$/s.exec(text) ?? []
  if (name !== undefined && value !== undefined) return [name, value]
  throw new UsageError(`${option} must be ${option === '--var' ? 'name=value' : 'name=file'}; found '${text}'.`)
}

/** A value is JSON where it is; the text of a variable that is declared as one, or as an id, stays as it is. Throws a UsageError. */
export function readVariables(assignments: readonly Assignment[], operation: OperationDefinitionNode): Record<string, unknown> {
  const types = declaredTypes(operation)
  return Object.fromEntries(
    assignments.map(([name, text]) => {
      const type = types.get(name)
      if (type) return [name, readValue(text, type)]
      const declared = [...types.keys()].map((known) => `$${known}`).join(', ')
      throw new UsageError(`the operation has no variable $${name}; it has ${declared === '' ? 'none' : declared}.`)
    }),
  )
}

/** The variables that an operation declares, as `project!` where one must be given. */
export function declaredVariables({ variableDefinitions = [] }: OperationDefinitionNode): string[] {
  return variableDefinitions.map(({ variable, type, defaultValue }) =>
    type.kind === Kind.NON_NULL_TYPE && !defaultValue ? `${variable.name.value}!` : variable.name.value,
  )
}

function declaredTypes({ variableDefinitions = [] }: OperationDefinitionNode): Map<string, TypeNode> {
  return new Map(variableDefinitions.map(({ variable, type }) => [variable.name.value, type]))
}

const TEXT_TYPES: readonly string[] = ['String', 'ID', 'Cursor', 'DateTime']

function readValue(text: string, type: TypeNode): unknown {
  const named = type.kind === Kind.NON_NULL_TYPE ? type.type : type
  const isText = named.kind === Kind.NAMED_TYPE && TEXT_TYPES.includes(named.name.value)
  if (isText && (text !== 'null' || type.kind === Kind.NON_NULL_TYPE)) return text
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
