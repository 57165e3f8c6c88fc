import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { invoke } from './invoke.ts'

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-cli-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('The server listens nowhere.')
  return address.port
}

test.each([
  [[], 'Usage: signalbox'],
  [['nonsense'], "unknown command 'nonsense'"],
  [['ps', '--nonsense'], "unknown option '--nonsense'"],
  [['ps', '--status', 'lost'], 'one of READY, RUNNING, BLOCKED, NEEDS_ATTENTION, DONE'],
  [['show'], "missing required argument 'chunk'"],
  [['inject', 'a', '--priority', 'high'], 'a whole number'],
  [['inject', 'a', '--phase', 'LUNCH'], 'one of GOAL, PLAN'],
  [['inject', 'a', 'b', '--goal', 'x'], 'for one chunk'],
  [['wait', 'a', '--timeout', '-1'], 'a number above 0'],
  [['wait', 'a', '--status', 'open'], 'one of READY'],
  [['watch', '--from-start', '--after', 'x'], '--from-start or --after, not both'],
  [['project'], 'Usage: signalbox project'],
  [['project', 'add', '.'], '--agent command -- PROGRAM'],
  [['project', 'add', '.', '--agent', 'telepathy', '--', 'x'], 'one of COMMAND'],
  [['project', 'add', '.', '--check', '[1]', '--agent', 'command', '--', 'x'], 'a JSON list of texts'],
  [['project', 'set', 'a', 'b', '--paused'], 'one project at a time'],
  [['project', 'set', 'a', '--agent', 'command'], '--agent command -- PROGRAM'],
  [['project', 'set', '--project', 'a'], 'name a setting to change'],
  [['project', 'set', '--env', 'HOME'], '--env goes with --agent'],
  [['project', 'set', '--', 'agent'], '--agent command -- PROGRAM'],
  [['review', 'perhaps', '--summary', 'x'], 'one of APPROVE, FEEDBACK, ESCALATE'],
  [['review', 'approve'], "required option '--summary <text>'"],
  [['retry'], 'name chunks, or give a --reason'],
  [['retry', 'a', '--reason', 'LIMIT'], 'name chunks, or give a --reason'],
  [['answer', 'a'], 'give an answer'],
  [['resolve', 'a', 'b', 'toss'], 'one of PARALLELIZE, SERIALIZE'],
  [['prioritize', 'a', 'high'], 'a whole number'],
  [['run'], 'name an operation, or give --list'],
  [['run', 'x.graphql', '--list'], 'name an operation, or give --list'],
  [['run', 'overview', '--var', 'x'], '--var must be name=value'],
  [['token', 'create', 'ci'], "required option '--role <role>'"],
  [['token', 'create', 'ci', '--role', 'boss'], 'one of VIEWER, OPERATOR, OWNER'],
  [['token', 'create', 'ci', '--role', 'viewer', '--expires', 'soon'], 'as 90m, 12h or 30d'],
  [['complete', 'a'], "required option '--reason <text>'"],
  [['rewind', 'a', 'lunch'], 'one of GOAL, PLAN'],
  [['progress', 'Working.', '--percent', '101'], 'a whole number from 0 to 100'],
  [['completion', 'tcsh'], 'bash, zsh, fish'],
  [['serve', '--port', 'http'], '--port must be a number'],
  [['serve', '--host', '0.0.0.0'], '--allowed-host'],
  [['serve', '--retain-changes', '10'], 'a number of changes per project from 1000 on'],
])('%j is wrong usage: exit code 2', async (words, sentence) => {
  const { code, out, err } = await invoke(words)
  expect(err).toContain(sentence)
  expect({ code, out }).toEqual({ code: 2, out: '' })
})

test.each([
  ['{', 'is no GraphQL, line 1, column 2'],
  ['fragment F on Query { __typename }', 'has no operation'],
  ['query A { __typename } query B { __typename }', 'They are A, B'],
  ['query A($n: Int) { __typename }', 'has no variable $name; it has $n'],
])('run of %j is wrong usage', async (input, sentence) => {
  const { code, err } = await invoke(['run', '-', '--var', 'name=1'], { input })
  expect(err).toContain(sentence)
  expect(code).toBe(2)
})

test('a server that is announced and gone is exit code 3', async () => {
  const folder = await temporaryFolder()
  const server = createServer()
  const port = await listen(server)
  await new Promise((resolve) => server.close(resolve))
  await writeFile(join(folder, 'server.json'), JSON.stringify({ url: `http://127.0.0.1:${port}` }))
  await writeFile(join(folder, 'owner-token'), 'token\n')
  const { code, err } = await invoke(['project', 'list', '--data-dir', folder])
  expect(err).toMatch(/^signalbox: no server answers at http:\/\/127\.0\.0\.1:\d+\/graphql: .*ECONNREFUSED.*\n$/)
  expect(code).toBe(3)
})

test('a server that is no signalbox is exit code 1', async () => {
  const server = createServer((_, response) => response.writeHead(418).end('tea'))
  onTestFinished(() => void server.close())
  const port = await listen(server)
  const environment = { SIGNALBOX_URL: `http://127.0.0.1:${port}`, SIGNALBOX_TOKEN: 'token' }
  const { code, err } = await invoke(['project', 'list'], { environment })
  expect(err).toContain(`/graphql answered 418`)
  expect(code).toBe(1)
})

test('a broken document is one error that names file and line, before any server is asked', async () => {
  const cwd = await temporaryFolder()
  for (const [chunk, text] of [
    ['good', '# Good'],
    ['broken', '---\nstatus: FUTURE\ndepends_on: [1, {}]\n---\n# Broken'],
    ['finished', '---\nstatus: ACTIVE\n---\n# Finished'],
  ] as const) {
    await mkdir(join(cwd, 'chunks', chunk), { recursive: true })
    await writeFile(join(cwd, 'chunks', chunk, 'GOAL.md'), text)
  }
  expect(await invoke(['inject', 'chunks/good', 'chunks/broken'], { cwd })).toEqual({
    code: 1,
    out: '',
    err: `signalbox: VALIDATION_FAILED: ${join('chunks', 'broken', 'GOAL.md')}, line 3: depends_on must be a list of chunks; found [1, {}].\n`,
  })
  expect(await invoke(['inject', 'chunks/finished'], { cwd })).toMatchObject({
    code: 1,
    err: `signalbox: VALIDATION_FAILED: 'finished' is finished: ${join('chunks', 'finished', 'GOAL.md')} says status ACTIVE. Only FUTURE and IMPLEMENTING can be injected.\n`,
  })
  expect(await invoke(['inject', 'chunks/none'], { cwd })).toMatchObject({ code: 1, err: expect.stringContaining('there is no chunks') })
})

test.each([['--help'], ['--version'], ['inject', '--help'], ['project', 'add', '--help']])('%s is fine', async (...words) => {
  const { code, out, err } = await invoke(words)
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(out).not.toBe('')
})
