import { describe, expect, test } from 'vitest'
import { AdaptiveBeat } from '../../dashboard/track/adaptive-beat.ts'
import { blocksOf, positionOf, reasonsOf } from '../../dashboard/track/place.ts'
import { unit } from './support/track-units.ts'

const RUN = { id: 'r', phase: 'IMPLEMENT', generation: 1, attempt: 1, status: 'RUNNING', host: 'h', startedAt: '', progress: null } as const
const progress = { message: 'half of it', percent: 50, at: '' }

test('there are the blocks of the project, those in which a unit still stands, and the end', () => {
  expect(blocksOf(['IMPLEMENT', 'REVIEW'], ['PLAN', 'DONE'])).toEqual(['PLAN', 'IMPLEMENT', 'REVIEW', 'DONE'])
  expect(blocksOf([], [])).toEqual(['DONE'])
})

test('a unit waits at the entry of its block, and goes through it with its progress', () => {
  const blocks = ['PLAN', 'IMPLEMENT', 'REVIEW', 'DONE'] as const
  const at = (given: object) => positionOf(unit({ chunk: 'a', ...given }), blocks)
  expect(at({ phase: 'PLAN' })).toBeCloseTo(4)
  expect(at({ phase: 'IMPLEMENT', status: 'RUNNING', currentRun: RUN })).toBeCloseTo(37.5)
  expect(at({ phase: 'IMPLEMENT', status: 'RUNNING', currentRun: { ...RUN, progress: { ...progress, percent: 100 } } })).toBeCloseTo(46)
  expect(at({ phase: 'REVIEW', status: 'DONE' })).toBeCloseTo(87.5)
})

describe('why a unit stands where it stands', () => {
  test.each([
    ['READY', {}, ['waits for a free slot']],
    ['held', { held: true }, ['held']],
    ['a second attempt', { currentRun: { ...RUN, attempt: 2 }, notBefore: '2026-01-01T12:01:00.000Z' }, ['not before', 'attempt 2']],
    ['BLOCKED', { waitsFor: ['export', 'import'] }, ['waits for export, import']],
    ['many blockers', { waitsFor: ['a', 'b', 'c', 'd', 'e', 'f'] }, ['waits for a, b, c, d and 2 more']],
    ['NEEDS_ATTENTION', { status: 'NEEDS_ATTENTION', attentionReason: 'Which format?' }, ['Which format?']],
    ['RUNNING', { status: 'RUNNING', currentRun: { ...RUN, progress }, reviewRound: 1 }, ['half of it · 50 %', 'review round 1']],
    ['RUNNING without a word', { status: 'RUNNING', currentRun: RUN }, ['at work']],
    ['DONE', { status: 'DONE', mergedCommit: 'cb5e815000', reviewRound: 2 }, ['merged as cb5e815']],
    ['DONE by hand', { status: 'DONE' }, ['done, nothing was merged']],
  ])('%s', (_, given, said) => {
    const parts = reasonsOf(unit({ chunk: 'a', ...given } as Parameters<typeof unit>[0]))
    expect(parts.map((part) => (part.kind === 'text' ? part.text : 'not before'))).toEqual(said)
  })
})

describe('the adaptive beat', () => {
  /** A clock that only goes on when it is told to, or while something runs. */
  function clocked(cost: number) {
    let now = 0
    let due: { at: number; run: () => void } | null = null
    const runs: number[] = []
    const beat = new AdaptiveBeat(
      () => {
        runs.push(now)
        now += cost
      },
      {
        now: () => now,
        after: (ms, run) => {
          due = { at: now + ms, run }
          return () => (due = null)
        },
      },
    )
    const goOn = (to: number) => {
      now = to
      if (!due || due.at > now) return
      const { run } = due
      due = null
      run()
    }
    return { beat, runs, goOn }
  }

  test('runs at once, and then not before ten times what that took', () => {
    const { beat, runs, goOn } = clocked(8)
    beat.want()
    beat.want()
    goOn(80)
    expect(runs).toEqual([0])
    goOn(88)
    expect(runs).toEqual([0, 88])
  })

  test('what is wanted for a second costs a tenth of it, however often it is wanted', () => {
    const { beat, runs, goOn } = clocked(10)
    for (let time = 0; time < 1_000; time += 1) {
      goOn(time)
      beat.want()
    }
    expect(runs.length).toBeLessThanOrEqual(10)
    expect(runs.length).toBeGreaterThan(7)
  })

  test('what is still due when it is stopped does not happen', () => {
    const { beat, runs, goOn } = clocked(5)
    beat.want()
    beat.want()
    beat.stop()
    goOn(1_000)
    expect(runs).toEqual([0])
  })
})
