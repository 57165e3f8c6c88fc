/**
 * What stood in the expired part of a log. The database takes changes only without a gap, in sequence and in revision; of what has
 * expired the file has only some. So that those come back to their places, each place between them is given to the work unit whose
 * revision is missing there, or to none where whoever changed there is gone. What is put there is deleted again when all is written.
 */
import { SignalboxError } from '../../domain/errors.ts'

/** A change that has expired and is still there. */
export interface Kept {
  readonly sequence: number
  readonly workUnitId: string
  readonly revision: number
}

/** Revisions of a unit that are missing between two changes of it. */
interface Gap {
  readonly workUnitId: string
  /** The sequence of the change that comes after them. */
  readonly until: number
  missing: number
}

/** A place in the expired part of a log whose change is not there any more. */
export interface ExpiredPlace {
  readonly sequence: number
  /** Null where whoever changed there is gone. */
  readonly workUnitId: string | null
}

/**
 * The places up to `expiredSequence` that `kept`, in the order of the log, leaves open, in their order. There may be many ways to give them
 * away: whatever is due first comes first, which finds one where there is one. Throws VALIDATION_FAILED where there is none.
 */
export function* expiredPlaces(kept: readonly Kept[], expiredSequence: number): Generator<ExpiredPlace, void> {
  const gaps = gapsBySequence(kept)
  const taken = new Set(kept.map(({ sequence }) => sequence))
  /** The one that is due first is the last one. */
  const open: Gap[] = [...(gaps.get(0) ?? [])].toSorted((a, b) => b.until - a.until)
  for (let sequence = 1; sequence <= expiredSequence; sequence += 1) {
    const due = open.at(-1)
    if (due && due.until <= sequence) throw impossible(due)
    if (taken.has(sequence)) {
      for (const gap of gaps.get(sequence) ?? []) open.splice(placeOf(open, gap), 0, gap)
      continue
    }
    yield { sequence, workUnitId: due?.workUnitId ?? null }
    if (!due) continue
    due.missing -= 1
    if (due.missing === 0) open.pop()
  }
}

/** The gaps by the sequence of the change that they come after; 0 for those at the beginning. */
function gapsBySequence(kept: readonly Kept[]): Map<number, Gap[]> {
  const gaps = new Map<number, Gap[]>()
  const last = new Map<string, Kept>()
  for (const change of kept) {
    const { workUnitId, revision, sequence } = change
    const before = last.get(workUnitId) ?? { sequence: 0, revision: 0 }
    const missing = revision - before.revision - 1
    if (missing > 0) gaps.set(before.sequence, [...(gaps.get(before.sequence) ?? []), { workUnitId, until: sequence, missing }])
    last.set(workUnitId, change)
  }
  return gaps
}

function placeOf(open: readonly Gap[], { until }: Gap): number {
  let [low, high] = [0, open.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((open[middle]?.until ?? 0) > until) low = middle + 1
    else high = middle
  }
  return low
}

function impossible({ workUnitId, until }: Gap): SignalboxError {
  return new SignalboxError(
    'VALIDATION_FAILED',
    `The file is no log of a project: before change ${until} there is no room for all revisions of the work unit ${workUnitId}.`,
    'file',
  )
}
