import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chooseUnits } from '../../dashboard/graph/choose-units.ts'
import { criticalPath } from '../../dashboard/graph/critical-path.ts'
import { componentOf, countsBehind, dependencyGraph, reach } from '../../dashboard/graph/dependency-graph.ts'
import type { GraphUnit } from '../../dashboard/graph/dependency-graph.ts'
import { edgeKey, NODE } from '../../dashboard/graph/geometry.ts'
import { layOut } from '../../dashboard/graph/layout.ts'

/** `{ b: 'a' }` is a unit b that waits for a; `{ 'a!': '' }` is one that is DONE. */
function graphOf(waits: Record<string, string>) {
  return dependencyGraph(
    Object.entries(waits).map(([name, dependsOn]): GraphUnit => {
      const chunk = name.replace('!', '')
      const on = dependsOn === '' ? [] : dependsOn.split(' ')
      return { id: chunk, chunk, status: name.endsWith('!') ? 'DONE' : 'READY', dependsOn: on.map((id) => ({ id })) }
    }),
  )
}
const chunks = (units: readonly GraphUnit[]) => units.map(({ chunk }) => chunk).join(' ')

/** Any units, each of which waits for some that stand before it in this list; then in any order. */
const anyUnits = fc.array(fc.record({ on: fc.array(fc.nat(), { maxLength: 3 }), done: fc.boolean() }), { maxLength: 25 }).chain((seeds) => {
  const units = seeds.map(({ on, done }, index): GraphUnit => {
    const before = index === 0 ? [] : [...new Set(on.map((each) => each % index))]
    return { id: `u${index}`, chunk: `u${index}`, status: done ? 'DONE' : 'READY', dependsOn: before.map((each) => ({ id: `u${each}` })) }
  })
  return fc.shuffledSubarray(units, { minLength: units.length })
})

describe('the dependency graph', () => {
  test('has what is waited for before what waits', () => {
    expect(chunks(graphOf({ c: 'b', b: 'a', a: '', d: '' }).order)).toBe('a d b c')
  })

  test('knows what is before and behind a unit, and how much', () => {
    const graph = graphOf({ a: '', b: 'a', c: 'a', d: 'b c', alone: '' })
    expect([...reach(graph.behind, 'a')]).toEqual(['b', 'c', 'd'])
    expect([...reach(graph.before, 'd')]).toEqual(['b', 'c', 'a'])
    expect([...componentOf(graph, 'b')].toSorted()).toEqual(['a', 'b', 'c', 'd'])
    expect(Object.fromEntries(countsBehind(graph))).toEqual({ a: 3, b: 1, c: 1, d: 0, alone: 0 })
  })

  test('shows units whose dependency is gone, or that wait in a circle', () => {
    expect(chunks(graphOf({ a: 'gone', b: 'c', c: 'b' }).order)).toBe('a b c')
  })

  test('keeps its order and its counts for any units', () => {
    fc.assert(
      fc.property(anyUnits, (units) => {
        const graph = dependencyGraph(units)
        const place = new Map(graph.order.map(({ id }, index) => [id, index]))
        expect(place.size).toBe(units.length)
        for (const { id, dependsOn } of units) for (const on of dependsOn) expect(place.get(on.id)).toBeLessThan(place.get(id) ?? -1)
        const counts = countsBehind(graph)
        for (const { id } of units) expect(counts.get(id)).toBe(reach(graph.behind, id).size)
      }),
    )
  })
})

describe('the critical path', () => {
  test.each([
    ['is empty where nothing is open', { 'a!': '', 'b!': 'a' }, ''],
    ['is the longest chain', { a: '', b: 'a', c: 'b', x: '', y: 'x' }, 'a b c'],
    ['counts nothing that is DONE', { 'a!': '', 'b!': 'a', c: 'b', x: '', y: 'x' }, 'x y'],
    ['is the first by name from its end where chains are equal', { b: '', a: '', z: 'a b', d: '', c: 'd' }, 'd c'],
    ['takes the first by name on its way', { b: '', a: '', z: 'b a' }, 'a z'],
  ])('%s', (_fact, waits, path) => {
    expect(chunks(criticalPath(graphOf(waits)))).toBe(path)
  })

  test('is the same whatever the order of the units, and a chain of open ones', () => {
    fc.assert(
      fc.property(anyUnits, (units) => {
        const path = criticalPath(dependencyGraph(units))
        expect(criticalPath(dependencyGraph(units.toReversed()))).toEqual(path)
        expect(path.every(({ status }) => status !== 'DONE')).toBe(true)
        path.slice(1).forEach((unit, index) => expect(unit.dependsOn.map(({ id }) => id)).toContain(path[index]?.id))
      }),
    )
  })
})

describe('the units that are drawn', () => {
  const graph = graphOf({ 'a!': '', b: 'a', c: 'b', d: '', e: 'd', f: 'e', alone: '' })

  test.each([
    [{ kind: 'open' }, 'd alone b e c f'],
    [{ kind: 'all' }, 'a d alone b e c f'],
    [{ kind: 'around', chunk: 'b' }, 'a b c'],
    [{ kind: 'around', chunk: 'nobody' }, ''],
  ] as const)('are those of %j', (wanted, shown) => {
    expect(chunks(chooseUnits(graph, wanted).units)).toBe(shown)
  })

  test('are of too many the open ones with most behind them', () => {
    const { units, leftOut } = chooseUnits(graph, { kind: 'all' }, 3)
    expect([chunks(units), leftOut]).toEqual(['d b e', 4])
  })
})

describe('the layout', () => {
  test('has what is waited for on the left, and no two units in one place', () => {
    fc.assert(
      fc.property(anyUnits, (units) => {
        const { order } = dependencyGraph(units)
        const edges = units.flatMap(({ id, dependsOn }) => dependsOn.map((on) => [on.id, id] as const))
        const { places, bends } = layOut({ nodes: order.map(({ id }) => id), edges })
        expect(places.size).toBe(units.length)
        for (const [from, to] of edges) {
          expect((places.get(from)?.x ?? 0) + NODE.width).toBeLessThan(places.get(to)?.x ?? 0)
          expect(bends.has(edgeKey(from, to))).toBe(true)
        }
        const all = [...places.values()]
        const clash = all.some((a, index) =>
          all.slice(index + 1).some((b) => Math.abs(a.x - b.x) < NODE.width && Math.abs(a.y - b.y) < NODE.height),
        )
        expect(clash).toBe(false)
      }),
      { numRuns: 40 },
    )
  })
})
