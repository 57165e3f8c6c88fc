/** The commands against a real server; the projects are paused or have the simplest of agents. */
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from './running-server.ts'

let server: TestServer

beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

async function writeFiles(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(server.folder, path)), { recursive: true })
    await writeFile(join(server.folder, path), text)
  }
}

const json = (text: string): unknown => JSON.parse(text)

test('without a project, a command says how to add one', async () => {
  const { code, err } = await server.run('ps')
  expect(err).toContain("add one with 'signalbox project add PATH'")
  expect(code).toBe(2)
})

test('a project is added, listed and set', async () => {
  await server.addProject('one', ['--phases', 'implement', '--max-agents', '2', '--check', 'npm test'], ['true', '--flag'])
  await server.run('project', 'set', '--paused', '--no-check', '--max-agents', '3')
  await server.run('project', 'set', 'one', '--agent', 'command', '--', 'true', '--other')
  const { out } = await server.run('project', 'list', '--json')
  expect(json(out)).toMatchObject([
    {
      key: 'one',
      repositoryPath: join(server.folder, 'one'),
      baseBranch: 'main',
      maxAgents: 3,
      paused: true,
      phases: ['IMPLEMENT'],
      agent: { driver: 'COMMAND', command: ['true', '--other'], environment: [] },
      checkCommand: null,
    },
  ])
  expect((await server.run('project', 'list')).out).toMatch(/^PROJECT .*\none +main +paused \(3\) +none +\//)
})

test('a folder that is no repository is refused', async () => {
  const { code, err } = await server.run('project', 'add', server.folder, '--key', 'none', '--agent', 'command', '--', 'true')
  expect(err).toMatch(/^signalbox: VALIDATION_FAILED: /)
  expect(code).toBe(1)
})

test('chunks are injected with their goals, and shown', async () => {
  const { code, out } = await server.run(
    'inject',
    'first',
    '--project',
    'one',
    '--goal',
    '# The first\n\nDo it.',
    '--priority',
    '7',
    '--held',
  )
  expect({ code, out }).toEqual({ code: 0, out: 'first: READY in IMPLEMENT: The first\n' })
  expect((await server.run('ps', '--project', 'one')).out).toMatch(/\nfirst +READY +IMPLEMENT +7 +\d+s +held\n$/)
  expect(json((await server.run('show', 'first', '--project', 'one', '--json')).out)).toMatchObject({
    chunk: 'first',
    goal: '# The first\n\nDo it.',
    held: true,
    changes: { nodes: [{ sequence: 1, kind: 'CREATED', actor: 'owner' }] },
  })
  expect((await server.run('show', 'first', '--project', 'one')).out).toContain('\nGoal\n  # The first\n')
})

test('folders of chunks are one injection, in the order of their dependencies', async () => {
  await writeFiles({
    'chunks/third/GOAL.md': '---\nstatus: FUTURE\ndepends_on: [second, first, old]\n---\n# Third\n',
    'chunks/second/GOAL.md': '---\ndepends_on: [old]\npriority: 3\ncode_paths: [src/a.ts]\n---\n# Chunk Goal\n\nThe second one.\n',
    'chunks/second/PLAN.md': '# Plan\n\nDo it well.\n',
    'chunks/old/GOAL.md': '---\nstatus: ACTIVE\n---\n# Old\n',
  })
  const { code, out, err } = await server.run('inject', '--project', 'one', 'chunks/third', 'chunks/second/GOAL.md', '--json')
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(json(out)).toMatchObject([
    { chunk: 'second', title: 'The second one.', status: 'READY', priority: 3, blockedBy: [] },
    { chunk: 'third', title: 'Third', status: 'BLOCKED', blockedBy: [{ chunk: 'first' }, { chunk: 'second' }] },
  ])
})

test('an injection of which one is refused changes nothing', async () => {
  const before = (await server.run('ps', '--project', 'one', '--json')).out
  const { code, err } = await server.run('inject', '--project', 'one', 'fresh', 'first')
  expect(err).toMatch(/^signalbox: DUPLICATE_CHUNK: .*'first'.*\n$/)
  expect(code).toBe(1)
  expect((await server.run('ps', '--project', 'one', '--json')).out).toBe(before)
})

test('a dependency that nobody knows is refused', async () => {
  const { code, err } = await server.run('inject', '--project', 'one', 'fresh', '--depends-on', 'nobody')
  expect(err).toMatch(/^signalbox: NOT_FOUND: .*'nobody'/)
  expect(code).toBe(1)
})

test('units are listed by status and phase', async () => {
  const { out } = await server.run('ps', '--project', 'one', '--status', 'blocked,done', '--json')
  expect(json(out)).toMatchObject([{ chunk: 'third' }])
  expect(json((await server.run('ps', '--project', 'one', '--phase', 'goal', '--json')).out)).toEqual([])
})

test('an operation of the caller is run with its variables', async () => {
  const input =
    'query Q($key: String!, $first: Int, $filter: WorkUnitFilter) { project(key: $key) { workUnits(first: $first, filter: $filter) { nodes { chunk } } } }'
  const { code, out } = await server.runWith(
    { input },
    'run',
    '-',
    '--var',
    'key=one',
    '--var',
    'first=1',
    '--var',
    'filter={"status":["READY"]}',
  )
  expect({ code, data: json(out) }).toEqual({ code: 0, data: { project: { workUnits: { nodes: [{ chunk: 'first' }] } } } })

  const refused = await server.runWith(
    { input: 'mutation { holdWorkUnit(input: { project: "one", chunk: "none" }) { cursor } }' },
    'run',
    '-',
  )
  expect(refused.err).toMatch(/^signalbox: NOT_FOUND: /)
  expect(refused.code).toBe(1)
})

test('with several projects, one must be named', async () => {
  await server.addProject('two', ['--phases', 'IMPLEMENT'], ['true'])
  const { code, err } = await server.run('ps')
  expect(err).toContain('name one with --project or SIGNALBOX_PROJECT. They are one, two')
  expect(code).toBe(2)
  expect((await server.runWith({ environment: { SIGNALBOX_PROJECT: 'two' } }, 'ps', '--json')).out).toBe('[]\n')
  expect((await server.run('ps', '--project', 'none')).err).toMatch(/^signalbox: NOT_FOUND: there is no project 'none'/)
})

test.each([
  [['hold', 'second'], 'second: READY in IMPLEMENT, priority 3, held\n'],
  [['release', 'second'], 'second: READY in IMPLEMENT, priority 3\n'],
  [['prioritize', 'second', '9'], 'second: READY in IMPLEMENT, priority 9\n'],
  [['prioritize', '--project', 'one', '--', 'second', '-9'], 'second: READY in IMPLEMENT, priority -9\n'],
  [['delete', 'third'], 'third: deleted\n'],
  [['conflicts'], 'No conflicts are known.\n'],
])('%j says what became of it', async (words, out) => {
  expect(await server.runWith({ environment: { SIGNALBOX_PROJECT: 'one' } }, ...words)).toEqual({ code: 0, out, err: '' })
})

test.each([
  [['cancel', 'second'], 'ILLEGAL_TRANSITION'],
  [['retry', 'second'], 'ILLEGAL_TRANSITION'],
  [['hold', 'nobody'], 'NOT_FOUND'],
  [['delete', 'nobody'], 'NOT_FOUND'],
  [['show', 'nobody'], 'NOT_FOUND'],
  [['answer', 'nobody', 'yes'], 'NOT_FOUND'],
  [['resolve', 'first', 'second', 'serialize'], 'NOT_FOUND'],
  [['prioritize', 'second', '5000'], 'VALIDATION_FAILED'],
])('%j is refused with %s: exit code 1', async (words, code) => {
  const refused = await server.runWith({ environment: { SIGNALBOX_PROJECT: 'one' } }, ...words)
  expect(refused).toEqual({ code: 1, out: '', err: expect.stringMatching(new RegExp(`^signalbox: ${code}: .*\\n$`)) })
})

test('wait returns when all are there', async () => {
  await server.run('inject', 'a', '--project', 'two')
  await server.run('inject', 'b', '--project', 'two', '--depends-on', 'a')
  const { code, out } = await server.run('wait', 'a', 'b', '--project', 'two', '--json', '--timeout', '25')
  expect({ code, units: json(out) }).toEqual({
    code: 0,
    units: [
      { chunk: 'a', status: 'DONE' },
      { chunk: 'b', status: 'DONE' },
    ],
  })
})

test('wait --any prints the chunk that is there, and says when none will ever be', async () => {
  const wait = (...words: readonly string[]) => server.run('wait', '--any', '--project', 'two', ...words)
  expect(await wait('ghost', 'b')).toMatchObject({ code: 1, err: expect.stringContaining("no chunk 'ghost'") })
  await server.run('inject', 'c', '--held', '--project', 'two')
  expect(await wait('c', 'b')).toEqual({ code: 0, out: 'b\n', err: '' })
  expect(await wait('a', 'b', '--status', 'ready,running')).toMatchObject({ code: 1, err: expect.stringContaining('will never be') })
})

test('single fields are printed for scripts', async () => {
  const ps = (fields: string) => server.run('ps', '--project', 'two', '--status', 'done', '--fields', fields)
  expect((await ps('chunk,status,attentionReason,held')).out).toBe('a\tDONE\t\tfalse\nb\tDONE\t\tfalse\n')
  expect((await server.run('show', 'b', '--project', 'two', '--fields', 'dependsOn.chunk')).out).toBe('a\n')
  expect(await ps('chunk,size')).toMatchObject({ code: 2, out: '', err: expect.stringContaining("no field 'size'; there are chunk, ") })
})

test('wait gives up when time is up, and names who is missing', async () => {
  const { code, err } = await server.run('wait', 'first', '--project', 'one', '--timeout', '0.05')
  expect(err).toBe("signalbox: after 0.05 seconds 'first' is not DONE.\n")
  expect(code).toBe(1)
})

test('wait refuses a chunk that there is not', async () => {
  const { code, err } = await server.run('wait', 'first', 'ghost', '--project', 'one')
  expect(err).toMatch(/^signalbox: NOT_FOUND: there is no chunk 'ghost' in project 'one'/)
  expect(code).toBe(1)
})

test('wait ends when a chunk is deleted', async () => {
  await server.run('inject', 'doomed', '--project', 'one')
  const waiting = server.run('wait', 'doomed', '--project', 'one')
  await server.runWith({ input: 'mutation { deleteWorkUnit(input: { project: "one", chunk: "doomed" }) { workUnitId } }' }, 'run', '-')
  const { code, err } = await waiting
  // The deletion may come before the first look.
  expect(err).toMatch(/'doomed' was deleted and will never be DONE|there is no chunk 'doomed'/)
  expect(code).toBe(1)
})

test('a token that is wrong is refused', async () => {
  const environment = { SIGNALBOX_URL: `${server.url}/graphql`, SIGNALBOX_TOKEN: 'wrong', SIGNALBOX_DATA_DIR: '' }
  const { code, err } = await server.runWith({ environment }, 'project', 'list')
  expect(err).toMatch(/^signalbox: UNAUTHENTICATED: /)
  expect(code).toBe(1)
  const right = { ...environment, SIGNALBOX_URL: server.url, SIGNALBOX_TOKEN: server.token }
  expect((await server.runWith({ environment: right }, 'project', 'list')).code).toBe(0)
})

test('a webhook is added with its secret shown once, listed and removed', async () => {
  const on = ['--project', 'one']
  const added = await server.run('webhook', 'add', 'https://hooks.example.com/a', ...on, '--event', 'attention-opened,run_failed')
  expect(added.out).toMatch(
    /^webhook (\S+): added; https:\/\/hooks\.example\.com\/a is told of attention-opened, run-failed\nsecret, which is not shown again: whsec_\S+\n$/,
  )
  const made = json((await server.run('webhook', 'add', 'https://hooks.example.com/b', ...on, '--json')).out)
  expect(made).toMatchObject({ events: ['ATTENTION_OPENED', 'UNIT_DONE', 'RUN_FAILED'], secret: expect.stringMatching(/^whsec_/) })

  const listed = await server.run('webhook', 'list', ...on)
  expect(listed.out).toMatch(
    /^ID +EVENTS +DELIVERED +STATE +URL\n\S+ +attention-opened,run-failed +\d+ +fine +https:\/\/hooks\.example\.com\/a\n/,
  )
  expect(listed.out).not.toContain('whsec_')
  const rows = json((await server.run('webhook', 'list', ...on, '--json')).out) as { id: string }[]
  for (const { id } of rows) expect((await server.run('webhook', 'remove', id)).out).toBe(`webhook ${id}: removed\n`)
  expect(json((await server.run('webhook', 'list', ...on, '--json')).out)).toEqual([])

  const refused = await server.run('webhook', 'add', 'http://169.254.169.254/', ...on)
  expect(refused.err).toContain("'signalbox serve --allow-webhook 169.254.169.254:80'")
  expect(refused.code).toBe(1)
})

test('a token is printed alone, once, and is good until it is revoked', async () => {
  const { code, out, err } = await server.run('token', 'create', 'ada', '--role', 'viewer', '--expires', '2h')
  expect({ code, out, err }).toEqual({
    code: 0,
    out: expect.stringMatching(/^\S{20,}\n$/),
    err: expect.stringMatching(/^signalbox: the token of ada, VIEWER, until 2\S+Z\. It is shown this once: keep it safe\.\n$/),
  })
  const environment = { SIGNALBOX_URL: server.url, SIGNALBOX_TOKEN: out.trim(), SIGNALBOX_PROJECT: 'one' }
  expect((await server.runWith({ environment }, 'ps')).code).toBe(0)
  expect((await server.runWith({ environment }, 'hold', 'second')).err).toMatch(/^signalbox: FORBIDDEN: /)
  expect((await server.run('token', 'list')).out).toMatch(
    /^NAME .*\nada +VIEWER +2\S+Z +owner +until 2\S+Z\nowner +OWNER +2\S+Z +the server +until it is revoked\n$/,
  )
  expect((await server.run('token', 'revoke', 'ada')).out).toMatch(/^ada: revoked at 2\S+Z\n$/)
  expect((await server.runWith({ environment }, 'ps')).err).toMatch(/^signalbox: UNAUTHENTICATED: /)
})

test('an operation takes variables from files, its project from the options, and one name of several', async () => {
  await writeFiles({
    'goal.md': '# From a file\n\n"Quoted."\n',
    'two.graphql': `query Keys { projects { key } }
      mutation Put($project: String!, $chunk: String!, $goal: String!) {
        injectWorkUnits(input: { project: $project, workUnits: [{ chunk: $chunk, goal: $goal, held: true }] }) { workUnits { title goal } }
      }`,
  })
  const put = ['run', 'two.graphql', '--operation', 'Put', '--var', 'chunk=put', '--var-file', 'goal=goal.md', '--project', 'one']
  const unit = { title: 'From a file', goal: '# From a file\n\n"Quoted."\n' }
  expect(json((await server.run(...put)).out)).toEqual({ injectWorkUnits: { workUnits: [unit] } })
  expect(await server.run('run', 'two.graphql')).toMatchObject({ code: 2, err: expect.stringContaining('They are Keys, Put.') })
  expect(await server.run('run', 'none')).toMatchObject({ code: 2, err: expect.stringContaining("there is no ready operation 'none'") })
  expect(await server.run('run', 'none.graphql')).toMatchObject({ code: 1, err: expect.stringContaining('none.graphql cannot be read') })
})
