/** Who may do what: every field of the schema says it, and every root field does it, with every kind of token. */
import {
  getNamedType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
} from 'graphql'
import { expect, test } from 'vitest'
import { SignalboxError } from '../../src/domain/errors.ts'
import type { Viewer } from '../../src/domain/viewer.ts'
import { type Scopes, scopesOf } from '../../src/graphql/authorization.ts'
import { encodeGlobalId } from '../../src/graphql/global-id.ts'
import { schema } from '../../src/graphql/schema.ts'
import { readTables } from '../support/refusal.ts'
import { dispatchTestRun, injectTestUnits } from '../support/units.ts'
import { openApi, OPERATOR, OWNER, VIEWER, type Api } from './api.ts'

/** What each root field needs. A new one is entered here by hand: so somebody has thought of who may use it. */
const ROOT_FIELDS: Readonly<Record<string, keyof Scopes>> = {
  'Query.attentionQueue': 'reader',
  'Query.branchDiff': 'reader',
  'Query.chunkDocuments': 'reader',
  'Query.conflicts': 'reader',
  'Query.node': 'reader',
  'Query.previewInjection': 'reader',
  'Query.project': 'reader',
  'Query.projects': 'reader',
  'Query.run': 'reader',
  'Query.server': 'reader',
  'Query.statistics': 'reader',
  'Query.tokens': 'owner',
  'Query.viewer': 'reader',
  'Query.webhooks': 'owner',
  'Query.workUnit': 'reader',
  'Query.workUnits': 'reader',

  'Subscription.runOutput': 'reader',
  'Subscription.workUnitUpdated': 'reader',

  'Mutation.answerAttention': 'operator',
  'Mutation.cancelWorkUnit': 'operator',
  'Mutation.completeWorkUnit': 'operator',
  'Mutation.deleteWorkUnit': 'operator',
  'Mutation.holdWorkUnit': 'operator',
  'Mutation.injectWorkUnits': 'operator',
  'Mutation.prioritizeWorkUnit': 'operator',
  'Mutation.releaseWorkUnit': 'operator',
  'Mutation.resolveConflict': 'operator',
  'Mutation.retryWorkUnits': 'operator',
  'Mutation.rewindWorkUnit': 'operator',
  'Mutation.setDependencies': 'operator',

  'Mutation.createProject': 'owner',
  'Mutation.createToken': 'owner',
  'Mutation.createWebhook': 'owner',
  'Mutation.deleteWebhook': 'owner',
  'Mutation.revokeToken': 'owner',
  'Mutation.updateProject': 'owner',

  'Mutation.askOperator': 'run',
  'Mutation.reportProgress': 'run',
  'Mutation.submitReview': 'run',
}

/** What the agent of a run gets to see, of its own run; a Node is one of these to it. */
const SEEN_BY_RUNS = [
  'AskOperatorPayload',
  'AttentionItem',
  'Node',
  'ReportProgressPayload',
  'Run',
  'RunProgress',
  'SubmitReviewPayload',
  'Usage',
]

type Output = GraphQLObjectType | GraphQLInterfaceType

const ROOTS = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].filter((type) => isObjectType(type))
const OUTPUTS = Object.values(schema.getTypeMap()).filter(
  (type): type is Output => (isObjectType(type) || isInterfaceType(type)) && !isIntrospectionType(type),
)

/** The scopes of which one is needed, as declared for a type or a field; empty where none is. */
function scopesIn({ extensions }: Output | GraphQLField<unknown, unknown>): string[] {
  const options = extensions['pothosOptions'] as { authScopes?: { $any?: object } } | undefined
  return Object.keys(options?.authScopes?.$any ?? options?.authScopes ?? {})
}

function fieldsOf(type: Output): GraphQLField<unknown, unknown>[] {
  return Object.values(type.getFields())
}

test('every field of every type declares who may see it, itself or by its type', () => {
  const others = OUTPUTS.filter((type) => !ROOTS.some((root) => root === type))
  expect(others.length).toBeGreaterThan(30)
  const open = others.flatMap((type) =>
    fieldsOf(type).flatMap((field) => (scopesIn(type).length + scopesIn(field).length === 0 ? [`${type.name}.${field.name}`] : [])),
  )
  expect(open, 'Give the type its `authScopes`: see authorization.ts.').toEqual([])
})

test('every root field declares for itself what is written here', () => {
  const declared = ROOTS.flatMap((root) => fieldsOf(root).map((field) => [`${root.name}.${field.name}`, scopesIn(field).join()]))
  expect(Object.fromEntries(declared), 'Decide who may use it, and enter it in ROOT_FIELDS.').toEqual(ROOT_FIELDS)
})

test('the agent of a run sees these types only, and no field of them leads out of them', () => {
  const seen = OUTPUTS.filter((type) => scopesIn(type).includes('run'))
  expect(seen.map(({ name }) => name).toSorted(), 'Is that of its own run, and nothing else?').toEqual(SEEN_BY_RUNS)
  const ways = seen.flatMap((type) =>
    fieldsOf(type).map((field) => ({ name: `${type.name}.${field.name}`, field, to: getNamedType(field.type) })),
  )
  const out = ways.filter(({ field, to }) => isObjectType(to) && !SEEN_BY_RUNS.includes(to.name) && !scopesIn(field).includes('reader'))
  expect(
    out.map(({ name }) => name),
    'Give the field `authScopes: { reader: true }`.',
  ).toEqual([])
})

/** Any value that the type takes. */
function anyValue(type: GraphQLInputType): string {
  if (isNonNullType(type)) return anyValue(type.ofType)
  if (isListType(type)) return `[${anyValue(type.ofType)}]`
  if (isEnumType(type)) return type.getValues()[0]?.name ?? ''
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter(isRequiredInputField)
    return `{ ${fields.map((field) => `${field.name}: ${anyValue(field.type)}`).join(', ')} }`
  }
  if (type.name === 'Int') return '1'
  if (type.name === 'DateTime') return '"2026-01-01T12:00:00Z"'
  return JSON.stringify(type.name === 'ID' ? encodeGlobalId('Project', 'any') : 'any')
}

/** The shortest operation that has this field. */
function operationOn(root: GraphQLObjectType, { name, args, type }: GraphQLField<unknown, unknown>): string {
  const needed = args.filter(isRequiredArgument).map((arg) => `${arg.name}: ${anyValue(arg.type)}`)
  const call = needed.length > 0 ? `${name}(${needed.join(', ')})` : name
  return `${root.name.toLowerCase()} { ${call} ${isObjectType(getNamedType(type)) || isInterfaceType(getNamedType(type)) ? '{ __typename }' : ''} }`
}

/** The code that an operation is refused with, or null where it was carried out. */
async function codeOf(api: Api, operation: string, viewer: Viewer): Promise<string | null> {
  const error: unknown = operation.startsWith('subscription')
    ? await api.events(operation, {}, viewer).then(
        () => null,
        (reason: unknown) => reason,
      )
    : (await api.result(operation, {}, viewer)).errors?.[0]?.originalError
  return error instanceof SignalboxError ? error.code : null
}

async function openWithRun(): Promise<{ api: Api; agent: Viewer }> {
  const api = await openApi()
  const { one = '' } = await injectTestUnits(api.services, 'demo', ['one'])
  const { runId } = await dispatchTestRun(api.services, 'demo', one)
  return { api, agent: { kind: 'run', name: 'agent of one', runId } }
}

test.each([
  { who: 'a viewer', viewer: VIEWER, may: ['reader'] },
  { who: 'an operator', viewer: OPERATOR, may: ['reader', 'operator'] },
  { who: 'an owner', viewer: OWNER, may: ['reader', 'operator', 'owner'] },
  { who: 'the agent of a run', viewer: null, may: ['run'] },
])('$who is let through to every root field that says so, and refused at every other one, which then does nothing', async (one) => {
  const { api, agent } = await openWithRun()
  const viewer = one.viewer ?? agent
  const fields = ROOTS.flatMap((root) =>
    fieldsOf(root).map((field) => ({ name: `${root.name}.${field.name}`, document: operationOn(root, field) })),
  )
  const isForMe = ({ name }: { name: string }): boolean => one.may.includes(ROOT_FIELDS[name] ?? '')

  const before = await readTables(api.store)
  for (const { name, document } of fields.filter((field) => !isForMe(field)))
    expect({ name, code: await codeOf(api, document, viewer) }).toEqual({ name, code: 'FORBIDDEN' })
  expect(await readTables(api.store)).toEqual(before)
  for (const { name, document } of fields.filter(isForMe))
    expect({ name, code: await codeOf(api, document, viewer) }).not.toEqual({ name, code: 'FORBIDDEN' })
  expect(Object.entries(scopesOf(viewer)).flatMap(([scope, has]) => (has ? [scope] : []))).toEqual(one.may)
})

test('a run token sees what became of its question, and its own run', async () => {
  const { api, agent } = await openWithRun()
  const item = 'prompt options state run { id status host usage { costUsd } progress { message } }'
  await api.data(`mutation { askOperator(input: { question: "Why?" }) { item { id ${item} } cursor } }`, {}, agent)
})

test.each([
  'item { workUnit { chunk } }',
  'item { conflict { id } }',
  'item { blockedCount }',
  'item { run { workUnit { project { workUnits { totalCount } } } } }',
  'item { run { output { totalCount } } }',
  'item { run { prompt } }',
])('from its own question a run token does not get out: %s', async (selection) => {
  const { api, agent } = await openWithRun()
  const document = `mutation { askOperator(input: { question: "Why?" }) { ${selection} } }`
  expect(await api.refusal(document, {}, agent)).toMatchObject({ code: 'FORBIDDEN' })
})

test('the refusal says what was needed and what was shown', async () => {
  const { api, agent } = await openWithRun()
  const update = 'mutation { updateProject(input: { key: "demo", paused: true }) { cursor } }'
  expect((await api.refusal(update, {}, OPERATOR)).message).toBe(
    'Mutation.updateProject needs the token of an operator with the role OWNER; yours is one with the role OPERATOR.',
  )
  expect((await api.refusal('{ viewer { name } }', {}, agent)).message).toBe(
    'Query.viewer needs the token of an operator; yours is the token of a run, good for asking the operator, submitting a review and reporting progress only.',
  )
})

test('a run that has ended can say nothing more', async () => {
  const { api, agent } = await openWithRun()
  await api.data('mutation { cancelWorkUnit(input: { project: "demo", chunk: "one" }) { cursor } }')
  expect(await api.refusal('mutation { askOperator(input: { question: "Why?" }) { cursor } }', {}, agent)).toMatchObject({
    code: 'STALE_RUN',
  })
})
