/** Runs the suite against a server. */
import { type Group, type Trial, trialsOf } from './case.ts'
import type { Target } from './target.ts'

export interface Result {
  readonly trial: Trial
  /** Null where the server cannot be asked that. */
  readonly breaches: readonly string[] | null
}

/** One by one, so that what runs in the server can be laid at the door of one; the slow ones all the while. */
export async function runTrials(target: Target, groups: readonly Group[]): Promise<Result[]> {
  const trials = groups.flatMap(trialsOf)
  const slow = new Map(trials.filter((trial) => trial.isSlow && isFor(trial, target)).map((trial) => [trial, trial.run(target)]))
  const results: Result[] = []
  for (const trial of trials) {
    results.push({ trial, breaches: isFor(trial, target) ? await (slow.get(trial) ?? trial.run(target)) : null })
  }
  return results
}

export function isFor({ isInside }: Trial, { inside }: Target): boolean {
  return !isInside || inside !== null
}
