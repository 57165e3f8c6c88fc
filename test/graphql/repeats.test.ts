/** `idempotencyKey` and `expectedRevision`, on everything that has them: a repeat is answered as the first call was, and happens once. */
import { getNamedType, isInputObjectType } from 'graphql'
import { expect, test } from 'vitest'
import { schema } from '../../src/graphql/schema.ts'
import { createTestDatabase, openSecondStore } from '../support/database.ts'
import { injectTestUnits, testServices } from '../support/units.ts'
import { Api, openApi } from './api.ts'
import { changeEverything, deleteEverything, documentOf, injectCaseUnits, MUTATION_CASES, RUNS } from './mutation-cases.ts'

/** The names of the fields of the one input that each mutation takes. */
const INPUTS = Object.values(schema.getMutationType()?.getFields() ?? {}).map(({ name, args }) => {
  const input = args.length === 1 && args[0] ? getNamedType(args[0].type) : null
  return { name, fields: isInputObjectType(input) ? Object.keys(input.getFields()) : [] }
})

test('every mutation takes an idempotencyKey', () => {
  expect(INPUTS.filter(({ fields }) => !fields.includes('idempotencyKey')).map(({ name }) => name)).toEqual([])
})

test('every mutation of one work unit takes the revision that it was decided on', () => {
  // Of a run's own mutations none does: an agent does not see revisions, and its run cannot be another's.
  const ofOneUnit = INPUTS.filter(({ fields }) => fields.includes('chunk') || fields.includes('item'))
  expect(ofOneUnit.map(({ name }) => name)).toEqual(expect.arrayContaining(['answerAttention', 'rewindWorkUnit', 'deleteWorkUnit']))
  expect(ofOneUnit.filter(({ fields }) => !fields.includes('expectedRevision')).map(({ name }) => name)).toEqual([])
})

/** What whatever is done adds to. */
async function written({ store }: Api): Promise<object> {
  return { changes: await store.read.workUnitChange.count(), receipts: await store.read.receipt.count() }
}

test.each(MUTATION_CASES)('$mutation answers a repeat as it did the first time, and does nothing', async (mutationCase) => {
  const location = await createTestDatabase()
  const api = await openApi(await openSecondStore(location))
  const ids = await injectCaseUnits(api)
  const { input, viewer } = await mutationCase.prepare(api, ids)
  const document = documentOf(mutationCase)
  const isOneUnit = INPUTS.some(({ name, fields }) => name === mutationCase.mutation && fields.includes('expectedRevision'))
  const keyed = { ...input, idempotencyKey: 'once' }
  if (isOneUnit) {
    const stale = { ...keyed, expectedRevision: 99 }
    const before = await written(api)
    expect(await api.refusal(document, { input: stale }, viewer)).toMatchObject({ code: 'STALE_REVISION', field: 'expectedRevision' })
    expect(await written(api), 'a refusal leaves nothing behind, and no receipt').toEqual(before)
  }

  const first = JSON.stringify(await api.data(document, { input: keyed }, viewer))
  const repeat = async (on: Api, asking = document): Promise<string> => {
    const before = await written(on)
    const answer = JSON.stringify(await on.data(asking, { input: keyed }, viewer))
    expect(await written(on)).toEqual(before)
    return answer
  }
  await changeEverything(api)
  expect(await repeat(api), 'after other changes').toBe(first)
  expect(await api.refusal(document, { input: { ...keyed, ...mutationCase.other } }, viewer)).toMatchObject({
    code: 'IDEMPOTENCY_CONFLICT',
    field: 'idempotencyKey',
  })
  await api.store.close()
  const restarted = new Api(testServices(await openSecondStore(location)))
  expect(await repeat(restarted), 'after a restart').toBe(first)

  // The token of a run goes with its unit: nobody is left who could repeat what it said.
  if (viewer.kind === 'run') return
  // Runs go with their unit; what else there is to show of it stands in the change log.
  const lasting = document.replace(RUNS, '')
  const firstOfIt = await repeat(restarted, lasting)
  await deleteEverything(restarted)
  expect(await repeat(restarted, lasting), 'after the units are deleted').toBe(firstOfIt)
})

const CREATE =
  'mutation ($input: CreateProjectInput!) { createProject(input: $input) { cursor project { key repositoryPath maxAgents paused checkCommand sequence cursor } } }'
const UPDATE =
  'mutation ($input: UpdateProjectInput!) { updateProject(input: $input) { cursor project { key repositoryPath maxAgents paused checkCommand sequence cursor } } }'

test('a project that is made or changed again shows the settings that it was given first, wherever its repository has gone', async () => {
  const api = await openApi()
  const made = { key: 'new', repositoryPath: '/new', agent: { driver: 'COMMAND', command: ['agent'] }, checkCommand: ['npm', 'test'] }
  const requests: readonly [string, object, object][] = [
    [CREATE, { ...made, idempotencyKey: 'make' }, { maxAgents: 1 }],
    // What is left out stays as it is, and null takes the gate away: they are two requests.
    [UPDATE, { key: 'new', baseBranch: 'trunk', checkCommand: null, idempotencyKey: 'change' }, { checkCommand: undefined }],
  ]
  const first: unknown[] = []
  for (const [document, input] of requests) first.push(await api.data(document, { input }))
  await injectTestUnits(api.services, 'new', ['one'])
  await api.data(UPDATE, { input: { key: 'new', paused: true, maxAgents: 9 } })
  api.services.repositories.inspect = () => Promise.reject(new Error('Nobody should look.'))

  const repeats: unknown[] = []
  for (const [document, input] of requests) repeats.push(await api.data(document, { input }))
  expect(repeats).toEqual(first)
  for (const [document, input, other] of requests) {
    expect(await api.refusal(document, { input: { ...input, ...other } })).toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' })
  }
  expect(await api.data('{ project(key: "new") { paused maxAgents checkCommand } }')).toEqual({
    project: { paused: true, maxAgents: 9, checkCommand: null },
  })
})
