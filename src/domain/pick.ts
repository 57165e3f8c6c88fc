/** Which units are dispatched next. Data in, decision out: the scheduler reads the snapshot and carries out what comes of it. */

/** A unit that may be started. */
export interface Candidate {
  readonly id: string
  /** Higher first. */
  readonly priority: number
  /** Its age: lower first. */
  readonly ordinal: number
  /** How many units wait behind it, directly or through others. */
  readonly waitingBehind: number
  readonly held: boolean
  readonly notBefore: Date | null
}

export interface PickSnapshot<C extends Candidate = Candidate> {
  readonly maxAgents: number
  readonly paused: boolean
  /** How many units of the project run now. */
  readonly running: number
  readonly candidates: readonly C[]
  readonly now: Date
}

/**
 * The units to dispatch, in their order: priority, then how much other work each frees, then age; as many as there are
 * free slots. Those that cannot start now are left out before the slots are counted, so that none hides one that can.
 */
export function pick<C extends Candidate>({ maxAgents, paused, running, candidates, now }: PickSnapshot<C>): C[] {
  const free = paused ? 0 : Math.max(0, maxAgents - running)
  return candidates
    .filter(({ held, notBefore }) => !held && (notBefore === null || notBefore <= now))
    .toSorted((a, b) => b.priority - a.priority || b.waitingBehind - a.waitingBehind || a.ordinal - b.ordinal)
    .slice(0, free)
}
