/** The commands that do not end by themselves, as programs beside a real server. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SIGNALBOX, startProgram } from './program-process.ts'
import { startTestServer, type TestServer } from './running-server.ts'

let server: TestServer

beforeAll(async () => {
  server = await startTestServer()
  await server.addProject('box', ['--phases', 'IMPLEMENT'], ['true'])
})
afterAll(() => server.stop())

test('watch prints every change from the start, and those that come', async () => {
  await server.run('inject', 'a', '--held')
  await server.run('inject', 'b', '--depends-on', 'a')
  const watch = startProgram(['watch', '--from-start', '--json', '--data-dir', server.dataDir])
  const first = JSON.parse(await watch.line())
  expect(first).toEqual({
    cursor: expect.any(String),
    sequence: 1,
    revision: 1,
    kind: 'CREATED',
    workUnitId: expect.any(String),
    chunk: 'a',
    previousStatus: null,
    previousPhase: null,
    changedFields: expect.arrayContaining(['status', 'phase']),
    actor: 'owner',
    reason: 'injected',
    at: expect.any(String),
    status: 'READY',
    phase: 'IMPLEMENT',
    attentionReason: null,
  })
  expect(JSON.parse(await watch.line())).toMatchObject({ sequence: 2, chunk: 'b', status: 'BLOCKED' })

  await server.runWith({ input: 'mutation { releaseWorkUnit(input: { project: "box", chunk: "a" }) { cursor } }' }, 'run', '-')
  const changes: { sequence: number; chunk: string; status: string }[] = []
  while (!changes.some(({ chunk, status }) => chunk === 'b' && status === 'DONE')) changes.push(JSON.parse(await watch.line()))
  expect(changes.map(({ sequence }) => sequence)).toEqual(changes.map((_, index) => index + 3))
  expect(changes.filter(({ chunk }) => chunk === 'b').map(({ status }) => status)).toEqual(
    expect.arrayContaining(['READY', 'RUNNING', 'DONE']),
  )

  const later = startProgram(['watch', '--after', first.cursor, '--chunk', 'b', '--data-dir', server.dataDir])
  expect(await later.line()).toMatch(/ 2 {2}b: BLOCKED in IMPLEMENT \(owner: injected.*\)$/)
})

test('watch goes on with a server that was started again, wherever it listens by then', async () => {
  await server.addProject('moves', ['--phases', 'IMPLEMENT'], ['true'])
  const watch = startProgram(['watch', '--from-start', '--json', '--project', 'moves', '--data-dir', server.dataDir])
  for (const [index, chunk] of ['one', 'two', 'three'].entries()) {
    await server.run('inject', chunk, '--project', 'moves', '--held')
    expect(JSON.parse(await watch.line())).toMatchObject({ sequence: index + 1, chunk })
    await server.restart()
  }
})

test('a subscription of the caller streams one line of JSON per event', async () => {
  const query = 'subscription S($p: String!, $c: Cursor) { workUnitUpdated(project: $p, after: $c) { sequence } }'
  const { out } = await server.runWith({ input: '{ project(key: "box") { startCursor } }' }, 'run', '-')
  const { project } = JSON.parse(out)
  const run = startProgram(['run', '-', '--var', 'p=box', '--var', `c=${project.startCursor}`, '--data-dir', server.dataDir])
  run.process.stdin.end(query)
  expect([await run.line(), await run.line()]).toEqual(['{"workUnitUpdated":{"sequence":1}}', '{"workUnitUpdated":{"sequence":2}}'])
})

test('an agent asks, and the operator sees it', async () => {
  await server.addProject('asks', ['--phases', 'IMPLEMENT'], [...SIGNALBOX, 'ask', 'Which one?', '--option', 'This', '--option', 'That'])
  await server.run('inject', 'c', '--project', 'asks')
  expect((await server.run('wait', 'c', '--project', 'asks', '--status', 'needs-attention', '--timeout', '25')).code).toBe(0)
  const { out } = await server.run('attention', '--project', 'asks')
  expect(out).toMatch(/^asks\/c: QUESTION for \d+s, 0 behind it, item \S+\n {2}Which one\?\n {2}options: This \| That\n$/)
  expect((await server.run('tail', '-f', 'c', '--project', 'asks')).out).toMatch(/^asked; the item is \S+\n$/)

  expect((await server.run('answer', 'c', '--project', 'asks', '--option', 'None')).err).toMatch(
    /^signalbox: VALIDATION_FAILED: .*This, That/,
  )
  expect(await server.run('answer', 'c', '--project', 'asks', '--option', 'This')).toMatchObject({
    code: 0,
    out: 'c: READY in IMPLEMENT, priority 0\n',
  })
})

test('tail follows a run to its end', async () => {
  const marker = join(server.folder, 'go-on')
  await server.addProject(
    'talks',
    ['--phases', 'IMPLEMENT'],
    ['sh', '-c', 'echo one; until test -e "$1"; do sleep 0.05; done; echo two', 'agent', marker],
  )
  await server.run('inject', 'e', '--project', 'talks')
  await server.run('wait', 'e', '--project', 'talks', '--status', 'RUNNING', '--timeout', '25')
  const tail = startProgram(['tail', '-f', 'e', '--project', 'talks', '--data-dir', server.dataDir])
  expect(await tail.line()).toBe('one')
  await writeFile(marker, '')
  expect(await tail.line()).toBe('two')
  expect(await tail.process).toMatchObject({ exitCode: 0 })
})

test('a failed unit is retried', async () => {
  await server.addProject('fails', ['--phases', 'IMPLEMENT'], ['sh', '-c', 'test -e "$1"', 'agent', join(server.folder, 'repaired')])
  await server.run('inject', 'f', '--project', 'fails')
  await server.run('wait', 'f', '--project', 'fails', '--status', 'needs-attention', '--timeout', '25')
  await writeFile(join(server.folder, 'repaired'), '')
  expect((await server.run('retry', '--reason', 'agent-failed', '--project', 'fails')).out).toBe('f: READY in IMPLEMENT, priority 0\n')
  expect((await server.run('wait', 'f', '--project', 'fails', '--timeout', '25')).code).toBe(0)
})

test('an agent says how far it is, and reviews its work', async () => {
  const script = 'test "$SIGNALBOX_PHASE" = REVIEW && exec "$@"; exec "$1" "$2" progress "Half of it" --percent 50'
  const review = ['review', 'approve', '--summary', 'Well done.']
  await server.addProject('reviews', ['--phases', 'IMPLEMENT,REVIEW'], ['sh', '-c', script, 'agent', ...SIGNALBOX, ...review])
  await server.run('inject', 'd', '--project', 'reviews')
  expect((await server.run('wait', 'd', '--project', 'reviews', '--timeout', '25')).code).toBe(0)
  const { out } = await server.run('show', 'd', '--project', 'reviews')
  expect(out).toMatch(/REVIEW +SUCCEEDED +\S+ +Well done\./)
  expect(out).toMatch(/IMPLEMENT +SUCCEEDED +\S+ +Half of it \(50 %\)/)
})
