/** What agents say: paged, and followed. */
import { expect, test } from 'vitest'
import { dispatchTestRun, injectTestUnits } from '../support/units.ts'
import { openApi, take, type Api } from './api.ts'

const AT = new Date('2026-01-01T12:00:00.000Z')

async function openWithRun(): Promise<{ api: Api; runId: string; say: (...texts: string[]) => Promise<void> }> {
  const api = await openApi()
  const { one = '' } = await injectTestUnits(api.services, 'demo', ['one'])
  const { runId } = await dispatchTestRun(api.services, 'demo', one)
  const say = (...texts: string[]): Promise<void> =>
    api.store.runOutput.append(
      runId,
      texts.map((text) => ({ stream: 'OUT' as const, text, at: AT })),
    )
  return { api, runId, say }
}

const FOLLOW = 'subscription ($run: ID!, $after: Int) { runOutput(run: $run, after: $after) { position stream text at } }'

const piece = (position: number, text: string): object => ({ runOutput: { position, stream: 'OUT', text, at: AT.toISOString() } })

test('output is paged by position', async () => {
  const { api, runId, say } = await openWithRun()
  await say('one', 'two', 'three')
  const document = `query ($id: ID!, $first: Int, $after: Int) { run(id: $id) { output(first: $first, after: $after) { totalCount nodes { position text } edges { cursor } pageInfo { hasNextPage hasPreviousPage endCursor } } } }`
  expect(await api.data(document, { id: runId, first: 2 })).toEqual({
    run: {
      output: {
        totalCount: 3,
        nodes: [
          { position: 1, text: 'one' },
          { position: 2, text: 'two' },
        ],
        edges: [{ cursor: '1' }, { cursor: '2' }],
        pageInfo: { hasNextPage: true, hasPreviousPage: false, endCursor: '2' },
      },
    },
  })
  expect(await api.data(document, { id: runId, first: 2, after: 2 })).toMatchObject({
    run: { output: { nodes: [{ position: 3, text: 'three' }], pageInfo: { hasNextPage: false, hasPreviousPage: true } } },
  })
  expect(await api.refusal(document, { id: runId, after: -1 })).toMatchObject({ code: 'VALIDATION_FAILED', field: 'after' })
  expect(await api.refusal(document, { id: runId, first: -1 })).toMatchObject({ code: 'VALIDATION_FAILED', field: 'first' })
})

const NEWEST =
  'query ($id: ID!, $first: Int, $after: Int, $last: Int) { run(id: $id) { output(first: $first, after: $after, last: $last) { totalCount nodes { position } pageInfo { hasNextPage hasPreviousPage } } } }'

test.each([
  { last: 0, positions: [], before: true },
  { last: 2, positions: [2, 3], before: true },
  { last: 3, positions: [1, 2, 3], before: false },
  { last: 500, positions: [1, 2, 3], before: false },
])('the newest $last pieces come in their order', async ({ last, positions, before }) => {
  const { api, runId, say } = await openWithRun()
  await say('one', 'two', 'three')
  expect(await api.data(NEWEST, { id: runId, last })).toEqual({
    run: {
      output: {
        totalCount: 3,
        nodes: positions.map((position) => ({ position })),
        pageInfo: { hasNextPage: false, hasPreviousPage: before },
      },
    },
  })
})

test('of a run that has said nothing the newest pieces are none', async () => {
  const { api, runId } = await openWithRun()
  expect(await api.data(NEWEST, { id: runId, last: 5 })).toMatchObject({ run: { output: { totalCount: 0, nodes: [] } } })
})

test('the newest pieces are asked for alone, and at most 500 of them', async () => {
  const { api, runId } = await openWithRun()
  const refused = (variables: object): Promise<unknown> => api.refusal(NEWEST, { id: runId, ...variables })
  const inDocument = (args: string): Promise<unknown> =>
    api.refusal(`query ($id: ID!) { run(id: $id) { output(${args}) { totalCount } } }`, { id: runId })
  const asked: Promise<unknown>[] = [
    refused({ last: 1, first: 1 }),
    refused({ last: 1, after: 0 }),
    refused({ last: 501 }),
    refused({ last: -1 }),
    inDocument('first: 200, last: 1'),
    inDocument('after: 0, last: 1'),
  ]
  for (const refusal of asked) expect(await refusal).toMatchObject({ code: 'VALIDATION_FAILED', field: 'last' })
  expect(await api.data(NEWEST, { id: runId, last: 1, first: null, after: null })).toMatchObject({ run: { output: { nodes: [] } } })
})

test('output is followed from any position, first what was said and then what comes', async () => {
  const { api, runId, say } = await openWithRun()
  await say('one', 'two')
  const all = await api.events(FOLLOW, { run: runId, after: 0 })
  const rest = await api.events(FOLLOW, { run: runId, after: 1 })
  const coming = await api.events(FOLLOW, { run: runId })
  await say('three')
  expect(await take(all, 3)).toEqual([piece(1, 'one'), piece(2, 'two'), piece(3, 'three')])
  expect(await take(rest, 2)).toEqual([piece(2, 'two'), piece(3, 'three')])
  expect(await take(coming, 1)).toEqual([piece(3, 'three')])
})

test('a run is followed by its global id too, and an unknown one is refused', async () => {
  const { api, say } = await openWithRun()
  const { workUnit } = await api.data<{ workUnit: { currentRun: { id: string } } }>(
    '{ workUnit(project: "demo", chunk: "one") { currentRun { id } } }',
  )
  const events = await api.events(FOLLOW, { run: workUnit.currentRun.id })
  await say('one')
  expect(await take(events, 1)).toEqual([piece(1, 'one')])
  expect(await api.refusedSubscription(FOLLOW, { run: 'nope' })).toMatchObject({ code: 'NOT_FOUND', field: 'run' })
  expect(await api.refusedSubscription(FOLLOW, { run: workUnit.currentRun.id, after: -1 })).toMatchObject({
    code: 'VALIDATION_FAILED',
    field: 'after',
  })
})
