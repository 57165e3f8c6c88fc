import { describe, expect, test } from 'vitest'
import type { Card } from '../../dashboard/api/board.ts'
import { lanesOf } from '../../dashboard/home/lanes.ts'
import { boardAddress, parseRoute, unitAddress } from '../../dashboard/route.ts'
import { withoutEscapes } from '../../dashboard/ui/without-escapes.ts'

describe('addresses', () => {
  test.each([
    ['', { project: null, chunk: null }],
    ['#/demo', { project: 'demo', chunk: null }],
    ['#/demo/units/a_b-1', { project: 'demo', chunk: 'a_b-1' }],
    ['#/demo/elsewhere/a', { project: 'demo', chunk: null }],
    ['#/100%', { project: '100%', chunk: null }],
  ])('%s is understood', (hash, route) => {
    expect(parseRoute(hash)).toEqual(route)
  })

  test('what is written is what is read', () => {
    expect(parseRoute(boardAddress('a/b'))).toEqual({ project: 'a/b', chunk: null })
    expect(parseRoute(unitAddress('demo', 'x y'))).toEqual({ project: 'demo', chunk: 'x y' })
  })
})

describe('lanes', () => {
  const unit = (chunk: string, fields: Partial<Card>) =>
    ({ chunk, phase: 'IMPLEMENT', status: 'READY', priority: 0, createdAt: '1', statusSince: '1', ...fields }) as Card

  test('urgent first, then priority, then age; DONE apart, newest first', () => {
    const units = [
      unit('old', {}),
      unit('young', { createdAt: '2' }),
      unit('dear', { priority: 5, createdAt: '3' }),
      unit('blocked', { status: 'BLOCKED', priority: 9 }),
      unit('running', { status: 'RUNNING' }),
      unit('asks', { status: 'NEEDS_ATTENTION' }),
      unit('done first', { status: 'DONE', statusSince: '1' }),
      unit('done last', { status: 'DONE', statusSince: '2' }),
    ]
    expect(lanesOf(['IMPLEMENT', 'COMPLETE'], units).map((lane) => [lane.name, lane.units.map(({ chunk }) => chunk)])).toEqual([
      ['IMPLEMENT', ['asks', 'running', 'dear', 'old', 'young', 'blocked']],
      ['COMPLETE', []],
      ['DONE', ['done last', 'done first']],
    ])
  })

  test('a unit in a phase that the project no longer uses is still shown', () => {
    expect(lanesOf(['IMPLEMENT'], [unit('left behind', { phase: 'PLAN' })]).map((lane) => lane.name)).toEqual(['PLAN', 'IMPLEMENT', 'DONE'])
  })
})

describe('output', () => {
  test.each([
    ['\u001b[1;32mok\u001b[0m', 'ok'],
    ['\u001b]0;title\u0007text', 'text'],
    ['\u001b[2K\u001b[1Gline\r\n', 'line'],
    ['[not a code]', '[not a code]'],
  ])('%j is shown as %j', (text, shown) => {
    expect(withoutEscapes(text)).toBe(shown)
  })
})
