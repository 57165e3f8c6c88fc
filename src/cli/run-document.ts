/** Runs an operation of the caller's own: a query or mutation once, a subscription until it ends. */
import {
  type DocumentNode,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  parse,
  print,
  type TypeNode,
} from 'graphql'
import { UsageError } from '../config.ts'
import { openApiSocket } from './api-socket.ts'
import { readHead } from './follow-changes.ts'
import { inOneLine, writeJson, writeLine } from './print.ts'
import { refusalIn, send } from './request.ts'
import { makeResumable } from './resumable.ts'
import type { Cli, Session } from './session.ts'
import { stream } from './stream.ts'

export interface Script {
  readonly text: string
  /** Each as `name=value`. */
  readonly variables: readonly string[]
  /** Needed where the document has several operations. */
  readonly operation: string | undefined
}

/** Prints the data. Throws a UsageError for a document that is none, a RefusedError when the server refuses. */
export async function runDocument(cli: Cli, session: Session, script: Script): Promise<void> {
  const document = parseDocument(script.text)
  const operation = chooseOperation(document, script.operation)
  const variables = readVariables(script.variables, operation)
  if (operation.operation === OperationTypeNode.SUBSCRIPTION) return streamEvents(cli, session, document, operation, variables)

  const { data, errors } = await send(await session.connect(), { query: script.text, variables, operationName: operation.name?.value })
  // A query may have data beside its errors.
  if (data !== undefined && data !== null) writeJson(cli.out, data)
  const refusal = refusalIn(errors)
  if (refusal) throw refusal
}

async function streamEvents(
  cli: Cli,
  session: Session,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): Promise<void> {
  const alone: DocumentNode = {
    ...document,
    definitions: document.definitions.filter((node) => node.kind !== Kind.OPERATION_DEFINITION || node === operation),
  }
  const resumable = makeResumable(alone, operation, variables)
  let position: unknown = resumable?.after ?? null
  if (resumable && resumable.beginsAtHeadOf !== null) {
    // So that a cut before the first event loses nothing either.
    position = (await readHead(session, resumable.beginsAtHeadOf)).cursor
  }
  const wanted = {
    query: resumable?.query ?? print(alone),
    variables: () => resumable?.variables(position) ?? variables,
    resumes: resumable !== null,
    onEvent(data: unknown) {
      const event = resumable?.take(data) ?? { position: null, data }
      position = event.position
      writeJson(cli.out, event.data, 0)
    },
    tell: (state: string) => writeLine(cli.err, `signalbox: ${inOneLine(state)}`),
  }
  const socket = openApiSocket(session)
  try {
    await stream(socket, wanted, new AbortController().signal)
  } finally {
    socket.close()
  }
}

function parseDocument(text: string): DocumentNode {
  try {
    return parse(text)
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error
    const [place] = error.locations ?? []
    throw new UsageError(`the document is no GraphQL${place ? `, line ${place.line}, column ${place.column}` : ''}: ${error.message}`)
  }
}

function chooseOperation(document: DocumentNode, wanted: string | undefined): OperationDefinitionNode {
  const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION)
  const [only, ...others] = wanted === undefined ? operations : operations.filter(({ name }) => name?.value === wanted)
  if (only && others.length === 0) return only
  const found = operations.map(({ name }) => name?.value ?? 'one without a name').join(', ')
  if (wanted !== undefined) throw new UsageError(`the document has no operation '${wanted}'; it has ${found === '' ? 'none' : found}.`)
  throw new UsageError(
    only ? `the document has several operations: choose one with --operation. They are ${found}.` : 'the document has no operation.',
  )
}

/** A value is JSON where it is; the text of a variable that is declared as one, or as an id, stays as it is. */
function readVariables(assignments: readonly string[], { variableDefinitions = [] }: OperationDefinitionNode): Record<string, unknown> {
  const types = new Map(variableDefinitions.map(({ variable, type }) => [variable.name.value, type]))
  const entries = assignments.map((assignment): [string, unknown] => {
    const [, name, text] = /^\$?([A-Za-z_]\w*)=(.*)$/s.exec(assignment) ?? []
    if (name === undefined || text === undefined) throw new UsageError(`--var must be name=value; found '${assignment}'.`)
    const type = types.get(name)
    if (!type) {
      const declared = [...types.keys()].map((known) => `$${known}`).join(', ')
      throw new UsageError(`the operation has no variable $${name}; it has ${declared === '' ? 'none' : declared}.`)
    }
    return [name, readValue(text, type)]
  })
  return Object.fromEntries(entries)
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
