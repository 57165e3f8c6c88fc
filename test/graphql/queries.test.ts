/** Looking: lists in pages, filters, nodes, the ranked queue, the server. */
import { expect, test } from 'vitest'
import { recordConflicts } from '../../src/services/conflict.ts'
import { SCHEDULER } from '../../src/services/run.ts'
import { cancelWorkUnit, holdWorkUnit, prioritizeWorkUnit, retryWorkUnits } from '../../src/services/work-unit.ts'
import { createTestProject, dispatchTestRun, injectTestUnits, OPERATOR as CALLER } from '../support/units.ts'
import { openApi, VIEWER, type Api } from './api.ts'
import { busyProject, finding } from './busy-project.ts'

interface Page<Node> {
  nodes: Node[]
  edges: { cursor: string; node: Node }[]
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null }
  totalCount: number
}

const PAGE = 'nodes { ...F } edges { cursor node { ...F } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount'

/** All pages of a list, one after the other. */
async function pages<Node>(read: (after: string | null) => Promise<Page<Node>>): Promise<Node[][]> {
  const found: Node[][] = []
  for (let after: string | null = null; ;) {
    const page: Page<Node> = await read(after)
    expect(page.edges.map(({ node }) => node)).toEqual(page.nodes)
    expect([page.pageInfo.startCursor, page.pageInfo.endCursor]).toEqual([page.edges[0]?.cursor ?? null, page.edges.at(-1)?.cursor ?? null])
    expect(page.pageInfo.hasPreviousPage).toBe(after !== null)
    found.push(page.nodes)
    if (!page.pageInfo.hasNextPage) return found
    after = page.pageInfo.endCursor
  }
}

const chunksOf = (nodes: readonly { chunk: string }[]): string[] => nodes.map(({ chunk }) => chunk)

test('work units come in pages, the oldest first, and a page stays what it was', async () => {
  const api = await openApi()
  await injectTestUnits(api.services, 'demo', ['a', 'b', 'c', 'd', 'e'])
  const read = async (after: string | null): Promise<Page<{ chunk: string }>> => {
    const document = `query ($after: String) { workUnits(project: "demo", first: 2, after: $after) { ${PAGE} } } fragment F on WorkUnit { chunk }`
    const { workUnits } = await api.data<{ workUnits: Page<{ chunk: string }> }>(document, { after })
    expect(workUnits.totalCount).toBe(5)
    // A unit that changes between two pages is neither shown twice nor left out.
    await prioritizeWorkUnit(api.services, CALLER, { project: 'demo', chunk: 'a', priority: after === null ? 9 : 8 })
    return workUnits
  }
  expect((await pages(read)).map(chunksOf)).toEqual([['a', 'b'], ['c', 'd'], ['e']])
})

test('a page of none tells only whether there are any', async () => {
  const api = await openApi()
  await injectTestUnits(api.services, 'demo', ['a'])
  expect(await api.data('{ workUnits(project: "demo", first: 0) { nodes { id } totalCount pageInfo { hasNextPage endCursor } } }')).toEqual(
    {
      workUnits: { nodes: [], totalCount: 1, pageInfo: { hasNextPage: true, endCursor: null } },
    },
  )
})

const FILTERS: readonly { filter: object; finds: string[] }[] = [
  { filter: {}, finds: ['alpha', 'beta_1', 'beta-2', 'gamma'] },
  { filter: { status: ['BLOCKED'] }, finds: ['beta_1'] },
  { filter: { status: [] }, finds: [] },
  { filter: { phase: ['REVIEW', 'PLAN'] }, finds: ['gamma'] },
  { filter: { held: true }, finds: ['beta-2'] },
  { filter: { held: false, status: ['READY'] }, finds: ['alpha', 'gamma'] },
  { filter: { held: null, status: null }, finds: ['alpha', 'beta_1', 'beta-2', 'gamma'] },
  { filter: { chunks: ['gamma', 'nope', 'alpha'] }, finds: ['alpha', 'gamma'] },
  { filter: { search: 'BETA' }, finds: ['beta_1', 'beta-2'] },
  { filter: { search: '_' }, finds: ['beta_1'] },
  { filter: { search: '100%' }, finds: ['gamma'] },
  { filter: { search: '%' }, finds: ['gamma'] },
  { filter: { search: 'a\\b' }, finds: ['gamma'] },
  { filter: { search: 'ÜBER' }, finds: ['alpha'] },
  { filter: { search: 'beta', held: true }, finds: ['beta-2'] },
  { filter: { search: '' }, finds: ['alpha', 'beta_1', 'beta-2', 'gamma'] },
]

test('a filter finds what it says, with the same letters on both databases', async () => {
  const api = await openApi()
  await injectTestUnits(api.services, 'demo', [
    { chunk: 'alpha', title: 'Über alles' },
    { chunk: 'beta_1', dependsOn: ['alpha'] },
    { chunk: 'beta-2', title: 'Second', held: true },
    { chunk: 'gamma', title: '100% of a\\b', phase: 'REVIEW' },
  ])
  const document = `query ($filter: WorkUnitFilter) { workUnits(project: "demo", filter: $filter) { totalCount nodes { chunk } } project(key: "demo") { workUnits(filter: $filter, first: 1) { totalCount nodes { chunk } } } }`
  for (const { filter, finds } of FILTERS) {
    const nodes = finds.map((chunk) => ({ chunk }))
    expect(await api.data(document, { filter }), JSON.stringify(filter)).toEqual({
      workUnits: { totalCount: finds.length, nodes },
      project: { workUnits: { totalCount: finds.length, nodes: nodes.slice(0, 1) } },
    })
  }
})

test('a filter may name more chunks than a statement takes parameters', async () => {
  const api = await openApi()
  await injectTestUnits(api.services, 'demo', ['a'])
  const chunks = [...Array.from({ length: 40_000 }, (_, index) => `c${index}`), 'a']
  expect(
    await api.data(
      'query ($chunks: [String!]) { workUnits(project: "demo", filter: { chunks: $chunks }) { totalCount nodes { chunk } } }',
      { chunks },
    ),
  ).toEqual({
    workUnits: { totalCount: 1, nodes: [{ chunk: 'a' }] },
  })
})

async function unitWithRuns(api: Api, count: number): Promise<string> {
  const { one = '' } = await injectTestUnits(api.services, 'demo', ['one'])
  for (let run = 1; run <= count; run += 1) {
    await dispatchTestRun(api.services, 'demo', one)
    await cancelWorkUnit(api.services, CALLER, { project: 'demo', chunk: 'one' })
    await retryWorkUnits(api.services, CALLER, { project: 'demo', chunks: ['one'] })
  }
  return one
}

test('runs and changes come in pages, the newest first', async () => {
  const api = await openApi()
  await unitWithRuns(api, 3)
  const read =
    <Node>(list: string, type: string, field: string, totalCount: number) =>
    async (after: string | null): Promise<Page<Node>> => {
      const document = `query ($after: String) { workUnit(project: "demo", chunk: "one") { ${list}(first: 2, after: $after) { ${PAGE} } } } fragment F on ${type} { ${field} }`
      const { workUnit } = await api.data<{ workUnit: Record<string, Page<Node>> }>(document, { after })
      const page = workUnit[list]
      if (!page) throw new Error(`There is no ${list}.`)
      expect(page.totalCount).toBe(totalCount)
      return page
    }
  const runs = await pages(read<{ generation: number }>('runs', 'Run', 'generation', 3))
  expect(runs.map((nodes) => nodes.map(({ generation }) => generation))).toEqual([[3, 2], [1]])
  const changes = await pages(
    read<{ revision: number; status: string; previousStatus: string | null }>(
      'changes',
      'WorkUnitChange',
      'revision status previousStatus',
      10,
    ),
  )
  expect(changes.flat().map(({ revision }) => revision)).toEqual([10, 9, 8, 7, 6, 5, 4, 3, 2, 1])
  expect(
    changes
      .flat()
      .map(({ previousStatus, status }) => `${previousStatus} ${status}`)
      .slice(-4),
  ).toEqual(['NEEDS_ATTENTION READY', 'RUNNING NEEDS_ATTENTION', 'READY RUNNING', 'null READY'])
})

test('a thing is found by its global id, and a run also by the id that its agent knows', async () => {
  const api = await openApi()
  const { 'first-1': unitId = '' } = await busyProject(api.services, 1)
  const FIND = 'query ($id: ID!) { node(id: $id) { __typename id } }'
  const { workUnit, project } = await api.data<{
    workUnit: { id: string; currentRun: { id: string }; attention: { id: string }[]; conflicts: { id: string }[] }
    project: { id: string }
  }>(
    '{ project(key: "demo") { id } workUnit(project: "demo", chunk: "first-1") { id currentRun { id } attention { id } conflicts { id } } }',
  )
  const nodes = {
    Project: project.id,
    WorkUnit: workUnit.id,
    Run: workUnit.currentRun.id,
    AttentionItem: workUnit.attention[0]?.id,
    Conflict: workUnit.conflicts[0]?.id,
  }
  for (const [__typename, id] of Object.entries(nodes)) expect(await api.data(FIND, { id })).toEqual({ node: { __typename, id } })

  const run = await api.store.read.run.findFirstOrThrow({ where: { workUnitId: unitId } })
  for (const id of [run.id, workUnit.currentRun.id]) {
    expect(await api.data('query ($id: ID!) { run(id: $id) { id generation workUnit { chunk } } }', { id })).toEqual({
      run: { id: workUnit.currentRun.id, generation: 1, workUnit: { chunk: 'first-1' } },
    })
  }
  expect(
    await api.data(
      '{ run(id: "nope") { id } node(id: "UnVuOm5vcGU") { id } project(key: "nope") { id } workUnit(project: "demo", chunk: "nope") { id } }',
    ),
  ).toEqual({
    run: null,
    node: null,
    project: null,
    workUnit: null,
  })
})

test('the queue is ranked by the work that waits behind, transitively and through serialized conflicts, then by age', async () => {
  const api = await openApi()
  const ids = await injectTestUnits(api.services, 'demo', [
    'old',
    'chain',
    'young',
    { chunk: 'chain-2', dependsOn: ['chain'] },
    { chunk: 'chain-3', dependsOn: ['chain-2'] },
    'serial',
    'after-serial',
  ])
  const flag = async (chunk: string): Promise<void> => {
    await dispatchTestRun(api.services, 'demo', ids[chunk] ?? '')
    await cancelWorkUnit(api.services, CALLER, { project: 'demo', chunk })
  }
  await flag('old')
  await flag('chain')
  await flag('young')
  await dispatchTestRun(api.services, 'demo', ids['serial'] ?? '')
  await recordConflicts(api.services, SCHEDULER, 'demo', ids['after-serial'] ?? '', [finding(ids['serial'] ?? '', 'Thing')])
  await cancelWorkUnit(api.services, CALLER, { project: 'demo', chunk: 'serial' })

  const { attentionQueue } = await api.data<{ attentionQueue: { blockedCount: number; workUnit: { chunk: string } }[] }>(
    '{ attentionQueue { blockedCount workUnit { chunk } } }',
    {},
    VIEWER,
  )
  const ranked = attentionQueue.map(({ blockedCount, workUnit }) => `${workUnit.chunk} ${blockedCount}`)
  expect(ranked).toEqual(['chain 2', 'serial 1', 'old 0', 'young 0'])

  // The same count where the item is reached from an answer, which is as of its own moment.
  const { holdWorkUnit: held } = await api.data<{ holdWorkUnit: { workUnit: { attention: { blockedCount: number }[] } } }>(
    'mutation { holdWorkUnit(input: { project: "demo", chunk: "chain" }) { workUnit { attention { blockedCount } } } }',
  )
  expect(held.workUnit.attention).toEqual([{ blockedCount: 2 }])
})

test('the queue is of one project, or of all', async () => {
  const api = await openApi()
  await createTestProject(api.store, { key: 'other' })
  for (const project of ['demo', 'other']) {
    const { one = '' } = await injectTestUnits(api.services, project, ['one'])
    await dispatchTestRun(api.services, project, one)
    await cancelWorkUnit(api.services, CALLER, { project, chunk: 'one' })
  }
  const chunks = 'workUnit { project { key } }'
  expect(await api.data(`{ all: attentionQueue { ${chunks} } other: attentionQueue(project: "other") { ${chunks} } }`)).toEqual({
    all: [{ workUnit: { project: { key: 'demo' } } }, { workUnit: { project: { key: 'other' } } }],
    other: [{ workUnit: { project: { key: 'other' } } }],
  })
})

test('a project counts its units by status, also those that are none', async () => {
  const api = await openApi()
  await injectTestUnits(api.services, 'demo', ['one', { chunk: 'two', dependsOn: ['one'] }])
  await createTestProject(api.store, { key: 'empty' })
  const counts = (ready: number, blocked: number): object[] =>
    Object.entries({ READY: ready, RUNNING: 0, BLOCKED: blocked, NEEDS_ATTENTION: 0, DONE: 0 }).map(([status, count]) => ({
      status,
      count,
    }))
  expect(await api.data('{ projects { key statusCounts { status count } } }')).toEqual({
    projects: [
      { key: 'demo', statusCounts: counts(1, 1) },
      { key: 'empty', statusCounts: counts(0, 0) },
    ],
  })
})

test('a row shows what an answer shows, field by field', async () => {
  const api = await openApi()
  await busyProject(api.services, 1)
  const UNIT = `{
    id chunk title goal phase status statusSince held priority revision codePaths codeReferences { ref } notBefore branch worktreePath mergedCommit reviewRound createdAt updatedAt
    usage { inputTokens outputTokens costUsd } dependsOn { chunk } blockedBy { chunk } dependents { chunk status }
    attention { id kind state prompt options detail openedAt deadline blockedCount answer answeredBy answeredAt run { id status } conflict { id } } attentionReason
    currentRun { id phase generation attempt status host startedAt endedAt leaseUntil exitCode failure verdict verdictSummary verdictIssues usage { costUsd } }
    runs { totalCount nodes { id status } } changes { totalCount nodes { sequence } } conflicts { id verdict resolution resolvedBy first { chunk } evidence { path } workUnits { chunk } }
    project { key sequence cursor }
  }`
  for (const chunk of ['first-1', 'second-1', 'third-1']) {
    await holdWorkUnit(api.services, CALLER, { project: 'demo', chunk })
    const { answer } = await api.data<{ answer: { workUnit: object } }>(
      `mutation ($chunk: String!) { answer: holdWorkUnit(input: { project: "demo", chunk: $chunk }) { workUnit ${UNIT} } }`,
      { chunk },
    )
    expect(await api.data(`query ($chunk: String!) { workUnit(project: "demo", chunk: $chunk) ${UNIT} }`, { chunk }), chunk).toEqual({
      workUnit: answer.workUnit,
    })
  }
})

test('the server tells what it is, and names the hosts whose lease has not run out', async () => {
  const api = await openApi()
  const beat = (id: string, host: string, minutes: number): Promise<void> =>
    api.store.servers.beat({ id, host, pid: 1, startedAt: new Date(), leaseUntil: new Date(Date.now() + minutes * 60_000) })
  await beat('1', 'beta', 5)
  await beat('2', 'alpha', 5)
  await beat('3', 'beta', 5)
  await beat('4', 'gone', -5)
  expect(await api.data('{ server { version startedAt hosts database } viewer { name role } }')).toEqual({
    server: { version: '1.2.3', startedAt: '2026-01-01T12:00:00.000Z', hosts: ['alpha', 'beta'], database: api.store.database },
    viewer: { name: 'olga', role: 'OWNER' },
  })
})
