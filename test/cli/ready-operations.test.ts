/** Every operation of src/operations against a live server, in whose project a unit is in each status, one asks, and two conflict. */
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { BUSY_AGENT, startBusyServer } from './busy-server.ts'
import { invoke } from './invoke.ts'
import { startProgram } from './program-process.ts'
import { makeRepository, type TestServer } from './running-server.ts'

let server: TestServer

beforeAll(async () => {
  server = await startBusyServer()
  await server.run('token', 'create', 'alice', '--role', 'operator')
  await makeRepository(join(server.folder, 'notes'))
})
afterAll(() => server.stop())

const field = async (words: string, fields: string): Promise<string> =>
  (await server.run(...words.split(' '), '--fields', fields)).out.trim()
const itemOf = (chunk: string, project = 'box'): Promise<string> => field(`show ${chunk} --project ${project}`, 'attention.id')
const runOf = (chunk: string): Promise<string> => field(`show ${chunk} --project box`, 'runs.nodes.id')
const startOf = async (project: string): Promise<string> => {
  const { out } = await server.runWith({ input: `{ project(key: "${project}") { startCursor } }` }, 'run', '-')
  return /"startCursor": "(\S+)"/.exec(out)?.[1] ?? ''
}

interface Case {
  /** Each as `name=value`. */
  readonly variables?: () => Promise<readonly string[]> | readonly string[]
  /** What its answer has in it, or the first event of a subscription. */
  readonly gives: object
}

const PROJECT = 'project=box'
const unit = (chunk: string, facts: object) => ({ workUnit: { chunk, ...facts } })

/** In this order: what changes something comes behind what only looks. */
const CASES: Readonly<Record<string, Case>> = {
  overview: { gives: { projects: [{ key: 'box', statusCounts: expect.arrayContaining([{ status: 'DONE', count: 1 }]) }] } },
  'what-waits': {
    gives: { attentionQueue: expect.arrayContaining([expect.objectContaining({ prompt: 'Left or right?', blockedCount: 1 })]) },
  },
  'stuck-units': { variables: () => [PROJECT], gives: { project: { waiting: { totalCount: 4 }, held: { nodes: [{ chunk: 'held' }] } } } },
  'who-works': { gives: { workUnits: { nodes: [{ chunk: 'works', currentRun: { status: 'RUNNING' } }] } } },
  history: {
    variables: () => ['chunk=finished', 'first=2'],
    gives: { workUnit: { changes: { nodes: [{ status: 'DONE' }, {}], pageInfo: { hasNextPage: true } } } },
  },
  costs: {
    variables: () => ['chunks=["finished"]'],
    gives: { workUnits: { nodes: [{ chunk: 'finished', usage: { costUsd: null }, runs: { nodes: [{ status: 'SUCCEEDED' }] } }] } },
  },
  conflicts: {
    variables: () => ['verdict=ASK_OPERATOR'],
    gives: { conflicts: [{ resolution: null, evidence: [{ stage: 'DECLARED', path: 'src/shared.ts' }] }] },
  },
  'merged-commits': { gives: { workUnits: { totalCount: 1, nodes: [{ chunk: 'finished', mergedCommit: null }] } } },
  'watch-changes': {
    variables: async () => ['chunks=["waits"]', `after=${await startOf('box')}`],
    gives: { workUnitUpdated: { chunk: 'waits', kind: 'CREATED', workUnit: { status: 'BLOCKED' } } },
  },
  'watch-attention': {
    variables: async () => [`after=${await startOf('box')}`],
    gives: { workUnitUpdated: { chunk: 'works', workUnit: { attention: [] } } },
  },
  'tail-output': {
    variables: async () => [`run=${await runOf('works')}`],
    gives: { runOutput: { position: 1, stream: 'OUT', text: 'hello\n' } },
  },
  'resolve-conflict': {
    variables: () => ['chunks=["works","clashes"]', 'resolution=SERIALIZE'],
    gives: { resolveConflict: { workUnits: expect.arrayContaining([expect.objectContaining({ chunk: 'clashes', status: 'BLOCKED' })]) } },
  },
  'pause-project': { variables: () => [PROJECT], gives: { updateProject: { project: { paused: true } } } },
  hold: { variables: () => ['chunk=waits', 'expectedRevision=1'], gives: { holdWorkUnit: unit('waits', { held: true, revision: 2 }) } },
  release: { variables: () => ['chunk=waits'], gives: { releaseWorkUnit: unit('waits', { held: false }) } },
  'retry-all-of-a-kind': {
    variables: () => ['reason=AGENT_FAILED'],
    gives: { retryWorkUnits: { workUnits: [{ chunk: 'fails', status: 'READY' }] } },
  },
  rewind: {
    variables: () => ['chunk=clashes', 'phase=PLAN'],
    gives: { rewindWorkUnit: unit('clashes', { phase: 'PLAN' }) },
  },
  'rotate-token': {
    variables: () => ['name=alice', 'role=VIEWER'],
    gives: { revokeToken: { revokedAt: expect.any(String) }, createToken: { token: expect.any(String), expiresAt: null } },
  },
  answer: {
    variables: async () => [`item=${await itemOf('asks')}`, 'option=left'],
    gives: { answerAttention: unit('asks', { status: 'READY' }) },
  },
  inject: {
    variables: () => ['workUnits=[{"chunk":"first"},{"chunk":"second","dependsOn":["first"]}]'],
    gives: { injectWorkUnits: { workUnits: [{ chunk: 'first', status: 'READY' }, { blockedBy: [{ chunk: 'first' }] }] } },
  },
  'resume-project': { variables: () => ['maxAgents=2'], gives: { updateProject: { project: { paused: false, maxAgents: 2 } } } },
  'deliver Deliver': {
    variables: () => [`repository=${join(server.folder, 'notes')}`, `agent=${JSON.stringify(BUSY_AGENT)}`],
    gives: { createProject: { cursor: expect.any(String) }, injectWorkUnits: { workUnits: [{ chunk: 'storage' }, {}, {}] } },
  },
  'deliver Follow': {
    variables: async () => [`after=${await startOf('notes')}`],
    gives: { workUnitUpdated: { chunk: 'storage', workUnit: { status: 'READY', mergedCommit: null } } },
  },
  'deliver Answer': {
    variables: async () => {
      await server.run('wait', 'storage', '--project', 'notes', '--status', 'needs-attention')
      return [`item=${await itemOf('storage', 'notes')}`, 'answer=Neither.']
    },
    gives: { answerAttention: unit('storage', { status: 'READY' }) },
  },
  'deliver Delivered': { gives: { workUnits: { nodes: [{ chunk: 'storage' }, { chunk: 'export' }, { chunk: 'manual' }] } } },
}

interface Row {
  readonly name: string
  readonly operation: string | null
  readonly kind: string
  readonly summary: string
}

const rows = JSON.parse((await invoke(['run', '--list', '--json'])).out) as Row[]
const idOf = ({ name, operation }: Row): string => (operation === null ? name : `${name} ${operation}`)
const kinds = new Map(rows.map((row) => [idOf(row), row.kind]))

test('every ready operation says what it is for, and has a case here', () => {
  expect(rows.filter(({ summary }) => summary === '')).toEqual([])
  expect(Object.keys(CASES).toSorted()).toEqual([...kinds.keys()].toSorted())
})

test.each(Object.entries(CASES))('%s', async (id, { variables = () => [], gives }) => {
  const [name = '', operation] = id.split(' ')
  const given = (await variables()).flatMap((assignment) => ['--var', assignment])
  const words = ['run', name, ...(operation === undefined ? [] : ['--operation', operation]), ...given, '--project', 'box']
  if (kinds.get(id) === 'subscription') {
    const event = await startProgram([...words, '--data-dir', server.dataDir]).line()
    return expect(JSON.parse(event)).toMatchObject(gives)
  }
  const { code, out, err } = await server.run(...words)
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(JSON.parse(out)).toMatchObject(gives)
})
