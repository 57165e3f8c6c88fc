import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { ProjectHead } from '../../dashboard/api/board.ts'
import type { LiveState } from '../../src/client/follow-project.ts'
import { startLittleServer } from '../client/little-server.ts'
import type { LittleServer } from '../client/little-server.ts'
import { openPage } from './support/page.ts'
import type { Page } from './support/page.ts'

let server: LittleServer
let page: Page

beforeEach(async () => {
  server = await startLittleServer()
})
afterEach(async () => {
  vi.useRealTimers()
  page.close()
  await server.stop()
})

async function openLivePage() {
  page = openPage(server)
  await page.until(page.live)
}

const UNAUTHENTICATED = { status: 401, headers: { 'Content-Type': 'application/json' } }
const kinds = (states: readonly LiveState[]) => states.map((state) => state.kind)
const applied = () => page.changes.map((change) => change.sequence)

describe('a page that is live', () => {
  test('shows the snapshot and every change after it', async () => {
    server.model.create('a')
    await openLivePage()
    expect(page.status('a')).toBe('READY')
    server.model.update('a', { status: 'RUNNING' })
    server.model.create('b')
    await page.until(() => page.changes.length === 2)
    expect(page.board().map((unit) => [unit.chunk, unit.status, unit.revision])).toEqual([
      ['a', 'RUNNING', 2],
      ['b', 'READY', 1],
    ])
    expect(page.states.at(-1)).toEqual({ kind: 'live', sequence: 3 })
  })

  test('takes a deleted unit off the board and does not ask for the board again', async () => {
    server.model.create('a')
    server.model.create('b', { dependsOn: [server.model.unit('a')], blockedBy: [server.model.unit('a')] })
    await openLivePage()
    const asked = server.asked.get('project')
    server.model.delete('a')
    await page.until(() => page.changes.length === 1)
    expect(page.board().map((unit) => unit.chunk)).toEqual(['b'])
    expect(server.asked.get('project')).toBe(asked)
  })

  test('drops a change that it has had', async () => {
    server.model.create('a')
    await openLivePage()
    server.model.update('a', { status: 'RUNNING' })
    server.model.update('a', { status: 'DONE' })
    server.model.repeat(2)
    server.model.update('a', { title: 'last' })
    await page.until(() => page.board()[0]?.title === 'last')
    expect(applied()).toEqual([2, 3, 4])
  })

  test('shows all units where there are more than one page of them', async () => {
    for (let i = 0; i < 1_203; i += 1) server.model.create(`chunk-${i}`)
    await openLivePage()
    expect(page.board()).toHaveLength(1_203)
    server.model.update('chunk-1202', { status: 'RUNNING' })
    await page.until(() => page.changes.length === 1)
    expect(page.status('chunk-1202')).toBe('RUNNING')
    expect(page.board()).toHaveLength(1_203)
  })
})

describe('a page that is cut off', () => {
  test('resumes after the last cursor it saw: misses nothing, applies nothing twice', async () => {
    server.model.create('a')
    await openLivePage()
    server.model.update('a', { phase: 'PLAN' })
    await page.until(() => page.changes.length === 1)
    server.accept(false)
    server.cut()
    await page.until(() => page.states.at(-1)?.kind === 'disconnected')
    server.model.update('a', { status: 'NEEDS_ATTENTION' })
    server.model.create('b')
    server.accept(true)
    await page.until(() => page.live() && page.changes.length === 3)
    expect(applied()).toEqual([2, 3, 4])
    expect(page.status('a')).toBe('NEEDS_ATTENTION')
    expect(page.board().map((unit) => unit.chunk)).toEqual(['a', 'b'])
  })

  test('loses and repeats nothing over fifty cuts in the middle of changes', async () => {
    server.model.create('a')
    await openLivePage()
    for (let cut = 1; cut <= 50; cut += 1) {
      server.model.update('a', { priority: cut })
      server.cut()
      server.model.update('a', { title: `after cut ${cut}` })
      await page.until(() => page.live() && page.changes.length === 2 * cut)
    }
    expect(applied()).toEqual(Array.from({ length: 100 }, (_, index) => index + 2))
    expect(page.board()[0]).toMatchObject({ revision: 101, priority: 50, title: 'after cut 50' })
  })

  test('says since when its picture is old, and is not live again before it has caught up', async () => {
    server.model.create('a')
    await openLivePage()
    server.accept(false)
    const before = page.states.length
    server.cut()
    await page.until(() => page.states.at(-1)?.kind === 'disconnected')
    for (let i = 0; i < 20; i += 1) server.model.update('a', { priority: i })
    server.model.withhold()
    server.accept(true)
    await page.until(() => page.states.at(-1)?.kind === 'stale')
    // The page has asked for the head, too: once it is answered nothing but the changes is missing.
    await page.client.query(ProjectHead, { project: 'demo' }, { requestPolicy: 'network-only' }).toPromise()
    expect(page.states.at(-1)).toMatchObject({ kind: 'stale', reason: 'connected again; catching up' })
    server.model.release()
    await page.until(page.live)
    const since = page.states.slice(before)
    expect(new Set(kinds(since))).toEqual(new Set(['stale', 'disconnected', 'live']))
    expect(since[0]).toMatchObject({ kind: 'stale', since: expect.any(Date) as Date })
    expect(page.board()[0]?.priority).toBe(19)
    expect(since.filter((state) => state.kind === 'live')[0]).toEqual({ kind: 'live', sequence: 21 })
  })

  test.each([1000, 1001, 1011, 1012, 1013, 4408, 4409, 4429, 4499, 4500, 4508])('comes back after close code %i', async (code) => {
    server.model.create('a')
    await openLivePage()
    server.closeWith(code)
    await page.until(() => page.states.at(-1)?.kind !== 'live')
    server.model.update('a', { status: 'RUNNING' })
    await page.until(() => page.live() && page.changes.length === 1)
    expect(page.status('a')).toBe('RUNNING')
  })

  test('keeps trying while the server is gone, and takes up where it was with the next one', async () => {
    server.model.create('a')
    await openLivePage()
    const { model, url } = server
    await server.stop()
    await page.until(() => kinds(page.states).filter((kind) => kind === 'disconnected').length >= 12)
    model.update('a', { status: 'DONE' })
    server = await startLittleServer({ model, port: Number(new URL(url).port) })
    await page.until(() => page.live() && page.changes.length === 1)
    expect(page.status('a')).toBe('DONE')
  })

  test('takes a new snapshot by itself when its cursor has expired', async () => {
    server.model.create('a')
    server.model.create('b')
    await openLivePage()
    server.accept(false)
    server.cut()
    server.model.update('a', { status: 'DONE' })
    server.model.delete('b')
    server.model.create('c')
    server.model.forgotten = 4
    server.accept(true)
    await page.until(() => page.live() && page.status('c') !== undefined)
    expect(page.board().map((unit) => [unit.chunk, unit.status])).toEqual([
      ['a', 'DONE'],
      ['c', 'READY'],
    ])
    expect(applied()).toEqual([])
    server.model.update('c', { status: 'RUNNING' })
    await page.until(() => page.changes.length === 1)
    expect(page.status('c')).toBe('RUNNING')
  })

  test('notices within ten seconds a server that has stopped answering on an open connection', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    server.model.create('a')
    await openLivePage()
    server.freeze()
    vi.advanceTimersByTime(5_000)
    expect(page.live()).toBe(true)
    vi.advanceTimersByTime(5_000)
    await page.until(() => !page.live())
    expect(page.states.at(-1)).toMatchObject({ kind: 'stale', reason: 'the server stopped answering' })
  })

  test('says that it is signed out when a request finds the session gone', async () => {
    page = openPage(server, { fetch: async () => new Response('{"errors":[{"message":"No token."}]}', UNAUTHENTICATED) })
    await page.until(() => page.states.at(-1)?.kind === 'signed-out')
    expect(kinds(page.states)).toEqual(['signed-out'])
    expect(page.signedOut()).toBe(true)
  })

  test('ends at the sign-in when the token is refused', async () => {
    await openLivePage()
    server.closeWith(4403)
    await page.until(() => page.states.at(-1)?.kind !== 'live')
    expect(page.states.at(-1)).toEqual({ kind: 'signed-out' })
  })
})
