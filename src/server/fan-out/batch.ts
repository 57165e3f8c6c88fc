/** Results of a subscription that are sent in one go, each serialised once for everybody who gets it. */

export interface Result {
  /** Of its event in the log. */
  readonly position: number
  /** What a client hands back to resume after it. */
  readonly resumeAfter: string
  /** The execution result as JSON. */
  readonly json: Buffer
}

/** One and more, in the order of the log. It is made once for all receivers, so that what is derived of it can be remembered by it. */
export type Batch = readonly Result[]

/** The part of a batch behind a position. */
export function behind(batch: Batch, position: number): Batch {
  const first = batch.findIndex((result) => result.position > position)
  return first === -1 ? [] : first === 0 ? batch : batch.slice(first)
}
