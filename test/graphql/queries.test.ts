import { expect, test } from 'vitest'
import { injectTestUnits } from '../support/units.ts'
import { openApi } from './api.ts'

test('a project and its units', async () => {
  const api = await openApi()
  await injectTestUnits(api.services, 'demo', ['one', { chunk: 'two', dependsOn: ['one'] }])
  const data = await api.data(`{ project(key: "demo") { id key agent { driver command } phases sequence cursor statusCounts { status count } workUnits(first: 1) { totalCount pageInfo { hasNextPage endCursor } nodes { id chunk title goal dependents { chunk status } dependsOn { chunk } blockedBy { chunk } attention { id } attentionReason currentRun { id } conflicts { id } usage { costUsd } runs { totalCount nodes { id } } changes { totalCount nodes { sequence kind status phase previousStatus changedFields actor reason at } } project { sequence } } edges { cursor } } } server { version startedAt hosts database } viewer { name role } }`)
  console.log(JSON.stringify(data, null, 1))
})
