import { describe, expect, test } from 'vitest'
import { arrange } from '../../dashboard/track/arrange.ts'
import { parseView, writeView } from '../../dashboard/track/view.ts'
import { unit } from './support/track-units.ts'

const UNITS = [
  unit({ chunk: 'model', status: 'DONE', priority: 10, createdAt: '2026-01-01T08:00:00.000Z' }),
  unit({ chunk: 'export', status: 'NEEDS_ATTENTION', after: ['model'], createdAt: '2026-01-01T09:00:00.000Z' }),
  unit({ chunk: 'editor', status: 'RUNNING', phase: 'REVIEW', createdAt: '2026-01-01T10:00:00.000Z' }),
  unit({ chunk: 'search', priority: 5, createdAt: '2026-01-01T11:00:00.000Z' }),
  unit({ chunk: 'manual', waitsFor: ['export'], phase: 'PLAN', createdAt: '2026-01-01T12:00:00.000Z' }),
]

const view = (address: string) => parseView(new URLSearchParams(address))
const shown = (address: string, units = UNITS) =>
  arrange(units, view(address)).groups.map(({ id, cards, isFolded }) =>
    [`${id}${isFolded ? ' (folded)' : ''}:`, ...cards.map(({ chunk }) => chunk)].join(' '),
  )

describe('groups', () => {
  test('by status: what needs a hand first, what is done last', () => {
    expect(shown('')).toEqual(['NEEDS_ATTENTION: export', 'RUNNING: editor', 'READY: search', 'BLOCKED: manual', 'DONE: model'])
  })

  test('by chain: each unit behind those that it depends on, and the ones on their own together', () => {
    expect(shown('group=chain')).toEqual(['model: model export manual', '-: editor search'])
  })

  test('a chain of which all is done comes last, folded', () => {
    const past = [unit({ chunk: 'old', status: 'DONE' }), unit({ chunk: 'older', status: 'DONE', after: ['old'] })]
    expect(shown('group=chain', [...past, ...UNITS]).at(-1)).toBe('old (folded): old older')
  })

  test('many done units fold themselves away, unless somebody unfolds them or looks for something', () => {
    const many = Array.from({ length: 13 }, (_, index) => unit({ chunk: `done-${index}`, status: 'DONE' }))
    expect(shown('', many)[0]).toMatch(/^DONE \(folded\)/)
    expect(shown('open=DONE', many)[0]).toMatch(/^DONE: /)
    expect(shown('q=done', many)[0]).toMatch(/^DONE: /)
    expect(shown('q=done&shut=DONE', many)[0]).toMatch(/^DONE \(folded\)/)
  })
})

describe('order', () => {
  test.each([
    ['sort=urgency', 'export editor search manual model'],
    ['sort=priority', 'model search export editor manual'],
    ['sort=age', 'model export editor search manual'],
    ['sort=name', 'editor export manual model search'],
  ])('%s', (address, order) => {
    expect(shown(`group=none&${address}`)).toEqual([`all: ${order}`])
  })

  test('of two that are equally urgent the one with the higher priority is first, then the one that has waited longer', () => {
    const units = [
      unit({ chunk: 'young', statusSince: '2026-01-01T12:00:01.000Z' }),
      unit({ chunk: 'old' }),
      unit({ chunk: 'weighty', priority: 1, statusSince: '2026-01-01T12:00:02.000Z' }),
    ]
    expect(shown('group=none', units)).toEqual(['all: weighty old young'])
  })
})

describe('filters', () => {
  test('units are searched by chunk and by title, and chosen by status and block', () => {
    expect(shown('group=none&q=ABOUT+ex')).toEqual(['all: export'])
    expect(shown('group=none&status=BLOCKED.DONE&sort=age')).toEqual(['all: model manual'])
    expect(shown('group=none&block=REVIEW.DONE&sort=age')).toEqual(['all: model editor'])
    expect(shown('status=DONE&block=PLAN')).toEqual([])
  })

  test('each count tells how many units would be shown with it, whatever else is chosen of its kind', () => {
    const { statusCounts, blockCounts, shown: number, all, standing } = arrange(UNITS, view('status=READY&block=IMPLEMENT'))
    expect(Object.fromEntries(statusCounts)).toEqual({ NEEDS_ATTENTION: 1, READY: 1 })
    expect(Object.fromEntries(blockCounts)).toEqual({ IMPLEMENT: 1 })
    expect([number, all]).toEqual([1, 5])
    expect([...standing].toSorted()).toEqual(['DONE', 'IMPLEMENT', 'PLAN', 'REVIEW'])
  })
})

describe('the address', () => {
  test.each(['', 'group=chain&sort=name&view=overview&status=RUNNING.DONE&block=PLAN.DONE&q=a+b%26c&open=DONE.model&shut=-'])(
    'says all of the view, and nothing that is usual: %s',
    (address) => {
      expect(writeView(view(address)).toString()).toBe(address)
    },
  )

  test('what it cannot mean is left out', () => {
    expect(writeView(view('group=colour&status=GONE.READY&block=X')).toString()).toBe('status=READY')
  })
})
