/**
 * What a client is told about an error: a code of the contract, always. What is not known to be meant for the client is masked, and
 * reported with an id that the client can quote. Every transport sends its errors through here, and a second time changes nothing.
 */
import { PothosError, PothosValidationError } from '@pothos/core'
import { ForbiddenError } from '@pothos/plugin-scope-auth'
import { GraphQLError } from 'graphql'
import { ERRORS, SignalboxError, type ErrorCode } from '../domain/errors.ts'

/** Writes an unexpected error to the log and returns the id that it stands under. */
export type ReportError = (error: unknown) => string

interface Told {
  readonly code: ErrorCode
  readonly message: string
  readonly field?: string | undefined
}

export function toClientError(error: unknown, report: ReportError): GraphQLError {
  if (error instanceof GraphQLError && isTold(error)) return error
  const told = tell(error)
  if (told !== null)
    return graphqlError(error, told.message, { code: told.code, ...(told.field === undefined ? {} : { field: told.field }) })
  const errorId = report(error)
  const message = `Something unexpected failed. Look for ${errorId} in the server's log.`
  return graphqlError(error, message, { code: 'INTERNAL_SERVER_ERROR', errorId })
}

/** An error of the contract as GraphQL carries it. */
export function clientError(code: ErrorCode, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code } })
}

function isTold(error: GraphQLError): boolean {
  const { code } = error.extensions
  return typeof code === 'string' && Object.hasOwn(ERRORS, code)
}

/** What may be said about an error; null for those that nobody meant for the client. */
function tell(error: unknown): Told | null {
  if (error instanceof SignalboxError) return error
  if (error instanceof ForbiddenError) return { code: 'FORBIDDEN', message: error.message }
  if (error instanceof PothosValidationError) return { code: 'VALIDATION_FAILED', message: error.message }
  if (!(error instanceof GraphQLError)) return null
  if (isAboutTheRequest(error))
    return wordsOfOurs(error) ?? { code: 'VALIDATION_FAILED', message: error.message, field: fieldOf(error.message) }
  return wordsOfOurs(error)
}

function wordsOfOurs({ originalError }: GraphQLError): Told | null {
  return originalError instanceof GraphQLError && !(originalError instanceof PothosError) ? wordsOfOurs(originalError) : tell(originalError)
}

/**
 * GraphQL's own errors about a document, its variables or its arguments: they stand alone or wrap another of GraphQL's. Those about
 * arguments have a path and name the node; a value of ours that does not fit its type has a path and no node, and is our mistake.
 */
function isAboutTheRequest({ path, originalError }: GraphQLError): boolean {
  if (path === undefined) return originalError === undefined || originalError instanceof GraphQLError
  return originalError instanceof GraphQLError && originalError.nodes !== undefined
}

/** `workUnits[0].chunk`, from GraphQL's sentence about the variable `$input`. */
function fieldOf(message: string): string | undefined {
  const variable = /^Variable "\$(\w+)"/.exec(message)?.[1]
  if (variable === undefined) return undefined
  const inside = / at "\w+(?:\.|(?=\[))([^"]+)"; /.exec(message)?.[1]
  const missing = /; Field "(\w+)" (?:of required type|is not defined)/.exec(message)?.[1]
  return [inside, missing].filter((part) => part !== undefined).join('.') || variable
}

function graphqlError(error: unknown, message: string, extensions: Record<string, unknown>): GraphQLError {
  if (!(error instanceof GraphQLError)) return new GraphQLError(message, { extensions })
  const { nodes = null, source = null, positions = null, path = null } = error
  const http = error.extensions['http']
  return new GraphQLError(message, {
    nodes,
    source,
    positions,
    path,
    extensions: http === undefined ? extensions : { ...extensions, http },
  })
}
