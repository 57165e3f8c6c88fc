/** The exit code of every command: 0 fine, 1 refused, 2 wrong usage, 3 no server. A command without a row fails. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { leavesOf } from '../../src/cli/help.ts'
import { buildProgram } from '../../src/cli/program.ts'
import { startBusyServer } from './busy-server.ts'
import { invoke } from './invoke.ts'
import { makeRepository, type TestServer } from './running-server.ts'

let server: TestServer

beforeAll(async () => {
  server = await startBusyServer()
  await makeRepository(join(server.folder, 'other'))
  await writeFile(join(server.folder, 'query.graphql'), '{ projects { key } }')
})
afterAll(() => server.stop())

/** The words behind the command's name, with quotes around those that have blanks. Null where another test has it, for the reason given. */
interface Row {
  readonly fine: string | null
  readonly refused: string | null
  /** It opens the database itself, and needs no server. */
  readonly local?: true
}

const AGENT = '--agent command -- true'

const ROWS: Readonly<Record<string, Row>> = {
  // serve.test.ts and demo.test.ts: they run until they are stopped.
  serve: { fine: null, refused: null },
  demo: { fine: null, refused: null },
  'token create': { fine: 'ci --role viewer', refused: 'Capital --role viewer' },
  'token list': { fine: '', refused: null },
  'token revoke': { fine: 'ci', refused: 'nobody' },
  // doctor.test.ts: what it finds is what it ends with.
  doctor: { fine: null, refused: null, local: true },
  export: { fine: 'box', refused: 'none', local: true },
  // import.test.ts: it needs a data folder without a server.
  import: { fine: null, refused: 'none.jsonl', local: true },
  'project add': { fine: `other ${AGENT}`, refused: `. ${AGENT}` },
  'project list': { fine: '', refused: null },
  'project set': { fine: 'other --max-agents 2', refused: 'none --paused' },
  'webhook add': { fine: null, refused: 'http://not-allowed.example/ --project box' },
  'webhook list': { fine: '--project box', refused: '--project none' },
  'webhook remove': { fine: null, refused: 'none' },
  inject: { fine: 'new --held', refused: 'held' },
  ps: { fine: '', refused: '--project none' },
  show: { fine: 'held', refused: 'nobody' },
  attention: { fine: '', refused: '--project none' },
  conflicts: { fine: '', refused: '--project none' },
  tail: { fine: 'finished', refused: 'held' },
  // broken-connection.test.ts: it does not end by itself.
  watch: { fine: null, refused: '--project none' },
  wait: { fine: 'finished', refused: 'nobody' },
  answer: { fine: 'asks left', refused: 'held left' },
  resolve: { fine: 'works clashes serialize', refused: 'works held serialize' },
  retry: { fine: 'fails', refused: 'held' },
  hold: { fine: 'new', refused: 'nobody' },
  release: { fine: 'new', refused: 'nobody' },
  cancel: { fine: 'works', refused: 'held' },
  rewind: { fine: 'held plan', refused: 'finished plan' },
  prioritize: { fine: 'new 3', refused: 'new 5000' },
  complete: { fine: 'held --reason "By hand."', refused: 'finished --reason Again.' },
  delete: { fine: 'held', refused: 'nobody' },
  run: { fine: 'query.graphql', refused: 'hold --var chunk=nobody' },
  completion: { fine: 'bash', refused: null },
  // streams.test.ts: they are for the token of a run.
  ask: { fine: null, refused: 'Why?' },
  progress: { fine: null, refused: 'Working.' },
  review: { fine: null, refused: 'approve --summary Good.' },
}

const streams = { input: Readable.from([]), out: new PassThrough(), err: new PassThrough() }
const leaves = leavesOf(buildProgram({ environment: {}, cwd: '/', ...streams }, []))
const wordsOf = (name: string, more: string): string[] => {
  const words = `${name} ${more}`.trim().match(/"[^"]*"|\S+/g) ?? []
  return words.map((word) => word.replaceAll('"', ''))
}

test('every command has a row', () => {
  expect(Object.keys(ROWS).toSorted()).toEqual(leaves.map(({ name }) => name).toSorted())
})

const run = (...words: readonly string[]) => server.runWith({ environment: { SIGNALBOX_PROJECT: 'box' } }, ...words)
const rows = Object.entries(ROWS)
const having = (code: 'fine' | 'refused') =>
  rows.flatMap(([name, row]): [string, string][] => (row[code] === null ? [] : [[name, row[code]]]))

test.each(having('refused'))('%s %s ends with 1, and one line that says why', async (name, more) => {
  const { code, out, err } = await run(...wordsOf(name, more))
  expect({ code, out }).toEqual({ code: 1, out: '' })
  expect(err).toMatch(/^signalbox: [^\n]{10,}\n$/)
})

test.each(rows)('%s with an option that it does not have ends with 2', async (name, { fine, refused }) => {
  const { code, out, err } = await run(...wordsOf(name, `--nonsense ${fine ?? refused ?? ''}`))
  expect({ code, out }).toEqual({ code: 2, out: '' })
  expect(err).toContain("unknown option '--nonsense'")
})

const remote = rows.filter(([name, { local }]) => !local && helpHas(name, '--project', '--json'))

test.each(remote)('%s without a server ends with 3', async (name, { fine, refused }) => {
  const { code, out, err } = await invoke(wordsOf(name, fine ?? refused ?? ''), { cwd: server.folder })
  expect({ code, out, err }).toEqual({ code: 3, out: '', err: expect.stringMatching(/^signalbox: no server is running in [^\n]+\n$/) })
})

test.each(having('fine'))('%s %s ends with 0', async (name, more) => {
  expect((await run(...wordsOf(name, more))).code).toBe(0)
})

function helpHas(name: string, ...flags: readonly string[]): boolean {
  return leaves.find((leaf) => leaf.name === name)?.command.options.some(({ long }) => flags.includes(long ?? '')) ?? false
}
