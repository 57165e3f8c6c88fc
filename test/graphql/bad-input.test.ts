/** Bad input: each gets its code, its field and a sentence, and changes nothing. */
import { expect, test } from 'vitest'
import { injectTestUnits } from '../support/units.ts'
import { openApi } from './api.ts'

const INJECT = 'mutation ($input: InjectWorkUnitsInput!) { injectWorkUnits(input: $input) { cursor } }'
const HOLD = 'mutation ($input: HoldWorkUnitInput!) { holdWorkUnit(input: $input) { cursor } }'
const PRIORITIZE = 'mutation ($input: PrioritizeWorkUnitInput!) { prioritizeWorkUnit(input: $input) { cursor } }'
const DEPEND = 'mutation ($input: SetDependenciesInput!) { setDependencies(input: $input) { cursor } }'
const ANSWER = 'mutation ($input: AnswerAttentionInput!) { answerAttention(input: $input) { cursor } }'
const RESOLVE = 'mutation ($input: ResolveConflictInput!) { resolveConflict(input: $input) { cursor } }'
const RETRY = 'mutation ($input: RetryWorkUnitsInput!) { retryWorkUnits(input: $input) { cursor } }'
const CREATE = 'mutation ($input: CreateProjectInput!) { createProject(input: $input) { cursor } }'
const UPDATE = 'mutation ($input: UpdateProjectInput!) { updateProject(input: $input) { cursor } }'
const UNITS = 'query ($first: Int, $after: String, $filter: WorkUnitFilter) { workUnits(project: "demo", first: $first, after: $after, filter: $filter) { totalCount } }'

interface Case {
  readonly mistake: string
  readonly document: string
  readonly input?: Record<string, unknown>
  readonly variables?: Record<string, unknown>
  readonly code: string
  readonly field?: string | undefined
  readonly says: string
}

const units = (...workUnits: object[]): Record<string, unknown> => ({ project: 'demo', workUnits })
const agent = { driver: 'COMMAND', command: ['agent'] }

const CASES: readonly Case[] = [
  { mistake: 'an unknown project', document: INJECT, input: { project: 'nope', workUnits: [{ chunk: 'a' }] }, code: 'NOT_FOUND', field: 'project', says: "no project 'nope'" },
  { mistake: 'an unknown project in a query', document: '{ workUnits(project: "nope") { totalCount } }', code: 'NOT_FOUND', field: 'project', says: "'nope'" },
  { mistake: 'an unknown project beside a chunk', document: '{ workUnit(project: "nope", chunk: "one") { id } }', code: 'NOT_FOUND', field: 'project', says: "'nope'" },
  { mistake: 'an unknown project for the queue', document: '{ attentionQueue(project: "nope") { id } }', code: 'NOT_FOUND', field: 'project', says: "'nope'" },
  { mistake: 'an unknown project for conflicts', document: '{ conflicts(project: "nope") { id } }', code: 'NOT_FOUND', field: 'project', says: "'nope'" },
  { mistake: 'an unknown chunk', document: HOLD, input: { project: 'demo', chunk: 'nope' }, code: 'NOT_FOUND', field: 'chunk', says: "no chunk 'nope'" },
  { mistake: 'a bad slug', document: INJECT, input: units({ chunk: 'ok' }, { chunk: 'Not A Slug' }), code: 'VALIDATION_FAILED', field: 'workUnits[1].chunk', says: 'Not A Slug' },
  { mistake: 'a cycle in an injection', document: INJECT, input: units({ chunk: 'a', dependsOn: ['b'] }, { chunk: 'b', dependsOn: ['a'] }), code: 'DEPENDENCY_CYCLE', field: 'workUnits', says: 'a → b → a' },
  { mistake: 'a cycle among units', document: DEPEND, input: { project: 'demo', chunk: 'one', dependsOn: ['two'] }, code: 'DEPENDENCY_CYCLE', field: 'dependsOn', says: '→' },
  { mistake: 'a duplicate of what there is', document: INJECT, input: units({ chunk: 'one' }), code: 'DUPLICATE_CHUNK', field: 'workUnits[0].chunk', says: 'exists' },
  { mistake: 'a duplicate within an injection', document: INJECT, input: units({ chunk: 'a' }, { chunk: 'a' }), code: 'DUPLICATE_CHUNK', field: 'workUnits[1].chunk', says: 'twice' },
  { mistake: 'a missing dependency', document: INJECT, input: units({ chunk: 'a', dependsOn: ['nope'] }), code: 'NOT_FOUND', field: 'workUnits[0].dependsOn', says: "'nope'" },
  { mistake: 'a dependency on nothing that there is', document: DEPEND, input: { project: 'demo', chunk: 'one', dependsOn: ['nope'] }, code: 'NOT_FOUND', field: 'dependsOn', says: "'nope'" },
  { mistake: '1,001 units at once', document: INJECT, input: units(...Array.from({ length: 1001 }, (_, index) => ({ chunk: `c${index}` }))), code: 'VALIDATION_FAILED', field: 'workUnits', says: '1001' },
  { mistake: 'no unit at all', document: INJECT, input: units(), code: 'VALIDATION_FAILED', field: 'workUnits', says: 'found 0' },
  { mistake: 'a goal of 300 KiB', document: INJECT, input: units({ chunk: 'a', goal: 'x'.repeat(300 * 1024) }), code: 'VALIDATION_FAILED', field: 'workUnits[0].goal', says: '300 KiB' },
  { mistake: 'a stale revision', document: HOLD, input: { project: 'demo', chunk: 'one', expectedRevision: 7 }, code: 'STALE_REVISION', field: 'expectedRevision', says: 'not at 7' },
  { mistake: 'a priority out of range', document: PRIORITIZE, input: { project: 'demo', chunk: 'one', priority: 1001 }, code: 'VALIDATION_FAILED', field: 'priority', says: '1001' },
  { mistake: 'a retry of what needs none', document: RETRY, input: { project: 'demo', chunks: ['one'] }, code: 'ILLEGAL_TRANSITION', says: 'READY' },
  { mistake: 'a retry of nothing named', document: RETRY, input: { project: 'demo' }, code: 'VALIDATION_FAILED', field: 'chunks', says: 'neither' },
  { mistake: 'more chunks than a statement takes', document: RETRY, input: { project: 'demo', chunks: Array.from({ length: 40_000 }, (_, index) => `c${index}`) }, code: 'NOT_FOUND', field: 'chunk', says: "no chunk 'c0'" },
  { mistake: 'an answer to garbage', document: ANSWER, input: { item: 'garbage', answer: 'yes' }, code: 'VALIDATION_FAILED', field: 'item', says: 'garbage' },
  { mistake: 'an answer to a project', document: ANSWER, input: { item: 'UHJvamVjdDp4', answer: 'yes' }, code: 'VALIDATION_FAILED', field: 'item', says: 'that of a Project' },
  { mistake: 'an answer to an item that is not there', document: ANSWER, input: { item: 'QXR0ZW50aW9uSXRlbTp4', answer: 'yes' }, code: 'NOT_FOUND', field: 'item', says: 'no attention item' },
  { mistake: 'a resolution of one chunk', document: RESOLVE, input: { project: 'demo', chunks: ['one'], resolution: 'SERIALIZE' }, code: 'VALIDATION_FAILED', field: 'chunks', says: 'two different chunks' },
  { mistake: 'a resolution of no conflict', document: RESOLVE, input: { project: 'demo', chunks: ['one', 'two'], resolution: 'SERIALIZE' }, code: 'NOT_FOUND', field: 'chunks', says: 'No conflict' },
  { mistake: 'a project that exists', document: CREATE, input: { key: 'demo', repositoryPath: '/r', agent }, code: 'DUPLICATE_PROJECT', field: 'key', says: "'demo'" },
  { mistake: 'a bad project key', document: CREATE, input: { key: 'No Key', repositoryPath: '/r', agent }, code: 'VALIDATION_FAILED', field: 'key', says: 'No Key' },
  { mistake: 'an agent without a command', document: CREATE, input: { key: 'new', repositoryPath: '/r', agent: { driver: 'COMMAND', command: [] } }, code: 'VALIDATION_FAILED', field: 'agent.command', says: 'a program' },
  { mistake: 'no agents', document: UPDATE, input: { key: 'demo', maxAgents: 0 }, code: 'VALIDATION_FAILED', field: 'maxAgents', says: 'found 0' },
  { mistake: 'an update of no project', document: UPDATE, input: { key: 'nope', paused: true }, code: 'NOT_FOUND', field: 'key', says: "'nope'" },
  { mistake: 'phases without IMPLEMENT', document: UPDATE, input: { key: 'demo', phases: ['PLAN'] }, code: 'VALIDATION_FAILED', field: 'phases', says: 'IMPLEMENT' },
  { mistake: 'a negative first', document: UNITS, variables: { first: -1 }, code: 'VALIDATION_FAILED', field: 'first', says: 'found -1' },
  { mistake: 'a first above the limit', document: UNITS, variables: { first: 501 }, code: 'VALIDATION_FAILED', field: 'first', says: 'found 501' },
  { mistake: 'garbage for a page', document: UNITS, variables: { after: 'garbage' }, code: 'VALIDATION_FAILED', field: 'after', says: 'garbage' },
  { mistake: 'the page of another list', document: UNITS, variables: { after: Buffer.from('runs:1').toString('base64url') }, code: 'VALIDATION_FAILED', field: 'after', says: 'an edge of workUnits' },
  { mistake: 'an id that is none', document: '{ node(id: "garbage") { id } }', code: 'VALIDATION_FAILED', field: 'id', says: 'garbage' },
  { mistake: 'the id of a work unit for a run', document: '{ run(id: "V29ya1VuaXQ6eA") { id } }', code: 'VALIDATION_FAILED', field: 'id', says: 'that of a WorkUnit' },
  { mistake: 'an unknown enum value', document: UNITS, variables: { filter: { status: ['READY', 'SLEEPING'] } }, code: 'VALIDATION_FAILED', field: 'status[1]', says: 'SLEEPING' },
  { mistake: 'a wrong type deep in the input', document: INJECT, input: units({ chunk: 'a', dependsOn: ['one', {}] }), code: 'VALIDATION_FAILED', field: 'workUnits[0].dependsOn[1]', says: 'String' },
  { mistake: 'a number for a text', document: INJECT, input: units({ chunk: 1 }), code: 'VALIDATION_FAILED', field: 'workUnits[0].chunk', says: 'String' },
  { mistake: 'a field that there is not', document: INJECT, input: units({ chunk: 'a', colour: 'red' }), code: 'VALIDATION_FAILED', field: 'workUnits[0].colour', says: 'colour' },
  { mistake: 'a fraction for a whole number', document: PRIORITIZE, input: { project: 'demo', chunk: 'one', priority: 1.5 }, code: 'VALIDATION_FAILED', field: 'priority', says: '1.5' },
  { mistake: 'a number for a cursor', document: 'subscription { workUnitUpdated(project: "demo", after: 7) { sequence } }', code: 'VALIDATION_FAILED', says: 'Cursor' },
  { mistake: 'an idempotency key that is blank', document: HOLD, input: { project: 'demo', chunk: 'one', idempotencyKey: ' ' }, code: 'VALIDATION_FAILED', field: 'idempotencyKey', says: 'idempotencyKey' },
  { mistake: 'a NUL in a goal', document: INJECT, input: units({ chunk: 'a', goal: 'x\0y' }), code: 'VALIDATION_FAILED', field: 'workUnits[0].goal', says: 'NUL' },
  { mistake: 'a NUL in the name of a project', document: '{ workUnits(project: "de\\u0000mo") { totalCount } }', code: 'VALIDATION_FAILED', field: 'project', says: 'NUL' },
  { mistake: 'a NUL in a chunk', document: HOLD, input: { project: 'demo', chunk: 'o\0ne' }, code: 'VALIDATION_FAILED', field: 'chunk', says: 'NUL' },
  { mistake: 'a NUL in a filter', document: UNITS, variables: { filter: { chunks: ['one', '\0'] } }, code: 'VALIDATION_FAILED', field: 'filter.chunks[1]', says: 'NUL' },
  { mistake: 'a NUL in an id', document: '{ run(id: "a\\u0000") { id } }', code: 'VALIDATION_FAILED', field: 'id', says: 'NUL' },
  { mistake: 'a NUL within an id', document: `{ node(id: "${Buffer.from('Run:a\0').toString('base64url')}") { id } }`, code: 'VALIDATION_FAILED', field: 'id', says: 'an id that this API gave' },
]

test('bad input gets its code, its field and a sentence, and changes nothing', async () => {
  const api = await openApi()
  await injectTestUnits(api.services, 'demo', ['one', { chunk: 'two', dependsOn: ['one'] }])
  const state = async (): Promise<unknown> => [
    await api.store.read.project.findMany(),
    await api.store.read.workUnit.findMany({ orderBy: { ordinal: 'asc' } }),
    await api.store.read.receipt.count(),
  ]
  const before = await state()
  for (const { mistake, document, input, variables, code, field, says } of CASES) {
    const refusal = await api.refusal(document, variables ?? { input })
    expect.soft({ code: refusal.code, field: refusal.field }, mistake).toEqual({ code, field })
    expect.soft(refusal.message, mistake).toContain(says)
  }
  expect(await state()).toEqual(before)
})
