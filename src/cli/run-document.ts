/** Runs an operation of the caller's own: a query or mutation once, a subscription until it ends. */
import { type DocumentNode, GraphQLError, Kind, type OperationDefinitionNode, OperationTypeNode, parse, print } from 'graphql'
import { UsageError } from '../config.ts'
import { openApiSocket } from './api-socket.ts'
import { LostAnswerError } from './errors.ts'
import { readHead } from './follow-changes.ts'
import { newKey, sendKeyed } from './mutate.ts'
import { inOneLine, writeJson, writeLine } from './print.ts'
import { type GraphQLAnswer, refusalIn, send } from './request.ts'
import { makeResumable } from './resumable.ts'
import { type Assignment, declaredVariables, readVariables } from './run-variables.ts'
import type { Cli, Session } from './session.ts'
import { stream } from './stream.ts'

export interface Script {
  readonly text: string
  readonly variables: readonly Assignment[]
  /** Needed where the document has several operations. */
  readonly operation: string | undefined
  /** The project that is meant, for an operation that needs `$project` and is not given it. */
  readonly project: () => Promise<string>
}

/** Prints the data. Throws a UsageError for a document that is none, a RefusedError when the server refuses. */
export async function runDocument(cli: Cli, session: Session, script: Script): Promise<void> {
  const document = parseDocument(script.text)
  const operation = chooseOperation(document, script.operation)
  const given = readVariables(script.variables, operation)
  const needsProject = declaredVariables(operation).includes('project!') && given['project'] === undefined
  const variables = needsProject ? { ...given, project: await script.project() } : given
  if (operation.operation === OperationTypeNode.SUBSCRIPTION) return streamEvents(cli, session, document, operation, variables)

  const { data, errors } = await sendOperation(session, script.text, operation, variables)
  // A query may have data beside its errors.
  if (data !== undefined && data !== null) writeJson(cli.out, data)
  const refusal = refusalIn(errors)
  if (refusal) throw refusal
}

/** A mutation that takes `$idempotencyKey` has one effect, even where its answer is lost and it is sent again. Any other is sent once. */
async function sendOperation(
  session: Session,
  query: string,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): Promise<GraphQLAnswer> {
  const body = { query, variables, operationName: operation.name?.value }
  const isMutation = operation.operation === OperationTypeNode.MUTATION
  if (isMutation && declaredVariables(operation).includes('idempotencyKey')) {
    const idempotencyKey = variables['idempotencyKey'] ?? newKey()
    return sendKeyed(session.connect, { ...body, variables: { ...variables, idempotencyKey } }, String(idempotencyKey))
  }
  try {
    return await send(await session.connect(), body)
  } catch (error) {
    if (!isMutation || !(error instanceof LostAnswerError)) throw error
    throw new LostAnswerError(
      `${error.message}. Whether it took effect is not known: with a variable $idempotencyKey it would have been sent again.`,
    )
  }
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
    out: cli.out,
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
