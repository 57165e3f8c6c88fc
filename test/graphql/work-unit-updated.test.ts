/** `workUnitUpdated`: every change once, in order, whenever the subscriber came, and the same bytes for all. */
import { expect, test } from 'vitest'
import { holdWorkUnit, releaseWorkUnit } from '../../src/services/work-unit.ts'
import { deleteWorkUnit } from '../../src/services/deletion.ts'
import { SCHEDULER, advanceRun } from '../../src/services/run.ts'
import { openSecondStore, openTestStore } from '../support/database.ts'
import { dispatchTestRun, injectTestUnits, OPERATOR, testServices } from '../support/units.ts'
import { encodeCursor } from '../../src/graphql/cursor.ts'
import { encodeGlobalId } from '../../src/graphql/global-id.ts'
import { Api, openApi, take } from './api.ts'
import { busyProject } from './busy-project.ts'

interface Event {
  workUnitUpdated: {
    cursor: string
    sequence: number
    revision: number
    kind: string
    chunk: string
    workUnitId: string
    previousStatus: string | null
    reason: string
    changedFields: string[]
    workUnit: { id: string; status: string; dependents: { chunk: string }[]; project: { sequence: number } } | null
  }
}

const EVERYTHING = `subscription Everything($after: Cursor, $chunks: [String!]) {
  workUnitUpdated(project: "demo", after: $after, chunks: $chunks) {
    cursor sequence revision kind workUnitId chunk previousStatus previousPhase changedFields actor reason at
    workUnit {
      id chunk title goal phase status statusSince held priority revision notBefore branch worktreePath mergedCommit reviewRound createdAt updatedAt
      codePaths codeReferences { ref } usage { costUsd }
      project { id key sequence cursor }
      dependsOn { id chunk status revision dependents { chunk } }
      blockedBy { id chunk status dependsOn { chunk } }
      dependents { id chunk status blockedBy { chunk status } }
      attentionReason
      attention { id kind prompt options blockedCount run { id status } conflict { id workUnits { chunk status } } workUnit { chunk revision } }
      currentRun { id status startedAt workUnit { chunk revision } }
      conflicts { id verdict resolution first { chunk status } workUnits { id chunk status } }
      changes(first: 5) { totalCount nodes { sequence revision status phase previousStatus } }
    }
  }
}`

const SHORT = `subscription Short($after: Cursor, $chunks: [String!]) {
  workUnitUpdated(project: "demo", after: $after, chunks: $chunks) {
    cursor sequence revision kind workUnitId chunk previousStatus reason changedFields
    workUnit { id status dependents { chunk } project { sequence } }
  }
}`

/** The cursor before the first change. */
async function beginning(api: Api): Promise<string> {
  const { id } = await api.store.read.project.findUniqueOrThrow({ where: { key: 'demo' } })
  return encodeCursor({ projectId: id, sequence: 0 })
}

test('a replay, a live subscriber and one on another server get the same bytes', async () => {
  const store = await openTestStore()
  const api = await openApi(store)
  const live = await api.events<Event>(EVERYTHING)
  await busyProject(api.services, 2)
  await deleteWorkUnit(api.services, OPERATOR, { project: 'demo', chunk: 'second-1' })
  const { sequence } = await api.store.read.project.findUniqueOrThrow({ where: { key: 'demo' } })

  const heard = await take(live, sequence)
  expect(heard.map(({ workUnitUpdated }) => workUnitUpdated.sequence)).toEqual(Array.from({ length: sequence }, (_, index) => index + 1))

  const after = await beginning(api)
  const replayed = await take(await api.events<Event>(EVERYTHING, { after }), sequence)
  const other = new Api(testServices(await openSecondStore(store.location)))
  const elsewhere = await take(await other.events<Event>(EVERYTHING, { after }), sequence)
  expect(JSON.stringify(replayed)).toBe(JSON.stringify(heard))
  expect(JSON.stringify(elsewhere)).toBe(JSON.stringify(heard))
})

test('without after it begins at the head as of the subscribe, and loses nothing before the first look', async () => {
  const api = await openApi()
  await injectTestUnits(api.services, 'demo', ['before'])
  const events = await api.events<Event>(SHORT)
  await injectTestUnits(api.services, 'demo', ['after'])
  expect((await take(events, 1))[0]?.workUnitUpdated).toMatchObject({
    chunk: 'after',
    sequence: 2,
    revision: 1,
    kind: 'CREATED',
    previousStatus: null,
  })
})

test('units of one injection name each other, whichever was written first', async () => {
  const api = await openApi()
  const events = await api.events<Event>(SHORT)
  await injectTestUnits(api.services, 'demo', ['base', { chunk: 'top', dependsOn: ['base'] }])
  const [base, top] = await take(events, 2)
  expect(base?.workUnitUpdated).toMatchObject({
    chunk: 'base',
    sequence: 1,
    workUnit: { dependents: [{ chunk: 'top' }], project: { sequence: 1 } },
  })
  expect(top?.workUnitUpdated).toMatchObject({ chunk: 'top', sequence: 2, workUnit: { status: 'BLOCKED', project: { sequence: 2 } } })
})

test('an event shows the units around it as they were then, however far away and however much later it is read', async () => {
  const api = await openApi()
  const ids = await injectTestUnits(api.services, 'demo', [
    'base',
    { chunk: 'middle', dependsOn: ['base'] },
    { chunk: 'top', dependsOn: ['middle'] },
  ])
  await holdWorkUnit(api.services, OPERATOR, { project: 'demo', chunk: 'base' })
  await holdWorkUnit(api.services, OPERATOR, { project: 'demo', chunk: 'top' })
  await releaseWorkUnit(api.services, OPERATOR, { project: 'demo', chunk: 'base' })
  await dispatchTestRun(api.services, 'demo', ids['base'] ?? '')
  const around = 'blockedBy { chunk revision blockedBy { chunk revision status held } }'
  const document = `subscription Then($after: Cursor) { workUnitUpdated(project: "demo", after: $after) { workUnit { ${around} } } }`
  const events = await take(await api.events(document, { after: await beginning(api) }), 5)
  const base = { chunk: 'base', revision: 2, status: 'READY', held: true }
  expect(events[4]).toEqual({ workUnitUpdated: { workUnit: { blockedBy: [{ chunk: 'middle', revision: 1, blockedBy: [base] }] } } })
})

test('a subscriber goes on after any cursor that it was given', async () => {
  const api = await openApi()
  await injectTestUnits(api.services, 'demo', ['one', 'two', 'three'])
  const all = await take(await api.events<Event>(SHORT, { after: await beginning(api) }), 3)
  for (const [index, { workUnitUpdated }] of all.slice(0, 2).entries()) {
    const rest = await take(await api.events<Event>(SHORT, { after: workUnitUpdated.cursor }), 2 - index)
    expect(rest).toEqual(all.slice(index + 1))
  }
})

test('a deletion is told with the id and the chunk of what is gone', async () => {
  const api = await openApi()
  await injectTestUnits(api.services, 'demo', ['one'])
  const events = await api.events<Event>(SHORT)
  const { workUnit } = await api.data<{ workUnit: { id: string } }>('{ workUnit(project: "demo", chunk: "one") { id } }')
  await deleteWorkUnit(api.services, OPERATOR, { project: 'demo', chunk: 'one' })
  const [event] = await take(events, 1)
  expect(event?.workUnitUpdated).toMatchObject({
    kind: 'DELETED',
    chunk: 'one',
    workUnit: null,
    previousStatus: 'READY',
    workUnitId: workUnit.id,
  })
})

test('chunks lets through those chunks, each with its real sequence', async () => {
  const api = await openApi()
  const events = await api.events<Event>(SHORT, { chunks: ['two', 'later'] })
  await injectTestUnits(api.services, 'demo', ['one', 'two'])
  await holdWorkUnit(api.services, OPERATOR, { project: 'demo', chunk: 'one' })
  await injectTestUnits(api.services, 'demo', ['later'])
  const heard = await take(events, 2)
  expect(heard.map(({ workUnitUpdated }) => [workUnitUpdated.chunk, workUnitUpdated.sequence])).toEqual([
    ['two', 2],
    ['later', 4],
  ])
})

test.each([{ chunks: null }, { chunks: ['nothing-comes'] }])('a subscriber that waits can leave (chunks: $chunks)', async ({ chunks }) => {
  const api = await openApi()
  const events = await api.events<Event>(SHORT, { chunks })
  const waiting = events.next()
  await events.return?.()
  expect(await waiting).toEqual({ done: true, value: undefined })
})

test('a snapshot and the changes after its cursor miss nothing, though a commit comes between the reads', async () => {
  const store = await openTestStore()
  const services = testServices(store)
  const api = await openApi(store)
  await injectTestUnits(services, 'demo', ['one'])
  const { id: projectId } = await store.read.project.findUniqueOrThrow({ where: { key: 'demo' } })

  // A store whose reads of units let somebody else commit first.
  let raced = 0
  const racing: typeof store = {
    ...store,
    read: {
      ...store.read,
      workUnit: new Proxy(store.read.workUnit, {
        get(units, method, receiver) {
          const read: unknown = Reflect.get(units, method, receiver)
          if (typeof read !== 'function') return read
          return async (...args: unknown[]) => {
            raced += 1
            await (raced % 2 === 1 ? holdWorkUnit : releaseWorkUnit)(services, OPERATOR, { project: 'demo', chunk: 'one' })
            return Reflect.apply(read, units, args)
          }
        },
      }),
    },
  }
  const racingApi = new Api(testServices(racing))
  const SNAPSHOTS = [
    '{ project(key: "demo") { workUnits { nodes { revision } } cursor } }',
    '{ workUnits(project: "demo") { nodes { revision } } project(key: "demo") { cursor } }',
    '{ workUnit(project: "demo", chunk: "one") { revision } project(key: "demo") { cursor } }',
    '{ workUnit(project: "demo", chunk: "one") { revision project { cursor } } }',
    `{ workUnits(project: "demo") { nodes { revision } } node(id: "${encodeGlobalId('Project', projectId)}") { ... on Project { cursor } } }`,
  ]
  for (const document of SNAPSHOTS) {
    const text = JSON.stringify(await racingApi.data(document))
    const seen = Number(/"revision":(\d+)/.exec(text)?.[1])
    const cursor = /"cursor":"([^"]+)"/.exec(text)?.[1]
    const [next] = await take(await api.events<Event>(SHORT, { after: cursor }), 1)
    expect(next?.workUnitUpdated.revision, document).toBeLessThanOrEqual(seen)
  }
  expect(raced).toBe(SNAPSHOTS.length)
})

test.each([
  { mistake: 'an unknown project', args: 'project: "nope"', code: 'NOT_FOUND', field: 'project', says: "no project 'nope'" },
  { mistake: 'garbage for a cursor', args: 'project: "demo", after: "garbage"', code: 'CURSOR_INVALID', field: 'after', says: 'garbage' },
  { mistake: 'an empty cursor', args: 'project: "demo", after: ""', code: 'CURSOR_INVALID', field: 'after', says: 'found' },
  {
    mistake: 'no chunk at all',
    args: 'project: "demo", chunks: []',
    code: 'VALIDATION_FAILED',
    field: 'chunks',
    says: 'one chunk at least',
  },
  {
    mistake: 'a bad chunk',
    args: 'project: "demo", chunks: ["ok", "No Slug"]',
    code: 'VALIDATION_FAILED',
    field: 'chunks[1]',
    says: 'a slug',
  },
])('$mistake is refused at the subscribe', async ({ args, code, field, says }) => {
  const api = await openApi()
  const refusal = await api.refusedSubscription(`subscription { workUnitUpdated(${args}) { sequence } }`)
  expect(refusal).toMatchObject({ code, field })
  expect(refusal.message).toContain(says)
})

test('READY to RUNNING arrives with the run, and the next phase with READY', async () => {
  const api = await openApi()
  const { one = '' } = await injectTestUnits(api.services, 'demo', ['one'])
  const document = `subscription { workUnitUpdated(project: "demo") { previousStatus previousPhase actor workUnit { status phase currentRun { status generation } } } }`
  const events = await api.events<{ workUnitUpdated: object }>(document)
  const { runId } = await dispatchTestRun(api.services, 'demo', one)
  await advanceRun(api.services, { project: 'demo', unitId: one, runId }, (unit) => ({
    event: { type: 'finishPhase', generation: unit.generation, phases: ['IMPLEMENT', 'REVIEW'] },
    reason: 'IMPLEMENT is finished',
  }))
  expect((await take(events, 2)).map(({ workUnitUpdated }) => workUnitUpdated)).toEqual([
    {
      previousStatus: 'READY',
      previousPhase: 'IMPLEMENT',
      actor: SCHEDULER.name,
      workUnit: { status: 'RUNNING', phase: 'IMPLEMENT', currentRun: { status: 'STARTING', generation: 1 } },
    },
    {
      previousStatus: 'RUNNING',
      previousPhase: 'IMPLEMENT',
      actor: SCHEDULER.name,
      workUnit: { status: 'READY', phase: 'REVIEW', currentRun: null },
    },
  ])
})
