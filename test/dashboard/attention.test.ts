import { afterEach, beforeEach, expect, test } from 'vitest'
import { mayReorderQueue } from '../../dashboard/api/project-feed.ts'
import { AttentionQueue } from '../../dashboard/api/attention-queue.ts'
import { startLittleServer } from '../client/little-server.ts'
import type { LittleServer } from '../client/little-server.ts'
import type { Unit } from '../client/little-model.ts'
import { openPage } from './support/page.ts'
import type { Page } from './support/page.ts'

let server: LittleServer
let page: Page

beforeEach(async () => {
  server = await startLittleServer()
  for (const chunk of ['a', 'b']) {
    const unit = server.model.create(chunk, { status: 'NEEDS_ATTENTION' })
    server.model.attention.push(item(`${chunk}1`, unit), item(`${chunk}2`, unit))
    unit['attention'] = server.model.attention.filter((each) => each['workUnit'] === unit)
  }
  page = openPage(server)
  await page.until(page.live)
  await page.client.query(AttentionQueue, { project: 'demo' }).toPromise()
})
afterEach(async () => {
  page.close()
  await server.stop()
})

function item(id: string, workUnit: Unit) {
  const facts = { kind: 'QUESTION', state: 'OPEN', prompt: 'Left or right?', options: ['left', 'right'], blockedCount: 0 }
  return { id, ...facts, openedAt: '2026-11-22T12:00:00.000Z', workUnit }
}

function queue(): readonly string[] {
  const result = page.client.readQuery(AttentionQueue, { project: 'demo' }, { requestPolicy: 'cache-only' })
  return result?.data?.attentionQueue.map((each) => each.id) ?? []
}

test('an item that is no longer open leaves the queue with the change that closed it, and the others keep their ranks', async () => {
  expect(queue()).toEqual(['a1', 'a2', 'b1', 'b2'])
  server.model.update('a', { attention: [item('a2', server.model.unit('a'))] })
  await page.until(() => page.changes.length === 1)
  expect(queue()).toEqual(['a2', 'b1', 'b2'])
})

test('a deleted unit takes its items with it, without another request', async () => {
  server.model.delete('b')
  await page.until(() => page.changes.length === 1)
  expect(queue()).toEqual(['a1', 'a2'])
  expect(server.asked.get('attentionQueue')).toBe(1)
})

test('a change that leaves the items open leaves the queue as it is', async () => {
  server.model.update('a', { title: 'renamed' })
  await page.until(() => page.changes.length === 1)
  expect(queue()).toEqual(['a1', 'a2', 'b1', 'b2'])
})

test.each([
  { what: 'a new unit', kind: 'CREATED', fields: [], asks: true },
  { what: 'a deleted unit', kind: 'DELETED', fields: [], asks: true },
  { what: 'another status, which may free what waits behind an item', kind: 'UPDATED', fields: ['status'], asks: true },
  { what: 'other dependencies', kind: 'UPDATED', fields: ['dependsOn'], asks: true },
  { what: 'an answered item', kind: 'UPDATED', fields: ['attention'], asks: true },
  { what: 'another priority', kind: 'UPDATED', fields: ['priority'], asks: false },
] as const)('the ranking is asked for again after $what: $asks', ({ kind, fields, asks }) => {
  const facts = { cursor: 'c1', sequence: 1, revision: 1, workUnitId: 'U-a', chunk: 'a', workUnit: null }
  expect(mayReorderQueue({ ...facts, kind, changedFields: [...fields] })).toBe(asks)
})
