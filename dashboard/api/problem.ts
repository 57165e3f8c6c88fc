/** What went wrong with an operation, for people and for code. */
import type { CombinedError } from '@urql/core'

/** True where the server does not know who asks. */
export function isSignedOut(error: CombinedError): boolean {
  if (error.graphQLErrors.some((each) => each.extensions['code'] === 'UNAUTHENTICATED')) return true
  const response: unknown = error.response
  return typeof response === 'object' && response !== null && 'status' in response && response.status === 401
}

/** The server's own sentences, or that there was no answer. */
export function sentenceFor(error: CombinedError): string {
  if (error.graphQLErrors.length > 0) return error.graphQLErrors.map((each) => each.message).join(' ')
  return `The server did not answer: ${error.networkError?.message ?? 'no reason known'}.`
}

/** Which part of the input was refused, as in `workUnits[2].chunk`; null where the server names none. */
export function fieldOf(error: CombinedError): string | null {
  const field = error.graphQLErrors.find((each) => each.extensions['field'] !== undefined)?.extensions['field']
  return typeof field === 'string' ? field : null
}
