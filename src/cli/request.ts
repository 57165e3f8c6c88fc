/** One query or mutation over HTTP. */
import type { Connection } from './connection.ts'
import { LostAnswerError, messageOf, NoServerError, RefusedError } from './errors.ts'
import type { Operation } from './operation.ts'

/** An injection of a thousand long goals takes its time. */
const TIMEOUT_MS = 120_000

/** What fetch says when no connection was made, so that the request has reached nobody. */
const NOT_SENT: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
])

export interface GraphQLAnswer {
  readonly data?: unknown
  readonly errors?: readonly GraphQLFailure[]
}

interface GraphQLFailure {
  readonly message: string
  readonly extensions?: { readonly code?: unknown } | undefined
}

/** Sends `operation` and gives its data. Throws a NoServerError, or a RefusedError with the first error's code. */
export async function request<Data, Variables>(
  connection: Connection,
  { text }: Operation<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  return dataOf(await send(connection, { query: text, variables }))
}

/** The data of an answer. Throws a RefusedError with the first error's code. */
export function dataOf<Data>({ data, errors }: GraphQLAnswer): Data {
  const refusal = refusalIn(errors)
  if (refusal) throw refusal
  // The server answers by its schema, against which a test holds the operation.
  return data as Data
}

/**
 * Sends a request and gives the answer as it is, errors and all. Throws a NoServerError, which is a LostAnswerError where the request may
 * have had its effect, or a RefusedError for an answer that is not GraphQL.
 */
export async function send(connection: Connection, body: object): Promise<GraphQLAnswer> {
  const response = await post(connection, JSON.stringify(body))
  const answer = parse(
    await response.text().catch((error: unknown) => {
      throw new LostAnswerError(`the answer of ${connection.url} was cut: ${reasonOf(error)}`)
    }),
  )
  if (isAnswer(answer)) return answer
  const found = `${connection.url} answered ${response.status} ${response.statusText}, which is no answer of a signalbox server.`
  // So a proxy answers whose server is gone.
  throw response.status >= 500 ? new LostAnswerError(found) : new RefusedError(null, found)
}

/** The first of the errors of an answer, or null where there are none. */
export function refusalIn(errors: readonly GraphQLFailure[] | undefined): RefusedError | null {
  const [first] = errors ?? []
  if (!first) return null
  const code = first.extensions?.code
  return new RefusedError(typeof code === 'string' ? code : null, first.message)
}

async function post({ url, token }: Connection, body: string): Promise<Response> {
  try {
    return await fetch(url, {
      method: 'POST',
      headers: {
        accept: 'application/graphql-response+json, application/json',
        'content-type': 'application/json',
        authorization: `Bearer ${token}`,
      },
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
  } catch (error) {
    if (NOT_SENT.has(codeOf(error))) throw new NoServerError(`no server answers at ${url}: ${reasonOf(error)}`)
    throw new LostAnswerError(`the answer of ${url} was lost: ${reasonOf(error)}`)
  }
}

/** fetch says only "fetch failed"; its cause says why. */
function causeOf(error: unknown): unknown {
  return error instanceof Error && error.cause instanceof Error ? error.cause : error
}

function codeOf(error: unknown): unknown {
  const cause = causeOf(error)
  return cause instanceof Error && 'code' in cause ? cause.code : null
}

function reasonOf(error: unknown): string {
  const message = messageOf(causeOf(error))
  return message === '' ? String(codeOf(error) ?? messageOf(error)) : message
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function isAnswer(value: unknown): value is GraphQLAnswer {
  return typeof value === 'object' && value !== null && ('data' in value || ('errors' in value && Array.isArray(value.errors)))
}
