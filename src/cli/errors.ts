/** What ends a command: its exit code and its one line. Wrong usage (exit code 2) is a UsageError of config.ts. */

/** The server refused, or what was waited for did not come: exit code 1. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError'
  /** One of the contract's codes, or null where the refusal is the command's own. */
  readonly code: string | null

  constructor(code: string | null, message: string) {
    super(message)
    this.code = code
  }
}

/** No server was reached: exit code 3. */
export class NoServerError extends Error {
  override readonly name = 'NoServerError'
}

/** The request may have reached the server, and may have had its effect: the answer was lost with its connection. */
export class LostAnswerError extends NoServerError {}

/** The message of an error, or of an event that tells of one. */
export function messageOf(error: unknown): string {
  const message = typeof error === 'object' && error !== null && 'message' in error ? error.message : error
  return typeof message === 'string' ? message : String(message)
}

/** What was thrown, as an error. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(messageOf(thrown))
}
