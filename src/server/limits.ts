/**
 * How much one operation may ask for, over every transport. The limits lie far above what the dashboard, GraphiQL and the command
 * line ask: a page of 500 units with everything in a list costs about 200,000.
 */
import { costLimitRule } from '@escape.tech/graphql-armor-cost-limit'
import { maxAliasesRule } from '@escape.tech/graphql-armor-max-aliases'
import { maxDepthRule } from '@escape.tech/graphql-armor-max-depth'
import { maxDirectivesRule } from '@escape.tech/graphql-armor-max-directives'
import { maxTokensPlugin } from '@escape.tech/graphql-armor-max-tokens'
import { Kind, validate, visit, type DocumentNode, type GraphQLError, type GraphQLSchema } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import { clientError } from '../graphql/errors.ts'

export const LIMITS = { depth: 12, tokens: 5_000, aliases: 50, directives: 50, cost: 1_000_000 }

/** The size of a request's body and of a WebSocket's message: the biggest goals in one injection still fit by the dozen. */
export const MAX_REQUEST_BYTES = 32 * 1024 * 1024

/** What a WebSocket may send before it is let in: a token, and nothing like a document. */
export const MAX_BYTES_BEFORE_INIT = 64 * 1024

/** In characters. It goes into every message of its operation. */
export const LONGEST_OPERATION_ID = 255

/** Each may be a subscription that is executed for every change. */
export const MAX_OPERATIONS_PER_SOCKET = 100

/** Yoga's plugins that hold every operation to the limits. */
export function limitPlugins(): Plugin[] {
  const rules = [
    maxDepthRule({ n: LIMITS.depth, flattenFragments: true, ...reportIt }),
    maxAliasesRule({ n: LIMITS.aliases, ...reportIt }),
    maxDirectivesRule({ n: LIMITS.directives, ...reportIt }),
  ]
  return [
    maxTokensPlugin({ n: LIMITS.tokens, onReject: [throwIt] }),
    { onValidate: ({ addValidationRule }) => rules.forEach((rule) => addValidationRule(rule)) },
    {
      onExecute: ({ args, setResultAndStopExecution }) => {
        const errors = tooCostly(args.schema, args.document, args.variableValues)
        if (errors.length > 0) setResultAndStopExecution({ errors })
      },
    },
  ]
}

interface RuleContext {
  reportError(error: GraphQLError): void
}

const reportIt = {
  propagateOnRejection: false,
  onReject: [(context: RuleContext | null, error: GraphQLError) => context?.reportError(limitError(error))],
}

function throwIt(_context: unknown, error: GraphQLError): never {
  throw limitError(error)
}

function limitError(error: GraphQLError): GraphQLError {
  return clientError('LIMIT_EXCEEDED', `${error.message.replace('Syntax Error: ', '')} Ask for less at once.`)
}

const costRule = costLimitRule({ maxCost: LIMITS.cost, flattenFragments: true, ...reportIt })

/** The errors of an operation that costs too much. The rule reads page sizes from the document alone, so those that variables hold are written into it first. */
export function tooCostly(schema: GraphQLSchema, document: DocumentNode, variables: unknown): readonly GraphQLError[] {
  const values: Record<string, unknown> = { ...(typeof variables === 'object' ? variables : {}) }
  const withSizes = visit(document, {
    Argument: (argument) => {
      if (argument.value.kind !== Kind.VARIABLE) return undefined
      const value = values[argument.value.name.value]
      return typeof value === 'number' ? { ...argument, value: { kind: Kind.INT, value: String(Math.trunc(value)) } } : undefined
    },
  })
  return validate(schema, withSizes, [costRule])
}
