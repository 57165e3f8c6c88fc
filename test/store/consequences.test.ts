/** What a change means for the units around it happens in the same transaction, and is announced: nobody has to remember it. */
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import type { Change } from '../../src/domain/change.ts'
import { apply, type Event } from '../../src/domain/transitions.ts'
import { resolveConflict } from '../../src/services/conflict.ts'
import { deleteWorkUnit } from '../../src/services/deletion.ts'
import { setDependencies } from '../../src/services/work-unit.ts'
import { recordPublished } from '../support/change-log.ts'
import { flagTestConflict } from '../support/conflicts.ts'
import { openTestStore, type TestStore } from '../support/database.ts'
import { createTestProject, dispatchTestRun, injectTestUnits, OPERATOR, type TestServices, testServices } from '../support/units.ts'

const warnings: Error[] = []
process.on('warning', (warning) => warnings.push(warning))

let store: TestStore
let services: TestServices
let published: Change[]

beforeEach(async () => {
  store = await openTestStore()
  services = testServices(store)
  await createTestProject(store)
  published = recordPublished(store)
})

afterAll(() => {
  expect(warnings, 'pg warns of a transaction that is asked several things at once').toEqual([])
})

/** What was published since the last look: chunk, status, fields; and that it is one piece of the log. */
function news(): { chunk: string; kind: string; status: string | undefined; fields: string }[] {
  const changes = published.splice(0)
  const first = changes[0]?.sequence ?? 0
  expect(changes.map(({ sequence }) => sequence)).toEqual(changes.map((_, index) => first + index))
  return changes.map(({ chunk, kind, snapshot, changedFields }) => ({
    ...{ chunk, kind, status: snapshot?.unit.status },
    fields: changedFields.toSorted().join(' '),
  }))
}

function change(chunk: string, event: Event): Promise<unknown> {
  return store.commit({ project: 'demo', actor: 'test' }, async (reader) => ({
    writes: [{ unit: apply(await reader.chunk(chunk), event, reader.at), reason: event.type }],
    result: null,
  }))
}

function snapshotOf(chunk: string): Promise<unknown> {
  return store.read.workUnit
    .findFirstOrThrow({ where: { chunk } })
    .then(({ id, revision }) => store.changeLog.snapshots([{ id, revision }]))
    .then(([snapshot]) => snapshot)
}

describe('a dependency', () => {
  it('that is injected blocks, and shows on the unit depended on', async () => {
    const { a, b } = await injectTestUnits(services, 'demo', [{ chunk: 'b', dependsOn: ['a'] }, 'a'])
    expect(news()).toMatchObject([
      { chunk: 'a', kind: 'CREATED', status: 'READY' },
      { chunk: 'b', kind: 'CREATED', status: 'BLOCKED' },
    ])
    expect(await snapshotOf('a')).toMatchObject({ blockedBy: [], dependents: [b] })
    expect(await snapshotOf('b')).toMatchObject({ blockedBy: [a], dependents: [] })
  })

  it('on an older unit changes that unit too', async () => {
    await injectTestUnits(services, 'demo', ['a'])
    news()
    await injectTestUnits(services, 'demo', [{ chunk: 'b', dependsOn: ['a'] }])
    expect(news()).toMatchObject([
      { chunk: 'b', kind: 'CREATED' },
      { chunk: 'a', kind: 'UPDATED', status: 'READY', fields: 'dependents' },
    ])
  })

  it('that is DONE unblocks with its last blocker, in the same transaction', async () => {
    const { a } = await injectTestUnits(services, 'demo', [
      'a',
      'b',
      { chunk: 'c', dependsOn: ['a', 'b'] },
      { chunk: 'd', dependsOn: ['b'] },
    ])
    news()
    await change('b', { type: 'complete' })
    expect(news()).toEqual([
      { chunk: 'b', kind: 'UPDATED', status: 'DONE', fields: 'status statusSince' },
      { chunk: 'c', kind: 'UPDATED', status: 'BLOCKED', fields: 'blockedBy' },
      { chunk: 'd', kind: 'UPDATED', status: 'READY', fields: 'blockedBy status statusSince' },
    ])
    expect(await snapshotOf('c')).toMatchObject({ blockedBy: [a] })
    await change('a', { type: 'complete' })
    expect(news()).toMatchObject([
      { chunk: 'a', status: 'DONE' },
      { chunk: 'c', status: 'READY' },
    ])
  })

  it('that is set and taken away blocks and frees, and changes both ends', async () => {
    await injectTestUnits(services, 'demo', ['a', 'b'])
    news()
    await setDependencies(services, OPERATOR, { project: 'demo', chunk: 'b', dependsOn: ['a'] })
    expect(news()).toEqual([
      { chunk: 'b', kind: 'UPDATED', status: 'BLOCKED', fields: 'blockedBy dependsOn status statusSince' },
      { chunk: 'a', kind: 'UPDATED', status: 'READY', fields: 'dependents' },
    ])
    await setDependencies(services, OPERATOR, { project: 'demo', chunk: 'b', dependsOn: [] })
    expect(news()).toMatchObject([
      { chunk: 'b', status: 'READY' },
      { chunk: 'a', fields: 'dependents' },
    ])
    await setDependencies(services, OPERATOR, { project: 'demo', chunk: 'b', dependsOn: [] })
    expect(news()).toEqual([])
  })

  it('set in another order is no change', async () => {
    await injectTestUnits(services, 'demo', ['a', 'b', { chunk: 'c', dependsOn: ['a', 'b'] }])
    news()
    await setDependencies(services, OPERATOR, { project: 'demo', chunk: 'c', dependsOn: ['b', 'a', 'b'] })
    expect(news()).toEqual([])
  })

  it('on a unit at work does not stop it, and blocks its next phase', async () => {
    const { b = '' } = await injectTestUnits(services, 'demo', ['a', 'b'])
    await dispatchTestRun(services, 'demo', b)
    news()
    await setDependencies(services, OPERATOR, { project: 'demo', chunk: 'b', dependsOn: ['a'] })
    expect(news()).toMatchObject([{ chunk: 'b', status: 'RUNNING', fields: 'blockedBy dependsOn' }, { chunk: 'a' }])
    await change('b', { type: 'finishPhase', generation: 1, phases: ['IMPLEMENT', 'REVIEW'] })
    expect(news()).toMatchObject([{ chunk: 'b', status: 'BLOCKED' }])
  })
})

describe('a conflict', () => {
  it('shows on both units, whoever found it', async () => {
    const { a = '', b = '' } = await injectTestUnits(services, 'demo', ['a', 'b'])
    news()
    expect(await flagTestConflict(services, 'demo', b, a)).toBe(false)
    expect(news()).toEqual([
      { chunk: 'b', kind: 'UPDATED', status: 'NEEDS_ATTENTION', fields: 'attention conflicts status statusSince' },
      { chunk: 'a', kind: 'UPDATED', status: 'READY', fields: 'conflicts' },
    ])
    const [conflict] = await store.read.conflict.findMany()
    expect(await snapshotOf('a')).toMatchObject({ unit: { conflicts: [{ id: conflict?.id }] } })
    expect(await snapshotOf('b')).toMatchObject({ unit: { conflicts: [{ id: conflict?.id }] } })
  })

  it('that serializes blocks the second, and frees it with the first one’s DONE', async () => {
    const { a = '', b = '' } = await injectTestUnits(services, 'demo', ['a', 'b'])
    news()
    expect(await flagTestConflict(services, 'demo', b, a, 'SERIALIZE')).toBe(false)
    expect(news()).toMatchObject([
      { chunk: 'b', status: 'BLOCKED' },
      { chunk: 'a', status: 'READY' },
    ])
    expect(await snapshotOf('b')).toMatchObject({ blockedBy: [a] })
    await change('a', { type: 'complete' })
    expect(news()).toMatchObject([
      { chunk: 'a', status: 'DONE' },
      { chunk: 'b', status: 'READY' },
    ])
  })

  it('that is resolved answers the question and turns the order round', async () => {
    const { a = '', b = '' } = await injectTestUnits(services, 'demo', ['a', 'b'])
    await flagTestConflict(services, 'demo', b, a)
    news()
    await resolveConflict(services, OPERATOR, { project: 'demo', chunks: ['b', 'a'], resolution: 'SERIALIZE' })
    expect(news()).toMatchObject([
      { chunk: 'b', status: 'READY' },
      { chunk: 'a', status: 'BLOCKED' },
    ])
    await resolveConflict(services, OPERATOR, { project: 'demo', chunks: ['a', 'b'], resolution: 'PARALLELIZE' })
    expect(news()).toMatchObject([
      { chunk: 'a', status: 'READY' },
      { chunk: 'b', status: 'READY' },
    ])
  })

  it('whose other unit is DONE has nothing left to ask', async () => {
    const { a = '', b = '' } = await injectTestUnits(services, 'demo', ['a', 'b'])
    await flagTestConflict(services, 'demo', b, a)
    news()
    await change('a', { type: 'complete' })
    expect(news()).toMatchObject([
      { chunk: 'a', status: 'DONE' },
      { chunk: 'b', status: 'READY' },
    ])
    expect(await store.read.attentionItem.findMany()).toMatchObject([{ state: 'WITHDRAWN' }])
  })
})

describe('a deletion', () => {
  it('reaches everybody who knew the unit', async () => {
    const { gone = '', partner = '' } = await injectTestUnits(services, 'demo', [
      'below',
      { chunk: 'gone', dependsOn: ['below'] },
      'partner',
      { chunk: 'above', dependsOn: ['gone'] },
      'stranger',
    ])
    await change('below', { type: 'complete' })
    await flagTestConflict(services, 'demo', gone, partner)
    news()

    await deleteWorkUnit(services, OPERATOR, { project: 'demo', chunk: 'gone' })

    expect(news()).toEqual([
      { chunk: 'gone', kind: 'DELETED', status: undefined, fields: '' },
      { chunk: 'below', kind: 'UPDATED', status: 'DONE', fields: 'dependents' },
      { chunk: 'partner', kind: 'UPDATED', status: 'READY', fields: 'conflicts' },
      { chunk: 'above', kind: 'UPDATED', status: 'NEEDS_ATTENTION', fields: 'attention blockedBy dependsOn status statusSince' },
    ])
    expect(await store.read.attentionItem.findMany()).toMatchObject([{ kind: 'DEPENDENCY', state: 'OPEN' }])
    expect(await store.read.conflict.count()).toBe(0)
    expect(await store.read.dependency.count()).toBe(0)
    expect(await store.read.workUnit.count({ where: { id: gone } })).toBe(0)
  })

  it('of a unit that went first frees the second', async () => {
    const { a = '', b = '' } = await injectTestUnits(services, 'demo', ['a', 'b'])
    await flagTestConflict(services, 'demo', b, a, 'SERIALIZE')
    news()
    await deleteWorkUnit(services, OPERATOR, { project: 'demo', chunk: 'a' })
    expect(news()).toMatchObject([
      { chunk: 'a', kind: 'DELETED' },
      { chunk: 'b', status: 'READY' },
    ])
  })

  it('takes the unit’s runs, items and output along, and leaves its history', async () => {
    const { a = '' } = await injectTestUnits(services, 'demo', ['a'])
    const { runId } = await dispatchTestRun(services, 'demo', a)
    await store.runOutput.append(runId, [{ stream: 'OUT', text: 'hello', at: new Date() }])
    await change('a', { type: 'cancel', item: { id: 'item', kind: 'CANCELLED', prompt: 'Cancelled.' } })
    await deleteWorkUnit(services, OPERATOR, { project: 'demo', chunk: 'a' })
    const { read } = store
    expect(await Promise.all([read.run.count(), read.attentionItem.count(), read.runOutput.count(), read.workUnitChange.count()])).toEqual([
      0, 0, 0, 4,
    ])
    await injectTestUnits(services, 'demo', ['a'])
    expect(await read.workUnit.findFirst()).toMatchObject({ chunk: 'a', revision: 1, ordinal: 5 })
  })
})

it('a row that nobody touched keeps its revision', async () => {
  await injectTestUnits(services, 'demo', ['a', 'b', { chunk: 'c', dependsOn: ['b'] }])
  news()
  await change('a', { type: 'hold' })
  expect(news()).toEqual([{ chunk: 'a', kind: 'UPDATED', status: 'READY', fields: 'held' }])
})
