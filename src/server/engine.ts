/**
 * Runs GraphQL operations for every transport: the limits, the context and the masking of errors are those of this one Yoga, over HTTP
 * (which it speaks itself) and over WebSocket (which takes its parts through `getEnveloped`).
 */
import { getOperationAST, type GraphQLSchema } from 'graphql'
import { createYoga, type GraphQLParams, type Plugin, type YogaServerInstance } from 'graphql-yoga'
import type { Viewer } from '../domain/viewer.ts'
import { toClientError, type ReportError } from '../graphql/errors.ts'
import { introspectionForOperators } from './introspection.ts'
import { limitPlugins } from './limits.ts'
import type { Meter } from './meter.ts'
import { type OnRefused, refusalOfOperation } from './refusals.ts'

/** What a transport hands over with an operation. */
export interface Request {
  readonly viewer: Viewer
  readonly params: GraphQLParams
  /** Where a subscription goes on, when the transport says so and not the document: see `Last-Event-ID` in sse.ts. */
  readonly resumeAfter: string | null
}

/** The GraphQL context of one operation, as a plain object. */
export type ContextFor = (viewer: Viewer, resumeAfter: string | null) => object

export type Engine = YogaServerInstance<Request, object>

interface EngineOptions {
  readonly schema: GraphQLSchema
  readonly contextFor: ContextFor
  readonly report: ReportError
  readonly onRefused: OnRefused
  readonly meter: Meter
}

export function createEngine({ schema, contextFor, report, onRefused, meter }: EngineOptions): Engine {
  const tell = (error: unknown): Error => toClientError(error, report)
  return createYoga<Request, object>({
    schema,
    context: ({ viewer, resumeAfter }) => contextFor(viewer, resumeAfter),
    maskedErrors: { errorMessage: '', maskError: tell },
    plugins: [paramsFromTransport, ...limitPlugins(), introspectionForOperators, countExecutions(meter), tellRefusals(report, onRefused)],
    logging: false,
    // The gate and the routes do these, more strictly.
    cors: false,
    graphiql: false,
    landingPage: false,
    multipart: false,
    maxRequestBodySize: false,
  })
}

/** The body has been read and parsed by the transport, which bounds it. */
const paramsFromTransport: Plugin<object, Request> = {
  onRequestParse: ({ serverContext, setRequestParser }) => setRequestParser(() => serverContext.params),
}

/** Of queries and mutations, over every transport. It stands behind the limits, which end what is beyond them. */
function countExecutions(meter: Meter): Plugin<object, Request> {
  return {
    onExecute: ({ args: { document, operationName } }) => {
      const operation = getOperationAST(document, operationName)
      if (operation) meter.executes(operation.operation)
    },
  }
}

/** Over HTTP. Errors of parsing and validation do not pass through Yoga's masking; they get their codes here. */
function tellRefusals(report: ReportError, onRefused: OnRefused): Plugin<object, Request> {
  return {
    onExecutionResult: ({ result, setResult, context }) => {
      if (result === undefined || Symbol.asyncIterator in result || result.errors === undefined) return
      const errors = result.errors.map((error) => toClientError(error, report))
      const refusal = refusalOfOperation('http', { viewer: context.viewer, variables: context.params.variables }, errors)
      if (refusal !== null) onRefused(refusal)
      setResult({ ...result, errors })
    },
  }
}
