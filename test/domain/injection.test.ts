import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SignalboxError, type ErrorCode } from '../../src/domain/errors.ts'
import { type ChunkRequest, inject } from '../../src/domain/injection.ts'
import type { Phase } from '../../src/domain/phase.ts'
import type { WorkUnit } from '../../src/domain/work-unit.ts'
import { aProject, aUnit, NOON } from '../support/work-unit.ts'

function aRequest(chunk: string, patch: Partial<ChunkRequest> = {}): ChunkRequest {
  return {
    chunk,
    title: chunk,
    goal: null,
    phase: null,
    priority: 0,
    held: false,
    dependsOn: [],
    codePaths: [],
    codeReferences: [],
    ...patch,
  }
}

function injected(requests: readonly ChunkRequest[], existing: readonly WorkUnit[] = [], phases?: readonly Phase[]): WorkUnit[] {
  let id = 0
  return inject(aProject(phases && { phases }), requests, existing, () => `id-${(id += 1)}`, NOON)
}

function names(units: readonly WorkUnit[]): string[] {
  return units.map(({ chunk }) => chunk)
}

describe('order', () => {
  it('is that of the request where nothing depends', () => {
    expect(names(injected(['c', 'a', 'b'].map((chunk) => aRequest(chunk))))).toEqual(['c', 'a', 'b'])
  })

  it('puts what is depended on first, and moves nothing else', () => {
    const requests = [
      aRequest('x'),
      aRequest('c', { dependsOn: ['a', 'b'] }),
      aRequest('y'),
      aRequest('b'),
      aRequest('a', { dependsOn: ['b'] }),
    ]
    expect(names(injected(requests))).toEqual(['x', 'b', 'a', 'c', 'y'])
  })

  it('reverses a chain of 1,000 that is asked for from its end', () => {
    const requests = Array.from({ length: 1_000 }, (_, index) => aRequest(`c${index}`, { dependsOn: index < 999 ? [`c${index + 1}`] : [] }))
    expect(names(injected(requests))).toEqual(names(injected(requests)).toSorted((a, b) => Number(b.slice(1)) - Number(a.slice(1))))
  })

  it('puts one that waits for 999 others last', () => {
    const rest = Array.from({ length: 999 }, (_, index) => `c${index}`)
    const units = injected([aRequest('all', { dependsOn: rest }), ...rest.map((chunk) => aRequest(chunk))])
    expect(names(units)).toEqual([...rest, 'all'])
    expect(units.at(-1)?.dependsOn).toHaveLength(999)
  })

  it('never puts a unit before what it depends on, and never loses one', () => {
    const requests = fc
      .array(fc.array(fc.nat({ max: 30 }), { maxLength: 4 }), { maxLength: 30 })
      .chain((wanted) =>
        fc
          .shuffledSubarray(
            wanted.map((_, index) => index),
            { minLength: wanted.length },
          )
          .map((order) => ({ wanted, order })),
      )
      .map(({ wanted, order }) =>
        order.map((index) =>
          aRequest(`c${index}`, { dependsOn: (wanted[index] ?? []).filter((other) => other < index).map((other) => `c${other}`) }),
        ),
      )
    fc.assert(
      fc.property(requests, (asked) => {
        const units = injected(asked)
        expect(names(units).toSorted()).toEqual(asked.map(({ chunk }) => chunk).toSorted())
        const places = new Map(units.map(({ id }, index) => [id, index]))
        for (const [index, unit] of units.entries()) for (const id of unit.dependsOn) expect(places.get(id)).toBeLessThan(index)
      }),
    )
  })
})

describe('a new unit', () => {
  it('is READY at revision 0, with the ids of what it depends on, each once, in ascending order', () => {
    const existing = [aUnit({ id: 'z-old', chunk: 'old' })]
    const [, unit] = injected([aRequest('a'), aRequest('b', { dependsOn: ['old', 'a', 'old'], priority: 3, held: true })], existing)
    expect(unit).toMatchObject({ status: 'READY', revision: 0, generation: 0, priority: 3, held: true, dependsOn: ['id-1', 'z-old'] })
  })

  it.each<[string, Partial<ChunkRequest>, Phase[] | undefined, Phase]>([
    ['without a goal', {}, undefined, 'GOAL'],
    ['with a goal', { goal: 'Do it.' }, undefined, 'PLAN'],
    ['with a phase', { goal: 'Do it.', phase: 'REVIEW' }, undefined, 'REVIEW'],
    ['without a goal where the project starts at IMPLEMENT', {}, ['IMPLEMENT', 'REVIEW'], 'IMPLEMENT'],
    ['with a phase that the project skips', { phase: 'REBASE' }, ['IMPLEMENT', 'REVIEW'], 'REVIEW'],
    ['with a phase after the project’s last', { phase: 'COMPLETE' }, ['PLAN', 'IMPLEMENT'], 'IMPLEMENT'],
  ])('%s starts at its phase', (_, patch, phases, expected) => {
    expect(injected([aRequest('a', patch)], [], phases)).toMatchObject([{ phase: expected }])
  })
})

it.each<[string, ChunkRequest[], ErrorCode, string, string]>([
  ['a chunk that exists', [aRequest('b'), aRequest('old')], 'DUPLICATE_CHUNK', 'workUnits[1].chunk', 'exists in project'],
  ['a chunk that is named twice', [aRequest('a'), aRequest('b'), aRequest('a')], 'DUPLICATE_CHUNK', 'workUnits[2].chunk', 'named twice'],
  [
    'an unknown dependency',
    [aRequest('b'), aRequest('a', { dependsOn: ['b', 'nobody'] })],
    'NOT_FOUND',
    'workUnits[1].dependsOn',
    "'nobody'",
  ],
  ['itself as a dependency', [aRequest('a', { dependsOn: ['a'] })], 'DEPENDENCY_CYCLE', 'workUnits', 'a → a'],
  [
    'a circle',
    [aRequest('a', { dependsOn: ['b'] }), aRequest('b', { dependsOn: ['c'] }), aRequest('c', { dependsOn: ['a'] })],
    'DEPENDENCY_CYCLE',
    'workUnits',
    'a → b → c → a',
  ],
])('%s is refused', (_, requests, code, field, words) => {
  const attempt = () => injected(requests, [aUnit({ id: 'old' })])
  expect(attempt).toThrow(SignalboxError)
  expect(attempt).toThrow(expect.objectContaining({ code, field, message: expect.stringContaining(words) }))
})
