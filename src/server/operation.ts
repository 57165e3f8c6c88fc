/** Makes an operation ready to be run: parsed, validated and with its context, the same for every transport. */
import { type DocumentNode, type ExecutionArgs, getOperationAST, type GraphQLError, type GraphQLSchema, OperationTypeNode } from 'graphql'
import type { Viewer } from '../domain/viewer.ts'
import { clientError, toClientError, type ReportError } from '../graphql/errors.ts'
import type { Engine, Request } from './engine.ts'

export class Operation implements ExecutionArgs {
  readonly schema: GraphQLSchema
  readonly document: DocumentNode
  readonly operationName: string | null
  readonly variableValues: Readonly<Record<string, unknown>> | null
  contextValue: unknown
  readonly isSubscription: boolean
  readonly viewer: Viewer
  /** Set by graphql-ws; there is none. */
  rootValue: unknown

  constructor(args: Omit<Operation, 'rootValue' | 'release'>) {
    this.schema = args.schema
    this.document = args.document
    this.operationName = args.operationName
    this.variableValues = args.variableValues
    this.contextValue = args.contextValue
    this.isSubscription = args.isSubscription
    this.viewer = args.viewer
  }

  /** Lets go of its context. graphql-ws keeps an operation for as long as it runs, and a subscription runs for days. */
  release(): void {
    this.contextValue = null
  }
}

/** Never rejects: what is wrong with the operation is told as clients are told it. */
export async function prepare(engine: Engine, request: Request, report: ReportError): Promise<Operation | readonly GraphQLError[]> {
  const tellAll = (errors: readonly unknown[]): GraphQLError[] => errors.map((error) => toClientError(error, report))
  const { query = '', operationName = null, variables = null } = request.params
  try {
    const prepared = engine.getEnveloped(request)
    const document: DocumentNode = prepared.parse(query)
    const errors: readonly unknown[] = prepared.validate(prepared.schema, document)
    if (errors.length > 0) return tellAll(errors)
    const operation = getOperationAST(document, operationName)
    if (!operation) {
      return [
        clientError('VALIDATION_FAILED', 'The document must hold the operation that `operationName` names, or exactly one operation.'),
      ]
    }
    return new Operation({
      schema: prepared.schema,
      document,
      operationName,
      variableValues: variables,
      contextValue: await prepared.contextFactory(),
      isSubscription: operation.operation === OperationTypeNode.SUBSCRIPTION,
      viewer: request.viewer,
    })
  } catch (error) {
    return tellAll([error])
  }
}
