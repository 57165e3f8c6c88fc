/** Mutations: what they answer with, and that the cursor in the answer means what it says. */
import { expect, test } from 'vitest'
import { recordConflicts } from '../../src/services/conflict.ts'
import { SCHEDULER } from '../../src/services/run.ts'
import { holdWorkUnit } from '../../src/services/work-unit.ts'
import { OPERATOR as CALLER, dispatchTestRun, injectTestUnits } from '../support/units.ts'
import { openApi, OPERATOR, take, type Api } from './api.ts'
import { busyProject, finding } from './busy-project.ts'

const INJECT = `mutation ($input: InjectWorkUnitsInput!) {
  injectWorkUnits(input: $input) {
    cursor
    workUnits { id chunk title goal phase status priority held revision codePaths codeReferences { ref implements } dependsOn { chunk } dependents { chunk } blockedBy { chunk } project { sequence } }
  }
}`

const UPDATES = 'subscription ($after: Cursor) { workUnitUpdated(project: "demo", after: $after) { sequence chunk } }'

/** The change that comes first after a cursor, told by holding a unit. */
async function firstAfter(api: Api, cursor: string): Promise<unknown> {
  await api.services.store.commit({ project: 'demo', actor: 'test' }, async (reader) => {
    const unit = await reader.chunk('one')
    return { writes: [{ unit: { ...unit, title: `${unit.title}!` }, reason: 'to see where the cursor stands' }], result: null }
  })
  const [event] = await take(await api.events<{ workUnitUpdated: { sequence: number } }>(UPDATES, { after: cursor }), 1)
  return event?.workUnitUpdated.sequence
}

test('an injection answers with its units in dependency order, what they wait for and who waits for them', async () => {
  const api = await openApi()
  const goal =
    '---\ncode_paths: [src/a.ts]\ncode_references:\n  - ref: src/a.ts#Thing\n    implements: the thing\npriority: 7\n---\n# Do the thing\n\nWell.\n'
  const { injectWorkUnits } = await api.data<{ injectWorkUnits: { cursor: string; workUnits: unknown[] } }>(INJECT, {
    input: {
      project: 'demo',
      workUnits: [
        { chunk: 'top', dependsOn: ['one'], held: true, phase: 'IMPLEMENT' },
        { chunk: 'one', goal },
      ],
    },
  })
  expect(injectWorkUnits.workUnits).toMatchObject([
    {
      chunk: 'one',
      title: 'Do the thing',
      phase: 'PLAN',
      status: 'READY',
      priority: 7,
      codePaths: ['src/a.ts'],
      codeReferences: [{ ref: 'src/a.ts#Thing', implements: 'the thing' }],
      dependents: [{ chunk: 'top' }],
      project: { sequence: 2 },
    },
    {
      chunk: 'top',
      title: 'Top',
      phase: 'IMPLEMENT',
      status: 'BLOCKED',
      held: true,
      dependsOn: [{ chunk: 'one' }],
      blockedBy: [{ chunk: 'one' }],
    },
  ])
  expect(await firstAfter(api, injectWorkUnits.cursor)).toBe(3)
})

test('a thousand units are one injection, with all that can be asked of them', async () => {
  const api = await openApi()
  const workUnits = Array.from({ length: 1000 }, (_, index) => ({
    chunk: `c${index}`,
    dependsOn: index % 10 === 0 ? [] : [`c${index - 1}`],
  }))
  const data = await api.data<{ injectWorkUnits: { workUnits: { chunk: string; dependents: unknown[] }[] } }>(INJECT, {
    input: { project: 'demo', workUnits },
  })
  expect(data.injectWorkUnits.workUnits).toHaveLength(1000)
  expect(data.injectWorkUnits.workUnits[0]).toMatchObject({ chunk: 'c0', dependents: [{ chunk: 'c1' }] })
})

test('a repeat by its idempotency key gets the first answer, whatever happened since', async () => {
  const api = await openApi()
  await injectTestUnits(api.services, 'demo', ['one'])
  const document = `mutation ($input: PrioritizeWorkUnitInput!) { prioritizeWorkUnit(input: $input) { cursor workUnit { priority revision held project { sequence } } } }`
  const input = { project: 'demo', chunk: 'one', priority: 5, idempotencyKey: 'once' }
  const first = await api.data(document, { input })
  await holdWorkUnit(api.services, CALLER, { project: 'demo', chunk: 'one' })
  expect(await api.data(document, { input })).toEqual(first)
  expect(await api.refusal(document, { input: { ...input, priority: 6 } })).toMatchObject({
    code: 'IDEMPOTENCY_CONFLICT',
    field: 'idempotencyKey',
  })
})

test('hold, release, prioritize and setDependencies answer with the unit as they left it', async () => {
  const api = await openApi()
  await injectTestUnits(api.services, 'demo', ['one', 'two'])
  const one = { project: 'demo', chunk: 'one' }
  const call = (name: string, input: object): Promise<Record<string, unknown>> =>
    api.data(
      `mutation ($input: ${name[0]?.toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) { workUnit { revision held priority status blockedBy { chunk } } } }`,
      { input },
    )
  expect(await call('holdWorkUnit', { ...one, expectedRevision: 1 })).toMatchObject({
    holdWorkUnit: { workUnit: { revision: 2, held: true } },
  })
  expect(await call('releaseWorkUnit', one)).toMatchObject({ releaseWorkUnit: { workUnit: { revision: 3, held: false } } })
  expect(await call('releaseWorkUnit', one)).toMatchObject({ releaseWorkUnit: { workUnit: { revision: 3 } } })
  expect(await call('prioritizeWorkUnit', { ...one, priority: -3 })).toMatchObject({ prioritizeWorkUnit: { workUnit: { priority: -3 } } })
  expect(await call('setDependencies', { ...one, dependsOn: ['two'] })).toMatchObject({
    setDependencies: { workUnit: { status: 'BLOCKED', blockedBy: [{ chunk: 'two' }] } },
  })
})

test('a question is asked with its options, and answered once', async () => {
  const api = await openApi()
  const { one = '' } = await injectTestUnits(api.services, 'demo', ['one'])
  const { runId } = await dispatchTestRun(api.services, 'demo', one)
  const agent = { kind: 'run', name: 'agent of one', runId } as const
  const asked = await api.data<{ askOperator: { item: { id: string } } }>(
    'mutation { askOperator(input: { question: "Red or blue?", options: ["red", "blue"] }) { cursor item { id kind state prompt options run { id status } } } }',
    {},
    agent,
  )
  expect(asked.askOperator.item).toMatchObject({
    kind: 'QUESTION',
    state: 'OPEN',
    prompt: 'Red or blue?',
    options: ['red', 'blue'],
    run: { status: 'WAITING' },
  })

  const answer =
    'mutation ($input: AnswerAttentionInput!) { answerAttention(input: $input) { workUnit { status phase attention { id } attentionReason } } }'
  const { id } = asked.askOperator.item
  expect(await api.refusal(answer, { input: { item: id, option: 'green' } })).toMatchObject({ code: 'VALIDATION_FAILED', field: 'option' })
  expect(await api.data(answer, { input: { item: id, option: 'red', answer: 'but a dark one' } })).toEqual({
    answerAttention: { workUnit: { status: 'READY', phase: 'IMPLEMENT', attention: [], attentionReason: null } },
  })
  expect(await api.refusal(answer, { input: { item: id, option: 'blue' } }, OPERATOR)).toMatchObject({
    code: 'ALREADY_ANSWERED',
    message: expect.stringContaining('olga'),
  })
  expect(
    await api.data(
      'query ($id: ID!) { node(id: $id) { ... on AttentionItem { state answer answeredBy run { status } workUnit { chunk } } } }',
      { id },
    ),
  ).toEqual({
    node: {
      state: 'ANSWERED',
      answer: 'red\nbut a dark one',
      answeredBy: 'olga',
      run: { status: 'SUSPENDED' },
      workUnit: { chunk: 'one' },
    },
  })
})

test('a review is submitted by its own run', async () => {
  const api = await openApi()
  const { one = '' } = await injectTestUnits(api.services, 'demo', [{ chunk: 'one', phase: 'REVIEW' }])
  const { runId } = await dispatchTestRun(api.services, 'demo', one)
  const agent = { kind: 'run', name: 'agent of one', runId } as const
  const document =
    'mutation { submitReview(input: { verdict: FEEDBACK, summary: "Nearly.", issues: ["No test."] }) { cursor run { phase verdict verdictSummary verdictIssues } } }'
  expect(await api.data(document, {}, agent)).toMatchObject({
    submitReview: { run: { phase: 'REVIEW', verdict: 'FEEDBACK', verdictSummary: 'Nearly.', verdictIssues: ['No test.'] } },
  })
})

test('a conflict is resolved for both, and the second waits', async () => {
  const api = await openApi()
  const { one = '', two = '' } = await injectTestUnits(api.services, 'demo', ['one', 'two'])
  await dispatchTestRun(api.services, 'demo', one)
  await recordConflicts(api.services, SCHEDULER, 'demo', two, [finding(one)])
  const UNIT =
    '{ chunk status attention { id } conflicts { verdict resolution resolvedBy first { chunk } workUnits { chunk status } evidence { stage path symbol detail } } }'
  expect(
    await api.data(`{ workUnit(project: "demo", chunk: "two") ${UNIT} attentionQueue { kind conflict { verdict workUnits { chunk } } } }`),
  ).toMatchObject({
    workUnit: { status: 'NEEDS_ATTENTION', conflicts: [{ verdict: 'ASK_OPERATOR', resolution: null, first: null }] },
    attentionQueue: [{ kind: 'CONFLICT', conflict: { workUnits: [{ chunk: 'one' }, { chunk: 'two' }] } }],
  })
  const resolved = await api.data(
    `mutation { resolveConflict(input: { project: "demo", chunks: ["one", "two"], resolution: SERIALIZE }) { workUnits ${UNIT} } }`,
  )
  const conflict = {
    verdict: 'ASK_OPERATOR',
    resolution: 'SERIALIZE',
    resolvedBy: 'olga',
    first: { chunk: 'one' },
    workUnits: [
      { chunk: 'one', status: 'RUNNING' },
      { chunk: 'two', status: 'BLOCKED' },
    ],
    evidence: [{ stage: 'DECLARED', path: 'src/a.ts', symbol: null, detail: 'Both name src/a.ts.' }],
  }
  expect(resolved).toEqual({
    resolveConflict: {
      workUnits: [
        { chunk: 'one', status: 'RUNNING', attention: [], conflicts: [conflict] },
        { chunk: 'two', status: 'BLOCKED', attention: [], conflicts: [conflict] },
      ],
    },
  })
})

test('cancel ends the run, and retry begins the phase again, also by the kind of attention', async () => {
  const api = await openApi()
  const { one = '' } = await injectTestUnits(api.services, 'demo', ['one'])
  await dispatchTestRun(api.services, 'demo', one)
  const UNIT = '{ status attentionReason currentRun { id } attention { kind } runs { nodes { status } } }'
  expect(await api.data(`mutation { cancelWorkUnit(input: { project: "demo", chunk: "one" }) { workUnit ${UNIT} } }`)).toMatchObject({
    cancelWorkUnit: {
      workUnit: {
        status: 'NEEDS_ATTENTION',
        attentionReason: expect.stringContaining('olga cancelled'),
        currentRun: null,
        attention: [{ kind: 'CANCELLED' }],
        runs: { nodes: [{ status: 'CANCELLED' }] },
      },
    },
  })
  expect(await api.data(`mutation { retryWorkUnits(input: { project: "demo", reason: CANCELLED }) { workUnits ${UNIT} } }`)).toMatchObject({
    retryWorkUnits: { workUnits: [{ status: 'READY', attention: [] }] },
  })
  expect(
    await api.data('mutation { retryWorkUnits(input: { project: "demo", reason: CANCELLED }) { workUnits { id } cursor } }'),
  ).toMatchObject({ retryWorkUnits: { workUnits: [] } })
})

test('a deletion answers with the id that the unit had, and is refused while work would be lost', async () => {
  const api = await openApi()
  await injectTestUnits(api.services, 'demo', ['one', { chunk: 'two', dependsOn: ['one'] }])
  api.services.repositories.unmergedCommits = 2
  const { workUnit } = await api.data<{ workUnit: { id: string } }>('{ workUnit(project: "demo", chunk: "one") { id } }')
  const document =
    'mutation ($force: Boolean) { deleteWorkUnit(input: { project: "demo", chunk: "one", force: $force }) { workUnitId backupRef } }'
  expect(await api.refusal(document)).toMatchObject({ code: 'UNMERGED_WORK', field: 'force' })
  expect(await api.data(document, { force: true })).toEqual({
    deleteWorkUnit: { workUnitId: workUnit.id, backupRef: expect.stringContaining('one') },
  })
  expect(
    await api.data(
      'query ($id: ID!) { node(id: $id) { id } workUnit(project: "demo", chunk: "two") { status dependsOn { chunk } attentionReason } }',
      { id: workUnit.id },
    ),
  ).toEqual({
    node: null,
    workUnit: { status: 'NEEDS_ATTENTION', dependsOn: [], attentionReason: expect.stringContaining("'one'") },
  })
})

test('a project is made and changed, and shows what it was given', async () => {
  const api = await openApi()
  const FIELDS =
    'project { key repositoryPath baseBranch maxAgents paused agent { driver command environment } checkCommand phases sequence }'
  const created = await api.data(
    `mutation { createProject(input: { key: "new", repositoryPath: "/new", agent: { driver: COMMAND, command: ["agent", "--fast"], environment: ["API_KEY"] }, checkCommand: ["npm", "test"], phases: [REVIEW, IMPLEMENT] }) { ${FIELDS} } }`,
  )
  const project = {
    key: 'new',
    repositoryPath: '/new',
    baseBranch: 'main',
    maxAgents: 4,
    paused: false,
    agent: { driver: 'COMMAND', command: ['agent', '--fast'], environment: ['API_KEY'] },
    checkCommand: ['npm', 'test'],
    phases: ['IMPLEMENT', 'REVIEW'],
    sequence: 0,
  }
  expect(created).toEqual({ createProject: { project } })
  const updated = await api.data(`mutation {
    a: updateProject(input: { key: "new", paused: true, checkCommand: null }) { ${FIELDS} }
    b: updateProject(input: { key: "new", maxAgents: 1 }) { ${FIELDS} }
  }`)
  expect(updated).toEqual({
    a: { project: { ...project, paused: true, checkCommand: null } },
    b: { project: { ...project, paused: true, checkCommand: null, maxAgents: 1 } },
  })
})

test('every mutation of one operation sees what the one before it did', async () => {
  const api = await openApi()
  await busyProject(api.services, 1)
  const data = await api.data<
    Record<'a' | 'b', { workUnit: { project: { sequence: number }; blockedBy: { held: boolean }[] } }>
  >(`mutation {
    a: holdWorkUnit(input: { project: "demo", chunk: "second-1" }) { workUnit { project { sequence } blockedBy { held } } }
    hold: holdWorkUnit(input: { project: "demo", chunk: "first-1" }) { cursor }
    b: releaseWorkUnit(input: { project: "demo", chunk: "second-1" }) { workUnit { project { sequence } blockedBy { held } } }
  }`)
  expect(data.a.workUnit.blockedBy).toEqual([{ held: false }])
  expect(data.b.workUnit.blockedBy).toEqual([{ held: true }])
  expect(data.b.workUnit.project.sequence).toBe(data.a.workUnit.project.sequence + 2)
})
