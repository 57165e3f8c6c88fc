import { cacheExchange } from '@urql/exchange-graphcache'
import { Client, fetchExchange } from '@urql/core'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { BoardPage, ProjectHead } from '../../dashboard/api/board.ts'
import { cacheRules } from '../../dashboard/api/cache.ts'
import { graphql } from '../../dashboard/api/graphql.ts'
import { AttentionQueue } from '../../dashboard/api/attention-queue.ts'
import { startLittleServer } from '../client/little-server.ts'
import type { LittleServer } from '../client/little-server.ts'
import { openPage } from './support/page.ts'
import type { Page } from './support/page.ts'

const UnitDetails = graphql(
  'query UnitDetails($project: String!, $chunk: String!) { workUnit(project: $project, chunk: $chunk) { id goal } }',
)

let server: LittleServer
let page: Page

beforeEach(async () => {
  server = await startLittleServer()
  server.model.create('a')
  page = openPage(server)
  await page.until(page.live)
})
afterEach(async () => {
  page.close()
  await server.stop()
})

test('the page of a deleted unit shows that it is gone', async () => {
  const variables = { project: 'demo', chunk: 'a' }
  await page.client.query(UnitDetails, variables).toPromise()
  server.model.delete('a')
  await page.until(() => page.changes.length === 1)
  expect(page.client.readQuery(UnitDetails, variables, { requestPolicy: 'cache-only' })?.data?.workUnit).toBeNull()
})

test('details that are read after a change put nothing old over what the feed brought', async () => {
  const stale = { ...server.model.unit('a') }
  server.model.update('a', { status: 'RUNNING' })
  await page.until(() => page.status('a') === 'RUNNING')
  server.model.units.set(stale.id, stale)
  await page.client.query(UnitDetails, { project: 'demo', chunk: 'a' }, { requestPolicy: 'network-only' }).toPromise()
  expect(page.board()[0]).toMatchObject({ status: 'RUNNING', revision: 2 })
})

test.each([
  { name: 'the snapshot', query: BoardPage },
  { name: 'the head', query: ProjectHead },
  { name: 'the attention queue', query: AttentionQueue },
  { name: 'the details of a unit', query: UnitDetails },
])('every type in $name has an id or is named as embedded', async ({ query }) => {
  const complaints: string[] = []
  const logger = (severity: string, message: string) => {
    if (severity !== 'debug') complaints.push(message)
  }
  const client = new Client({
    url: server.url,
    preferGetMethod: false,
    exchanges: [cacheExchange({ ...cacheRules(), logger }), fetchExchange],
  })
  const { error } = await client.query<object, object>(query, { project: 'demo', chunk: 'a' }).toPromise()
  expect(error).toBeUndefined()
  expect(complaints).toEqual([])
})
