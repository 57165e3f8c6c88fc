/**
 * Every error that signalbox tells its users, by code: what it means and what to do. The README's table is compared
 * with this one by a test. Anything that is not a `SignalboxError` is masked as INTERNAL_SERVER_ERROR.
 */
export const ERRORS = {
  UNAUTHENTICATED: {
    meaning: 'No token was given, or the one given is unknown, expired or revoked.',
    remedy: 'Send `Authorization: Bearer TOKEN`; the owner token stands in DATA_DIR/owner-token.',
  },
  FORBIDDEN: {
    meaning: 'The token is good, but not for this.',
    remedy: 'Use a token whose role allows it. A run token serves its own run only.',
  },
  NOT_FOUND: {
    meaning: 'There is no project, chunk, item, run or token of that name.',
    remedy: 'Check the name; `signalbox project list`, `ps` and `token list` show what there is.',
  },
  VALIDATION_FAILED: {
    meaning: 'An input has the wrong form. `extensions.field` names it.',
    remedy: 'Correct that field; the message says what was expected and what was found.',
  },
  DUPLICATE_CHUNK: {
    meaning: 'The project already has a work unit for that chunk, or it was named twice.',
    remedy: 'Choose another slug, or work with the unit that exists.',
  },
  DUPLICATE_PROJECT: {
    meaning: 'A project with that key exists.',
    remedy: 'Choose another key, or change the one that exists with `updateProject`.',
  },
  DEPENDENCY_CYCLE: {
    meaning: 'The work units would wait for each other for ever. The message names the circle.',
    remedy: 'Leave out one of the dependencies on the circle.',
  },
  ILLEGAL_TRANSITION: {
    meaning: 'The work unit cannot do that in the status that it has.',
    remedy: 'Look at its status; the message says from which statuses it is possible.',
  },
  STALE_REVISION: {
    meaning: 'The work unit has changed since the revision that the request was decided on.',
    remedy: 'Read it again, decide again, send the new revision.',
  },
  ALREADY_ANSWERED: {
    meaning: 'Somebody answered, or the question was withdrawn, before this answer came.',
    remedy: 'Nothing to do; the message says who and when.',
  },
  UNMERGED_WORK: {
    meaning: 'Work would be lost: the unit has uncommitted changes or commits that are not on the base branch.',
    remedy: 'Merge it, or delete with `force`: a backup ref then keeps the commits.',
  },
  IDEMPOTENCY_CONFLICT: {
    meaning: 'The idempotency key was used before with another input, or made a token that this server cannot show again.',
    remedy: 'Use a new key for a new request.',
  },
  CURSOR_EXPIRED: {
    meaning: 'The change log no longer reaches back to that cursor.',
    remedy: 'Take a new snapshot (`project { cursor workUnits }`) and subscribe after its cursor.',
  },
  CURSOR_INVALID: {
    meaning: 'The cursor is not one of this project in this database.',
    remedy: 'Take a new snapshot and subscribe after its cursor.',
  },
  LIMIT_EXCEEDED: {
    meaning: 'The request is too big: too deep, too costly, too many tokens, aliases or bytes.',
    remedy: 'Ask for less at once.',
  },
  STALE_RUN: {
    meaning: 'The run has ended or was replaced by a newer generation: its result does not count.',
    remedy: 'Nothing to do; the newer run goes on.',
  },
  INTERNAL_SERVER_ERROR: {
    meaning: 'Something unexpected failed. `extensions.errorId` stands in the server log.',
    remedy: 'Look the id up in the log and report what stands there.',
  },
} as const satisfies Record<string, { meaning: string; remedy: string }>

export type ErrorCode = keyof typeof ERRORS

/** An error with a code, made to be read by the person who caused it. `field` is the path of the bad input, as in `workUnits[2].chunk`. */
export class SignalboxError extends Error {
  override readonly name = 'SignalboxError'
  readonly code: ErrorCode
  readonly field: string | undefined

  constructor(code: ErrorCode, message: string, field?: string) {
    super(message)
    this.code = code
    this.field = field
  }
}
