/** What somebody waits for, and whether it has come, or never will. Pure. */
import type { WorkUnitStatus } from '../domain/work-unit.ts'

export interface WaitGoal {
  readonly chunks: readonly string[]
  /** Any of these will do. */
  readonly statuses: readonly WorkUnitStatus[]
  /** True where one chunk is enough. */
  readonly any: boolean
}

/** By chunk, as far as it has been seen. */
export type SeenStatuses = ReadonlyMap<string, WorkUnitStatus | 'DELETED'>

/** The chunks that are there. */
export function arrived({ chunks, statuses }: WaitGoal, seen: SeenStatuses): string[] {
  return chunks.filter((chunk) => statuses.some((status) => status === seen.get(chunk)))
}

export function isReached(goal: WaitGoal, seen: SeenStatuses): boolean {
  const { length } = arrived(goal, seen)
  return goal.any ? length > 0 : length === goal.chunks.length
}

/** Why the goal will never be reached, as a sentence; null where it still may be. Nothing comes back from DONE. */
export function hopeless(goal: WaitGoal, seen: SeenStatuses): string | null {
  const there = arrived(goal, seen)
  const lost = goal.chunks.filter((chunk) => !there.includes(chunk) && ['DONE', 'DELETED'].includes(seen.get(chunk) ?? ''))
  const [first] = lost
  if (first === undefined || (goal.any && lost.length < goal.chunks.length)) return null
  if (goal.any && lost.length > 1) return `${quoted(lost)} are all DONE or deleted and will never be ${goal.statuses.join(' or ')}.`
  return `'${first}' ${seen.get(first) === 'DONE' ? 'is DONE' : 'was deleted'} and will never be ${goal.statuses.join(' or ')}.`
}

/** Who is not there yet, as a sentence for when time is up. */
export function lateness(goal: WaitGoal, seen: SeenStatuses, timeoutS: number): string {
  const there = arrived(goal, seen)
  const late = goal.chunks.filter((chunk) => !there.includes(chunk))
  const wanted = goal.statuses.join(' or ')
  if (goal.any && late.length > 1) return `after ${timeoutS} seconds none of ${quoted(late)} is ${wanted}.`
  return `after ${timeoutS} seconds ${quoted(late)} ${late.length === 1 ? 'is' : 'are'} not ${wanted}.`
}

function quoted(chunks: readonly string[]): string {
  return chunks.map((chunk) => `'${chunk}'`).join(', ')
}
