/** Who may do what: every root field, with every kind of token. */
import { expect, test } from 'vitest'
import type { Viewer } from '../../src/domain/viewer.ts'
import { dispatchTestRun, injectTestUnits } from '../support/units.ts'
import { openApi, OPERATOR, OWNER, VIEWER, type Api } from './api.ts'

const QUERIES = [
  'projects { key }',
  'project(key: "demo") { key }',
  'workUnit(project: "demo", chunk: "one") { id }',
  'workUnits(project: "demo") { totalCount }',
  'attentionQueue { id }',
  'conflicts(project: "demo") { id }',
  'run(id: "nope") { id }',
  'viewer { name }',
  'server { version }',
  'node(id: "UHJvamVjdDp4") { id }',
]

const SUBSCRIPTIONS = ['workUnitUpdated(project: "demo") { sequence }', 'runOutput(run: "nope") { position }']

const AGENT = 'driver: COMMAND, command: ["agent"]'
const ONE = 'project: "demo", chunk: "one"'

const OWNERS = [
  `createProject(input: { key: "new", repositoryPath: "/new", agent: { ${AGENT} } }) { cursor }`,
  `updateProject(input: { key: "demo", paused: true }) { cursor }`,
]

const OPERATORS = [
  `injectWorkUnits(input: { project: "demo", workUnits: [{ chunk: "two" }] }) { cursor }`,
  `prioritizeWorkUnit(input: { ${ONE}, priority: 1 }) { cursor }`,
  `setDependencies(input: { ${ONE}, dependsOn: [] }) { cursor }`,
  `answerAttention(input: { item: "QXR0ZW50aW9uSXRlbTp4", answer: "yes" }) { cursor }`,
  `resolveConflict(input: { project: "demo", chunks: ["one", "two"], resolution: SERIALIZE }) { cursor }`,
  `retryWorkUnits(input: { project: "demo", chunks: ["one"] }) { cursor }`,
  `cancelWorkUnit(input: { ${ONE} }) { cursor }`,
  `holdWorkUnit(input: { ${ONE} }) { cursor }`,
  `releaseWorkUnit(input: { ${ONE} }) { cursor }`,
  `rewindWorkUnit(input: { ${ONE}, phase: PLAN }) { cursor }`,
  `completeWorkUnit(input: { ${ONE}, reason: "Done by hand." }) { cursor }`,
  `deleteWorkUnit(input: { ${ONE} }) { cursor }`,
]

const RUNS = [
  'askOperator(input: { question: "Why?" }) { cursor }',
  'submitReview(input: { verdict: APPROVE, summary: "Good." }) { cursor }',
  'reportProgress(input: { message: "Half way.", percent: 50 }) { cursor }',
]

async function openWithRun(): Promise<{ api: Api; agent: Viewer }> {
  const api = await openApi()
  const { one = '' } = await injectTestUnits(api.services, 'demo', ['one'])
  const { runId } = await dispatchTestRun(api.services, 'demo', one)
  return { api, agent: { kind: 'run', name: 'agent of one', runId } }
}

async function sequenceOf(api: Api): Promise<number> {
  return (await api.store.read.project.findUniqueOrThrow({ where: { key: 'demo' } })).sequence
}

/** The code that the field is refused with, or null where the viewer got through to what it does. */
async function codeOf(api: Api, operation: string, field: string, viewer: Viewer): Promise<unknown> {
  const { errors } = await api.result(`${operation} { ${field} }`, {}, viewer)
  if (!errors) return null
  const { code } = await api.refusal(`${operation} { ${field} }`, {}, viewer)
  return code === 'FORBIDDEN' ? code : null
}

test('a viewer looks, an operator works, an owner makes projects, and none of them speaks for a run', async () => {
  const { api } = await openWithRun()
  const may = async (operation: string, fields: readonly string[], viewer: Viewer): Promise<unknown[]> => {
    const codes: unknown[] = []
    for (const field of fields) codes.push(await codeOf(api, operation, field, viewer))
    return [...new Set(codes)]
  }
  for (const viewer of [VIEWER, OPERATOR, OWNER]) {
    expect(await may('query', QUERIES, viewer)).toEqual([null])
    expect(await may('mutation', RUNS, viewer)).toEqual(['FORBIDDEN'])
  }
  expect(await may('mutation', OPERATORS, VIEWER)).toEqual(['FORBIDDEN'])
  expect(await may('mutation', OWNERS, VIEWER)).toEqual(['FORBIDDEN'])
  expect(await may('mutation', OWNERS, OPERATOR)).toEqual(['FORBIDDEN'])
  expect(await may('mutation', OPERATORS, OPERATOR)).toEqual([null])
  expect(await may('mutation', OWNERS, OWNER)).toEqual([null])
})

test('a run token does its three things and is refused everything else, which then does not happen', async () => {
  const { api, agent } = await openWithRun()
  const before = await sequenceOf(api)
  for (const field of QUERIES) expect((await api.refusal(`{ ${field} }`, {}, agent)).code, field).toBe('FORBIDDEN')
  for (const field of [...OPERATORS, ...OWNERS])
    expect((await api.refusal(`mutation { ${field} }`, {}, agent)).code, field).toBe('FORBIDDEN')
  for (const field of SUBSCRIPTIONS)
    expect((await api.refusedSubscription(`subscription { ${field} }`, {}, agent)).code, field).toBe('FORBIDDEN')
  expect(await sequenceOf(api)).toBe(before)

  await api.data(
    'mutation { askOperator(input: { question: "Why?" }) { item { prompt options state run { status host usage { costUsd } } } cursor } }',
    {},
    agent,
  )
  expect(await sequenceOf(api)).toBe(before + 1)
})

test.each([
  'askOperator(input: { question: "Why?" }) { item { workUnit { chunk } } }',
  'askOperator(input: { question: "Why?" }) { item { conflict { id } } }',
  'askOperator(input: { question: "Why?" }) { item { run { workUnit { project { workUnits { totalCount } } } } } }',
])('from its own question a run token does not get out: %s', async (field) => {
  const { api, agent } = await openWithRun()
  expect(await api.refusal(`mutation { ${field} }`, {}, agent)).toMatchObject({ code: 'FORBIDDEN' })
})

test('the refusal says what was needed and what was shown', async () => {
  const { api } = await openWithRun()
  const { message } = await api.refusal(`mutation { ${OWNERS[1]} }`, {}, OPERATOR)
  expect(message).toBe('Mutation.updateProject needs the token of an operator with the role OWNER; yours is one with the role OPERATOR.')
})

test('a run that has ended can say nothing more', async () => {
  const { api, agent } = await openWithRun()
  await api.data(`mutation { cancelWorkUnit(input: { ${ONE} }) { cursor } }`)
  expect(await api.refusal('mutation { askOperator(input: { question: "Why?" }) { cursor } }', {}, agent)).toMatchObject({
    code: 'STALE_RUN',
  })
})
