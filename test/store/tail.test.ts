/** The newest changes, kept in memory. */
import { describe, expect, it } from 'vitest'
import type { Change } from '../../src/domain/change.ts'
import { Tail } from '../../src/store/tail.ts'
import { aUnit, NOON } from '../support/work-unit.ts'

const MEBIBYTE = 1024 * 1024

function change(projectId: string, sequence: number, goal = ''): Change {
  const unit = aUnit({ projectId, revision: sequence, goal })
  return {
    projectId,
    sequence,
    workUnitId: unit.id,
    revision: sequence,
    chunk: unit.chunk,
    kind: 'UPDATED',
    snapshot: { unit, blockedBy: [], dependents: [], endedRuns: [] },
    previousStatus: 'READY',
    previousPhase: 'IMPLEMENT',
    changedFields: ['goal'],
    actor: 'test',
    reason: 'test',
    at: NOON,
  }
}

function sequences(changes: readonly Change[] | null): number[] | null {
  return changes && changes.map(({ sequence }) => sequence)
}

describe('the tail', () => {
  it('has what comes after a position, nothing at the head, and does not know what is before it', () => {
    const tail = new Tail()
    expect(tail.after('p', 0, 10)).toBeNull()
    for (const sequence of [5, 6, 7]) tail.add(change('p', sequence))
    expect([3, 4, 5, 6, 7].map((position) => sequences(tail.after('p', position, 10)))).toEqual([null, [5, 6, 7], [6, 7], [7], []])
    expect(sequences(tail.after('p', 4, 2))).toEqual([5, 6])
    expect(tail.after('other', 4, 10)).toBeNull()
  })

  it('begins anew at a gap, and leaves out what is older', () => {
    const tail = new Tail()
    for (const sequence of [1, 2, 2, 1, 5, 4, 3, 6]) tail.add(change('p', sequence))
    expect([0, 1, 2, 3, 4].map((position) => sequences(tail.after('p', position, 10)))).toEqual([null, null, null, null, [5, 6]])
  })

  it('holds 2,000 changes of all projects, and lets the oldest go', () => {
    const tail = new Tail()
    for (let sequence = 1; sequence <= 1_000; sequence += 1) tail.add(change('old', sequence))
    for (let sequence = 1; sequence <= 1_500; sequence += 1) tail.add(change('new', sequence))
    expect(tail.after('old', 499, 10)).toBeNull()
    expect(tail.after('old', 500, 1_000)).toHaveLength(500)
    expect(tail.after('new', 0, 2_000)).toHaveLength(1_500)
  })

  it('holds 16 MiB of states of all projects, and lets the oldest go', () => {
    const tail = new Tail()
    for (let sequence = 1; sequence <= 10; sequence += 1) {
      for (const project of ['p', 'q']) tail.add(change(project, sequence, 'ä'.repeat(MEBIBYTE / 2)))
    }
    // A little less than 16, because each has more than its goal.
    expect(sequences(tail.after('p', 3, 10))).toEqual([4, 5, 6, 7, 8, 9, 10])
    expect(sequences(tail.after('q', 2, 10))).toEqual([3, 4, 5, 6, 7, 8, 9, 10])
    expect([tail.after('p', 2, 10), tail.after('q', 1, 10)]).toEqual([null, null])
    for (let sequence = 1; sequence <= 2_000; sequence += 1) tail.add(change('small', sequence))
    expect(tail.after('small', 0, 2_000), 'what went leaves room').toHaveLength(2_000)
  })

  it('forgets even the newest where it alone is too large', () => {
    const tail = new Tail()
    tail.add(change('p', 1))
    tail.add(change('p', 2, 'x'.repeat(17 * MEBIBYTE)))
    expect([0, 1, 2].map((position) => tail.after('p', position, 10))).toEqual([null, null, null])
    tail.add(change('p', 3))
    expect(sequences(tail.after('p', 2, 10))).toEqual([3])
  })

  it('has room again for what a gap has thrown out', () => {
    const tail = new Tail()
    for (let sequence = 2; sequence <= 100; sequence += 2) tail.add(change('gaps', sequence, 'x'.repeat(MEBIBYTE)))
    for (let sequence = 1; sequence <= 14; sequence += 1) tail.add(change('p', sequence, 'x'.repeat(MEBIBYTE)))
    expect(tail.after('p', 0, 20)).toHaveLength(14)
    expect(sequences(tail.after('gaps', 99, 10))).toEqual([100])
  })
})
