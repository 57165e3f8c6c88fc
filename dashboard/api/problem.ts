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

/** Why an action was refused, and what that was about. */
export interface Refusal {
  /** In the server's words. */
  readonly problem: string
  /** As in `UNMERGED_WORK`; null where there was no answer. */
  readonly code: string | null
  /** The part of the input, as in `workUnits[2].chunk`; null where the server names none. */
  readonly field: string | null
}

export function refusalOf(error: CombinedError): Refusal {
  const extensions = error.graphQLErrors.find((each) => each.extensions['code'] !== undefined)?.extensions ?? {}
  const text = (value: unknown) => (typeof value === 'string' ? value : null)
  return { problem: sentenceFor(error), code: text(extensions['code']), field: text(extensions['field']) }
}
