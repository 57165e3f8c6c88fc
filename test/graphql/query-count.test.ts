/** No N+1: what a page costs does not depend on how long it is. */
import { expect, test } from 'vitest'
import { openTestStore } from '../support/database.ts'
import { openApi, type Api } from './api.ts'
import { busyProject } from './busy-project.ts'

const PAGE = `query Page($first: Int!) {
  project(key: "demo") {
    cursor
    statusCounts { status count }
    workUnits(first: $first) {
      totalCount
      nodes {
        id chunk status attentionReason
        project { key sequence }
        dependsOn { id chunk status blockedBy { chunk } }
        blockedBy { id chunk }
        dependents { id chunk attention { id } }
        attention { id kind blockedCount run { id } conflict { id verdict } workUnit { chunk } }
        currentRun { id status leaseUntil workUnit { chunk } output(first: 3) { totalCount nodes { text } } newest: output(last: 3) { nodes { text } } prompt }
        conflicts { id first { chunk } workUnits { id chunk currentRun { id } } }
        runs(first: 2) { totalCount nodes { id generation } }
        changes(first: 3) { totalCount nodes { revision status phase } }
      }
    }
  }
}`

const QUEUE = `{ attentionQueue { id prompt blockedCount run { id host } conflict { id workUnits { chunk } } workUnit { chunk dependents { chunk } } } }`
const CONFLICTS = `{ conflicts(project: "demo") { id verdict workUnits { chunk status } first { chunk } } }`

async function counted(): Promise<{ api: Api; count: (work: () => Promise<unknown>) => Promise<number> }> {
  let queries = 0
  const api = await openApi(await openTestStore({ onQuery: () => (queries += 1) }))
  return {
    api,
    count: async (work) => {
      queries = 0
      await work()
      return queries
    },
  }
}

test('a page of 100 units with their dependencies, attention, runs and conflicts costs as many queries as one of 10', async () => {
  const { api, count } = await counted()
  await busyProject(api.services, 10, 8)
  const few = await count(() => api.data(PAGE, { first: 10 }))
  const many = await count(async () => {
    const { project } = await api.data<{ project: { workUnits: { nodes: unknown[] } } }>(PAGE, { first: 100 })
    expect(project.workUnits.nodes).toHaveLength(100)
  })
  expect(few).toBeGreaterThan(5)
  expect(many).toBe(few)
})

test.each([
  { list: 'the attention queue', document: QUEUE },
  { list: 'the list of conflicts', document: CONFLICTS },
])('$list costs the same number of queries however long it is', async ({ document }) => {
  const { api, count } = await counted()
  await busyProject(api.services, 1)
  const few = await count(() => api.data(document))
  const { api: bigger, count: countBigger } = await counted()
  await busyProject(bigger.services, 5)
  expect(await countBigger(() => bigger.data(document))).toBe(few)
})
