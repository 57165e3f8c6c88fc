/** What the API says of a log whose old changes have expired. */
import { expect, test } from 'vitest'
import { encodeCursor } from '../../src/graphql/cursor.ts'
import { deleteWorkUnit } from '../../src/services/deletion.ts'
import { prioritizeWorkUnit } from '../../src/services/work-unit.ts'
import { injectTestUnits, OPERATOR } from '../support/units.ts'
import { openApi, take, type Api } from './api.ts'

const LONG_AFTER = new Date('2099-01-01')

/** So many changes of the unit `one`. */
async function change(api: Api, count: number): Promise<void> {
  for (let priority = 1; priority <= count; priority += 1)
    await prioritizeWorkUnit(api.services, OPERATOR, { project: 'demo', chunk: 'one', priority })
}

function keep(api: Api, changes: number): Promise<void> {
  return api.store.trim({ keep: 'NUMBER', changes }, LONG_AFTER)
}

const FOLLOW = 'subscription ($after: Cursor) { workUnitUpdated(project: "demo", after: $after) { sequence } }'

test('startCursor is the oldest cursor that is served, and whatever is before it is refused before any data', async () => {
  const api = await openApi()
  await injectTestUnits(api.services, 'demo', ['one'])
  await change(api, 5)
  const start = async (): Promise<string> => {
    const { project } = await api.data<{ project: { startCursor: string } }>('{ project(key: "demo") { startCursor } }')
    return project.startCursor
  }
  const first = await start()
  expect(await take(await api.events(FOLLOW, { after: first }), 1)).toEqual([{ workUnitUpdated: { sequence: 1 } }])
  await keep(api, 2)
  const refusal = await api.refusedSubscription(FOLLOW, { after: first })
  expect(refusal).toMatchObject({ code: 'CURSOR_EXPIRED', field: 'after' })
  expect(refusal.message).toContain("from 4 on, the oldest that project 'demo' still serves; found one at 0")
  const rest = await take(await api.events(FOLLOW, { after: await start() }), 2)
  expect(rest).toEqual([5, 6].map((sequence) => ({ workUnitUpdated: { sequence } })))
})

test('no cursor from anywhere else gets in', async () => {
  const api = await openApi()
  await injectTestUnits(api.services, 'demo', ['one'])
  await change(api, 3)
  await keep(api, 2)
  const { id: projectId } = await api.store.read.project.findUniqueOrThrow({ where: { key: 'demo' } })
  const raw = (text: string): string => Buffer.from(text).toString('base64url')
  const forged = [
    ...['', ' ', 'garbage', '✂️', 'A'.repeat(100_000), '-1', '0'],
    ...[-1, 1.5, 5, 999_999_999_999_999, 2 ** 31, NaN, Infinity].map((sequence) => encodeCursor({ projectId, sequence })),
    ...[
      `1:${projectId}:03`,
      `1:${projectId}: 3`,
      `1:${projectId}:3 `,
      `2:${projectId}:3`,
      `1:${projectId}\0:3`,
      '1::3',
      `1:${projectId}`,
    ].map(raw),
    ...[`x${projectId}`, "' OR 1=1 --", '\0'].map((id) => encodeCursor({ projectId: id, sequence: 3 })),
  ]
  for (const after of forged) {
    expect(await api.refusedSubscription(FOLLOW, { after }), after.slice(0, 50)).toMatchObject({ code: 'CURSOR_INVALID', field: 'after' })
  }
  // No text with a NUL goes into anything.
  for (const after of ['\0', `${encodeCursor({ projectId, sequence: 3 })}\0`]) {
    expect(await api.refusedSubscription(FOLLOW, { after })).toMatchObject({ code: 'VALIDATION_FAILED', field: 'after' })
  }
  expect(await api.refusedSubscription(FOLLOW, { after: encodeCursor({ projectId, sequence: 1 }) })).toMatchObject({
    code: 'CURSOR_EXPIRED',
  })
})

test('the history of a unit begins where it has not expired, and goes on without a gap', async () => {
  const api = await openApi()
  await injectTestUnits(api.services, 'demo', ['one', 'two'])
  await change(api, 6)
  const page = 'totalCount pageInfo { hasNextPage hasPreviousPage endCursor } nodes { revision sequence kind previousStatus status phase }'
  const history = (first: number, after: string | null = null) =>
    api.data<{ workUnit: { changes: { totalCount: number; pageInfo: { endCursor: string }; nodes: { revision: number }[] } } }>(
      `query ($first: Int!, $after: String) { workUnit(project: "demo", chunk: "one") { changes(first: $first, after: $after) { ${page} } } }`,
      { first, after },
    )
  const whole = (await history(10)).workUnit.changes
  expect(whole).toMatchObject({ totalCount: 7, pageInfo: { hasNextPage: false } })
  await keep(api, 3)
  // Of 8 changes 5 have expired: the newest of them, its fourth, is the state that its history begins with.
  expect((await history(10)).workUnit.changes).toEqual({
    ...whole,
    totalCount: 4,
    pageInfo: expect.anything(),
    nodes: whole.nodes.slice(0, 4),
  })
  const newer = (await history(3)).workUnit.changes
  expect(newer).toMatchObject({ totalCount: 4, pageInfo: { hasNextPage: true, hasPreviousPage: false }, nodes: whole.nodes.slice(0, 3) })
  const oldest = (await history(3, newer.pageInfo.endCursor)).workUnit.changes
  expect(oldest).toMatchObject({ pageInfo: { hasNextPage: false, hasPreviousPage: true }, nodes: whole.nodes.slice(3, 4) })
  for (const after of [oldest.pageInfo.endCursor, whole.pageInfo.endCursor]) {
    expect((await history(3, after)).workUnit.changes).toMatchObject({ totalCount: 4, pageInfo: { hasNextPage: false }, nodes: [] })
  }
  const two = await api.data(`{ workUnit(project: "demo", chunk: "two") { changes { totalCount nodes { revision kind } } } }`)
  expect(two).toEqual({ workUnit: { changes: { totalCount: 1, nodes: [{ revision: 1, kind: 'CREATED' }] } } })
})

test('a repeat by its idempotency key whose changes have expired gets the oldest state that there is, with a cursor that is served', async () => {
  const api = await openApi()
  await injectTestUnits(api.services, 'demo', ['one', 'two', 'three'])
  const unit = 'workUnit { chunk priority revision dependents { chunk revision } project { sequence } }'
  const prioritize = `mutation ($chunk: String!) {
    prioritizeWorkUnit(input: { project: "demo", chunk: $chunk, priority: 7, idempotencyKey: "prioritize" }) { cursor ${unit} }
  }`
  const remove = `mutation { deleteWorkUnit(input: { project: "demo", chunk: "two", idempotencyKey: "delete" }) { workUnitId cursor } }`
  const hold = `mutation { holdWorkUnit(input: { project: "demo", chunk: "three", idempotencyKey: "hold" }) { ${unit} } }`
  await api.data(prioritize, { chunk: 'one' })
  await api.data(hold)
  const deleted = await api.data<{ deleteWorkUnit: { workUnitId: string } }>(remove)
  await change(api, 3)
  await deleteWorkUnit(api.services, OPERATOR, { project: 'demo', chunk: 'three' })
  await change(api, 2)
  await keep(api, 1)

  const again = await api.data<{ prioritizeWorkUnit: { cursor: string } }>(prioritize, { chunk: 'one' })
  const { sequence } = await api.store.read.project.findUniqueOrThrow({ where: { key: 'demo' } })
  expect(again).toMatchObject({
    prioritizeWorkUnit: { workUnit: { priority: 1, revision: 6, dependents: [], project: { sequence: sequence - 1 } } },
  })
  const rest = await take(await api.events(FOLLOW, { after: again.prioritizeWorkUnit.cursor }), 1)
  expect(rest).toEqual([{ workUnitUpdated: { sequence } }])
  expect(await api.data(remove)).toMatchObject({ deleteWorkUnit: { workUnitId: deleted.deleteWorkUnit.workUnitId } })
  const refusal = await api.refusal(hold)
  expect(refusal).toMatchObject({ code: 'NOT_FOUND' })
  expect(refusal.message).toContain('carried out before')
})
