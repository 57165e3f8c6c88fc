import { describe, expect, test } from 'vitest'
import { pageAddress, parseRoute, unitAddress } from '../../dashboard/route.ts'

describe('addresses', () => {
  test.each([
    ['', { project: null, page: 'track', chunk: null }],
    ['#/demo', { project: 'demo', page: 'track', chunk: null }],
    ['#/demo/attention', { project: 'demo', page: 'attention', chunk: null }],
    ['#/demo/units/a_b-1', { project: 'demo', page: 'units', chunk: 'a_b-1' }],
    ['#/demo/units', { project: 'demo', page: 'track', chunk: null }],
    ['#/demo/elsewhere/a', { project: 'demo', page: 'track', chunk: null }],
    ['#/-/projects', { project: null, page: 'projects', chunk: null }],
    ['#/100%', { project: '100%', page: 'track', chunk: null }],
  ])('%s is understood', (hash, route) => {
    expect(parseRoute(hash)).toMatchObject(route)
  })

  test('what is written is what is read', () => {
    expect(parseRoute(pageAddress('a/b', 'works'))).toMatchObject({ project: 'a/b', page: 'works' })
    expect(parseRoute(unitAddress('demo', 'x y?'))).toMatchObject({ project: 'demo', page: 'units', chunk: 'x y?' })
    expect(parseRoute('#/demo/graph?status=READY').view.get('status')).toBe('READY')
  })
})
