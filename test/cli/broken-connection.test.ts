/** The commands that follow a project, over connections that break, and when the server no longer has what they want. */
import { PassThrough, Readable } from 'node:stream'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { runCli } from '../../src/cli/program.ts'
import { connection } from '../client/little-model.ts'
import { type LittleServer, startLittleServer } from '../client/little-server.ts'

let server: LittleServer

beforeEach(async () => {
  server = await startLittleServer()
  server.model.create('a')
  server.model.create('b')
})
afterEach(() => server.stop())

/** All there is to a change, so that little becomes much. */
const SUBSCRIPTION = `subscription { workUnitUpdated(project: "demo", after: "c0") {
  sequence cursor revision kind workUnitId chunk changedFields actor reason at workUnit { status phase attentionReason id title }
} }`

/** A command in this process. Lines are read as they come. */
function startCommand(words: readonly string[], input = '') {
  const streams = { out: new PassThrough(), err: new PassThrough() }
  const environment = { SIGNALBOX_URL: server.url, SIGNALBOX_TOKEN: 'token', SIGNALBOX_PROJECT: 'demo' }
  const lines = (stream: Readable) => {
    const iterator = createInterface({ input: stream })[Symbol.asyncIterator]()
    return async () => String((await iterator.next()).value)
  }
  const [line, errorLine] = [lines(streams.out), lines(streams.err)]
  /** Resolves when the standard error has a line as this. */
  const told = async (pattern: RegExp) => {
    while (!pattern.test(await errorLine()));
  }
  return { line, errorLine, told, code: runCli({ environment, cwd: '/', input: Readable.from([input]), ...streams }, words) }
}

/** A watch that is live, and how to read the sequence of its next line. */
async function startWatch(...options: readonly string[]) {
  const watch = startCommand(['watch', '--json', ...options])
  expect(await watch.errorLine()).toBe('signalbox: live')
  return { ...watch, sequence: async () => (JSON.parse(await watch.line()) as { sequence: number }).sequence }
}

describe('watch', () => {
  test.each([
    ['cut', () => server.cut()],
    ['closed by a server that goes away', () => server.closeWith(1001)],
    ['closed as a slow consumer', () => server.closeWith(4508)],
  ])('goes on behind the last change when the connection is %s, and says so', async (_, breakIt) => {
    const watch = await startWatch()
    for (let round = 0; round < 3; round += 1) {
      server.model.update('a', { priority: round })
      breakIt()
      server.model.update('a', { title: `after ${round}` })
      expect([await watch.sequence(), await watch.sequence()]).toEqual([3 + 2 * round, 4 + 2 * round])
      expect(await watch.errorLine()).toMatch(/^signalbox: stale since \d{4}-\S+Z: /)
      expect(await watch.errorLine()).toBe('signalbox: live')
    }
    server.forgetToken()
    expect(await watch.code).toBe(1)
    expect(await watch.errorLine()).toMatch(/^signalbox: UNAUTHENTICATED: /)
  })

  test('says what is lost when the server no longer has it, and goes on with the oldest change that it has', async () => {
    const watch = await startWatch()
    server.accept(false)
    server.cut()
    expect(await watch.errorLine()).toMatch(/: stale since /)
    for (let count = 0; count < 5; count += 1) server.model.update('a', { priority: count })
    server.model.forgotten = 5
    server.accept(true)
    expect([await watch.sequence(), await watch.sequence()]).toEqual([6, 7])
    const told: string[] = []
    while (!told.includes('signalbox: live')) told.push(await watch.errorLine())
    expect(told).toContainEqual(
      expect.stringMatching(/^signalbox: CURSOR_EXPIRED: .* Going on with the oldest change that it still has\.$/),
    )
    expect(told).toContainEqual('signalbox: 3 changes before 6 are lost: the server no longer has them')
    server.forgetToken()
    await watch.code
  })

  test('goes on with the next change where the database is another one', async () => {
    const watch = await startWatch()
    server.model.refusals.push('CURSOR_INVALID')
    server.cut()
    await watch.told(/CURSOR_INVALID: .* Going on with the next change; what came before it is not known\.$/)
    await watch.told(/: live$/)
    server.model.update('a', { priority: 1 })
    expect(await watch.sequence()).toBe(3)
    server.forgetToken()
    await watch.code
  })

  test('asks again for the same after an error of the server', async () => {
    const watch = await startWatch()
    server.model.refusals.push('INTERNAL_SERVER_ERROR', 'INTERNAL_SERVER_ERROR')
    server.cut()
    server.model.update('a', { priority: 1 })
    expect(await watch.sequence()).toBe(3)
    server.forgetToken()
    await watch.code
  })

  test.each([
    ['a cursor of the caller that has expired', ['--after', 'c0'], 'CURSOR_EXPIRED'],
    ['any other refusal', [], 'FORBIDDEN'],
  ])('ends with exit code 1 at %s', async (_, options, code) => {
    server.model.refusals.push(code)
    const watch = startCommand(['watch', ...options])
    expect(await watch.code).toBe(1)
    expect([await watch.errorLine(), await watch.errorLine()].join('\n')).toContain(`signalbox: ${code}: It is refused by a test.`)
  })

  test('ends with exit code 3 where not even the first connection is made', async () => {
    server.accept(false)
    const watch = startCommand(['watch'])
    expect(await watch.code).toBe(3)
  })
})

describe('a reader that stops reading', () => {
  const CHANGES = 4_500

  test.each([
    ['watch', ['watch', '--from-start', '--json']],
    ['run', ['run', '-']],
  ])('makes %s wait, which keeps little and loses nothing', async (_, words) => {
    for (let count = 2; count < CHANGES; count += 1) server.model.update('a', { priority: count })
    const out = new PassThrough({ readableHighWaterMark: 1, writableHighWaterMark: 1 })
    const streams = { input: Readable.from([SUBSCRIPTION]), out, err: new PassThrough() }
    const environment = { SIGNALBOX_URL: server.url, SIGNALBOX_TOKEN: 'token', SIGNALBOX_PROJECT: 'demo' }
    const code = runCli({ environment, cwd: '/', ...streams }, words)
    // The subscription has ended, and the connection with it, because nobody wants more for now.
    await server.emptied()
    expect(out.writableLength).toBeGreaterThan(1 << 20)
    expect(out.writableLength).toBeLessThan(1.2 * (1 << 20))

    let sequence = 0
    for await (const line of createInterface({ input: out })) {
      sequence += 1
      expect(line).toContain(`"sequence":${sequence},`)
      if (sequence === CHANGES) break
    }
    server.forgetToken()
    expect(await code).toBe(1)
  })
})

describe('tail -f', () => {
  test('goes on where the server goes away at the moment when the run ends', async () => {
    const runs = (endedAt: string | null) => connection([{ id: 'r', endedAt }])
    server.model.update('a', { runs: runs(null) })
    const tail = startCommand(['tail', '-f', 'a'])
    await server.subscribed(1)
    server.cutAt('unit', 3)
    server.model.update('a', { runs: runs('2026-11-22T12:00:00.000Z') })
    expect(await tail.code).toBe(0)
  })
})

describe('wait', () => {
  test('looks where the units are when the server no longer has what happened', async () => {
    const wait = startCommand(['wait', 'a', 'b'])
    await server.subscribed(1)
    server.accept(false)
    server.cut()
    server.model.update('a', { status: 'DONE' })
    server.model.update('b', { status: 'RUNNING' })
    server.model.forgotten = 4
    server.accept(true)
    await server.subscribed(3)
    server.model.update('b', { status: 'DONE' })
    expect(await wait.code).toBe(0)
  })

  test('fails when a unit was deleted while nobody was told', async () => {
    const wait = startCommand(['wait', 'a', 'b'])
    await server.subscribed(1)
    server.accept(false)
    server.cut()
    server.model.delete('b')
    server.model.forgotten = 3
    server.accept(true)
    expect(await wait.code).toBe(1)
  })
})

describe('run', () => {
  const RESUMABLE = 'subscription { workUnitUpdated(project: "demo", after: "c0") { sequence } }'
  const OTHER = 'subscription { ...Any } fragment Any on Subscription { workUnitUpdated(project: "demo", after: "c0") { sequence } }'

  test('of a subscription goes on behind the last event, and ends with exit code 1 when the server no longer has what follows', async () => {
    const run = startCommand(['run', '-'], RESUMABLE)
    expect([await run.line(), await run.line()]).toEqual([1, 2].map((sequence) => JSON.stringify({ workUnitUpdated: { sequence } })))
    server.cut()
    server.model.update('a', { priority: 1 })
    expect(await run.line()).toBe('{"workUnitUpdated":{"sequence":3}}')
    server.model.forgotten = 4
    server.cut()
    expect(await run.code).toBe(1)
    const told = await Promise.all([1, 2, 3, 4, 5].map(() => run.errorLine()))
    expect(told.map((line) => line.split(':')[1])).toEqual([' connected', ' disconnected', ' connected', ' disconnected', ' connected'])
    expect(await run.errorLine()).toBe('signalbox: CURSOR_EXPIRED: That cursor has expired.')
  })

  test('of what has no position says that it cannot be resumed', async () => {
    const run = startCommand(['run', '-'], OTHER)
    expect(await run.line()).toBe('{"workUnitUpdated":{"sequence":1}}')
    server.cut()
    expect(await run.code).toBe(1)
    expect([await run.errorLine(), await run.errorLine()].at(-1)).toMatch(
      /^signalbox: the connection was lost \(.*\), and .* cannot be resumed\.$/,
    )
  })
})
