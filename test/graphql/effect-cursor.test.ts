/** The cursor of a payload: whoever has got the change of that cursor has seen the whole effect, and nobody before. */
import { getNamedType, isObjectType } from 'graphql'
import { expect, test } from 'vitest'
import { schema } from '../../src/graphql/schema.ts'
import { openApi, take } from './api.ts'
import {
  CHANGED_PRIORITY,
  changeEverything,
  documentOf,
  injectCaseUnits,
  MUTATION_CASES,
  type Picture,
  type SeenUnit,
  UNIT,
} from './mutation-cases.ts'

const UPDATES = `subscription ($after: Cursor) { workUnitUpdated(project: "demo", after: $after) { cursor chunk workUnit ${UNIT} } }`

interface Update {
  readonly workUnitUpdated: { readonly cursor: string; readonly chunk: string; readonly workUnit: SeenUnit | null }
}

/** Their effect is no change of a work unit and stands in no log: the cursor is the head of the log when they were done. */
const OF_SETTINGS = ['createProject', 'updateProject', 'createWebhook', 'deleteWebhook']

test('every mutation with a cursor is tried here', () => {
  const fields = Object.values(schema.getMutationType()?.getFields() ?? {})
  const withCursor = fields.filter(({ type }) => {
    const payload = getNamedType(type)
    return isObjectType(payload) && 'cursor' in payload.getFields()
  })
  const tried = [...MUTATION_CASES.map(({ mutation }) => mutation), ...OF_SETTINGS]
  expect(withCursor.map(({ name }) => name).toSorted()).toEqual(tried.toSorted())
})

test.each(MUTATION_CASES)('$mutation has been seen at its cursor, and not before', async (mutationCase) => {
  const api = await openApi()
  const ids = await injectCaseUnits(api)
  const { input, viewer } = await mutationCase.prepare(api, ids)
  const { project } = await api.data<{ project: { startCursor: string; cursor: string } }>(
    '{ project(key: "demo") { startCursor cursor } }',
  )
  const updates = await api.events<Update>(UPDATES, { after: project.startCursor })
  const picture = new Map<string, SeenUnit>()
  await showUntil(picture, project.cursor, () => take(updates, 1))

  // It waits before there is anything to see.
  let waiting: Promise<Update[]> | null = take(updates, 1)
  const next = (): Promise<Update[]> => {
    const arriving = waiting ?? take(updates, 1)
    waiting = null
    return arriving
  }
  const answer = await api.data<Record<string, { cursor: string }>>(documentOf(mutationCase), { input }, viewer)
  // The log goes on, so that a cursor that never comes is found out.
  await changeEverything(api)
  const wasSeen = await showUntil(picture, answer[mutationCase.mutation]?.cursor ?? '', next, mutationCase.isSeen)
  expect(mutationCase.isSeen(picture)).toBe(true)
  expect(wasSeen, 'it was seen before').toBe(false)
})

/** Shows what arrives, up to and with the change of a cursor; answers whether `isSeen` was so before that one. */
async function showUntil(
  picture: Map<string, SeenUnit>,
  last: string,
  next: () => Promise<Update[]>,
  isSeen: (picture: Picture) => boolean = () => false,
): Promise<boolean> {
  for (;;) {
    const wasSeen = isSeen(picture)
    for (const { workUnitUpdated } of await next()) {
      const { chunk, cursor, workUnit } = workUnitUpdated
      if (workUnit?.priority === CHANGED_PRIORITY) throw new Error('The log went past the cursor.')
      if (workUnit) picture.set(chunk, workUnit)
      else picture.delete(chunk)
      if (cursor === last) return wasSeen
    }
  }
}

test('what changes nothing has the cursor of now', async () => {
  const api = await openApi()
  await injectCaseUnits(api)
  const data = await api.data<{ project: object; releaseWorkUnit: object }>(
    'mutation { releaseWorkUnit(input: { project: "demo", chunk: "one" }) { cursor } }',
  )
  const { project } = await api.data<{ project: { cursor: string } }>('{ project(key: "demo") { cursor } }')
  expect(data.releaseWorkUnit).toEqual({ cursor: project.cursor })
})

test('a project that is changed adds nothing to its log, and answers with the head of it', async () => {
  const api = await openApi()
  await injectCaseUnits(api)
  const answer = await api.data<{ updateProject: object }>(
    'mutation { updateProject(input: { key: "demo", paused: true }) { cursor project { sequence } } }',
  )
  const { project } = await api.data<{ project: { cursor: string; sequence: number } }>('{ project(key: "demo") { cursor sequence } }')
  expect(answer.updateProject).toEqual({ cursor: project.cursor, project: { sequence: project.sequence } })
})
