/**
 * What the `subscribe` of every subscription field answers with: the log that the events come from, the position after which they
 * begin, and which of them are wanted. So whoever runs a subscription knows where it stands, can run equal ones as one, and resumes
 * any of them. To GraphQL it is a stream of events like any other.
 */
import { follow, type Log } from '../store/follow.ts'
import { only } from './filter-events.ts'

interface LogSubscriptionOptions<T> {
  readonly log: Log<T>
  /** Names the log: the same for every subscription to it, another one for any other log. */
  readonly source: string
  /** The events after this one. */
  readonly position: number
  readonly isWanted?: ((event: T) => boolean) | undefined
  /** What a client hands back to resume after an event: a value of the field's `after`. */
  readonly resumeAfter: (event: T) => string
  /** When an event was committed, for a log whose lag is measured. */
  readonly committedAt?: ((event: T) => Date) | undefined
}

export class LogSubscription<T> implements AsyncIterable<T> {
  readonly log: Log<T>
  readonly source: string
  readonly position: number
  readonly isWanted: (event: T) => boolean
  readonly resumeAfter: (event: T) => string
  readonly committedAt: ((event: T) => Date) | undefined

  constructor({ log, source, position, isWanted = () => true, resumeAfter, committedAt }: LogSubscriptionOptions<T>) {
    this.log = log
    this.source = source
    this.position = position
    this.isWanted = isWanted
    this.resumeAfter = resumeAfter
    this.committedAt = committedAt
  }

  [Symbol.asyncIterator](): AsyncIterator<T> {
    return only(follow(this.log, this.position), this.isWanted)
  }
}
