/** One query or mutation over HTTP. */
import type { Connection } from './connection.ts'
import { NoServerError, RefusedError } from './errors.ts'
import type { Operation } from './operation.ts'

/** An injection of a thousand long goals takes its time. */
const TIMEOUT_MS = 120_000

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
  const answer = await send(connection, { query: text, variables })
  const refusal = refusalIn(answer.errors)
  if (refusal) throw refusal
  // The server answers by its schema, against which a test holds the operation.
  return answer.data as Data
}

/** Sends a request and gives the answer as it is, errors and all. Throws a NoServerError, or a RefusedError for an answer that is not GraphQL. */
export async function send(connection: Connection, body: object): Promise<GraphQLAnswer> {
  const response = await post(connection, JSON.stringify(body))
  const answer: unknown = await response.json().catch(() => null)
  if (isAnswer(answer)) return answer
  const found = `${connection.url} answered ${response.status} ${response.statusText}, which is no answer of a signalbox server.`
  // So a proxy answers whose server is gone.
  throw response.status >= 500 ? new NoServerError(found) : new RefusedError(null, found)
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
    throw new NoServerError(`no server answers at ${url}: ${reasonOf(error)}`)
  }
}

/** fetch says only "fetch failed"; its cause says why. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const cause = error.cause
  if (!(cause instanceof Error)) return error.message
  return cause.message !== '' ? cause.message : 'code' in cause ? String(cause.code) : error.message
}

function isAnswer(value: unknown): value is GraphQLAnswer {
  return typeof value === 'object' && value !== null && ('data' in value || ('errors' in value && Array.isArray(value.errors)))
}
