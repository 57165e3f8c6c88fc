/** What an operator can see of a server from outside of the API: its log and its metrics, after what they are about has really happened. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { FIELDS } from '../../src/log/fields.ts'
import { type Family, readExposition } from '../support/exposition.ts'
import { SocketClient } from '../server/clients.ts'
import {
  ask,
  createProject,
  injectUnits,
  makeHome,
  makeRepository,
  type Place,
  post,
  quickAgent,
  startCursor,
  startServer,
  subscribe,
} from './world.ts'

/** Asks once, or fails, as its chunk is called. */
const AGENT = quickAgent(`
  if (chunk === 'fails') process.exit(3)
  if (chunk === 'asks' && !process.env.SIGNALBOX_ANSWER) {
    const query = 'mutation { askOperator(input: { question: "Which one?" }) { cursor } }'
    const headers = { authorization: 'Bearer ' + token, 'content-type': 'application/json' }
    fetch(url, { method: 'POST', headers, body: JSON.stringify({ query }) }).then(() => process.exit(75))
  }`)

async function scrape({ url, ownerToken }: Place): Promise<Map<string, Family>> {
  const response = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${ownerToken}` } })
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
  return readExposition(await response.text())
}

/** The value of a series, or of the count of a histogram; undefined where there is none. */
function value(families: Map<string, Family>, name: string, labels: Record<string, string> = {}): number | undefined {
  const family = families.get(name)
  const sample = family?.type === 'histogram' ? `${name}_count` : name
  return family?.samples.find((found) => found.name === sample && Object.entries(labels).every(([key, text]) => found.labels[key] === text))
    ?.value
}

async function logLines(dataDir: string): Promise<Record<string, unknown>[]> {
  const text = await readFile(join(dataDir, 'signalbox.log'), 'utf8')
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
}

test('every change is one line of the log, every refusal too, and the metrics count what has happened', async () => {
  const home = await makeHome()
  const server = await startServer(home, 'info')
  const before = await scrape(server)
  await createProject(server, { phases: ['IMPLEMENT'], maxAgents: 2, command: AGENT, repositoryPath: await makeRepository() })
  const subscriber = await subscribe(server, 'demo', await startCursor(server, 'demo'))
  await injectUnits(server, { chunk: 'works' }, { chunk: 'follows', dependsOn: ['works'] }, { chunk: 'fails' }, { chunk: 'asks' })
  await subscriber.until(({ chunk, workUnit }) => chunk === 'follows' && workUnit?.status === 'DONE')
  await subscriber.until(({ chunk, workUnit }) => chunk === 'fails' && workUnit?.status === 'NEEDS_ATTENTION')
  // The run has ended, and the question is open.
  const asked = await subscriber.until(({ chunk, reason }) => chunk === 'asks' && reason === 'the agent waits for an answer')

  const busy = await scrape(server)
  expect(value(busy, 'signalbox_work_units', { project: 'demo', status: 'DONE' })).toBe(2)
  expect(value(busy, 'signalbox_work_units', { project: 'demo', status: 'NEEDS_ATTENTION' })).toBe(2)
  expect(value(busy, 'signalbox_work_units', { project: 'demo', status: 'BLOCKED' })).toBe(0)
  expect(value(busy, 'signalbox_change_log_head', { project: 'demo' })).toBe(subscriber.updates.length)
  expect(value(busy, 'signalbox_attention_open', { kind: 'QUESTION' })).toBe(1)
  expect(value(busy, 'signalbox_attention_open', { kind: 'AGENT_FAILED' })).toBe(1)
  expect(value(busy, 'signalbox_attention_open', { kind: 'CONFLICT' })).toBe(0)
  expect(value(busy, 'signalbox_runs_open', { status: 'RUNNING' })).toBe(0)
  expect(value(busy, 'signalbox_runs_ended_total', { project: 'demo', outcome: 'SUCCEEDED' })).toBe(2)
  expect(value(busy, 'signalbox_runs_ended_total', { project: 'demo', outcome: 'FAILED' })).toBe(1)
  expect(value(busy, 'signalbox_runs_ended_total', { project: 'demo', outcome: 'SUSPENDED' })).toBe(1)
  expect(value(busy, 'signalbox_dispatch_wait_seconds', { project: 'demo' })).toBe(4)
  expect(value(busy, 'signalbox_websockets_open')).toBe(1)
  expect(value(busy, 'signalbox_subscriptions_open')).toBe(1)
  expect(value(busy, 'signalbox_subscription_groups_open')).toBe(1)
  expect(value(busy, 'signalbox_event_streams_open')).toBe(0)
  const { server: told } = await ask<{ server: { feedLagSeconds: unknown } }>(
    server,
    '{ server { sockets streams subscriptions feedLagSeconds } }',
  )
  expect(told).toEqual({ sockets: 1, streams: 0, subscriptions: 1, feedLagSeconds: expect.any(Number) })

  const item = asked.workUnit?.attention[0]?.id
  await ask(server, 'mutation ($item: ID!) { answerAttention(input: { item: $item, answer: "this one" }) { cursor } }', { item })
  await subscriber.until(({ chunk, workUnit }) => chunk === 'asks' && workUnit?.status === 'DONE')

  // One of each transport.
  await post(server, 'mutation ($input: HoldWorkUnitInput!) { holdWorkUnit(input: $input) { cursor } }', {
    input: { project: 'demo', chunk: 'works' },
  })
  expect((await fetch(`${server.url}/graphql`, { method: 'POST', headers: { authorization: 'Bearer nobody' } })).status).toBe(401)
  const stranger = new SocketClient(Number(new URL(server.url).port))
  expect(await stranger.initialize({ token: 'nobody' })).toEqual({ closed: 4403 })
  await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${server.ownerToken}`, 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({ query: 'subscription { workUnitUpdated(project: "nowhere") { sequence } }' }),
  }).then((response) => response.text())

  const after = await scrape(server)
  const grown = (name: string, labels?: Record<string, string>): number =>
    (value(after, name, labels) ?? 0) - (value(before, name, labels) ?? 0)
  expect(grown('signalbox_refusals_total', { transport: 'http', code: 'ILLEGAL_TRANSITION' })).toBe(1)
  expect(grown('signalbox_refusals_total', { transport: 'http', code: 'UNAUTHENTICATED' })).toBe(1)
  expect(grown('signalbox_refusals_total', { transport: 'websocket', code: 'UNAUTHENTICATED' })).toBe(1)
  expect(grown('signalbox_refusals_total', { transport: 'sse', code: 'NOT_FOUND' })).toBe(1)
  expect(grown('signalbox_operations_total', { kind: 'subscription' })).toBe(2)
  // createProject, injectWorkUnits, askOperator, answerAttention, holdWorkUnit.
  expect(grown('signalbox_operations_total', { kind: 'mutation' })).toBe(5)
  // The cursor to begin with, and the server.
  expect(grown('signalbox_operations_total', { kind: 'query' })).toBe(2)
  expect(grown('signalbox_unexpected_errors_total')).toBe(0)
  // Once for each change of the one group, but for those that its only subscriber read before it was live.
  const changes = subscriber.updates
  expect(grown('signalbox_feed_lag_seconds')).toBeGreaterThan(0)
  expect(grown('signalbox_feed_lag_seconds')).toBeLessThanOrEqual(changes.length)
  expect(grown('signalbox_commit_duration_seconds')).toBe(changes.length - (4 - 1) - 1)
  expect(value(after, 'signalbox_slow_consumers_closed_total', { transport: 'websocket' })).toBe(0)
  expect(value(after, 'nodejs_eventloop_lag_p99_seconds')).toBeDefined()
  expect(value(after, 'process_resident_memory_bytes')).toBeGreaterThan(0)
  const chunkLabels = [...after.values()].flatMap(({ samples }) => samples.flatMap(({ labels }) => Object.values(labels)))
  expect(chunkLabels.filter((label) => ['works', 'follows', 'fails', 'asks'].includes(label))).toEqual([])

  await subscriber.close()
  await server.stop()
  const lines = await logLines(home.dataDir)
  const said = lines.filter(({ msg }) => msg === 'changed')
  expect(said.map(({ sequence, revision, kind, chunk, reason, status }) => ({ sequence, revision, kind, chunk, reason, status }))).toEqual(
    changes.map(({ sequence, revision, kind, chunk, reason, workUnit }) => ({
      sequence,
      revision,
      kind,
      chunk,
      reason,
      status: workUnit?.status,
    })),
  )
  expect(new Set(said.map(({ level }) => level))).toEqual(new Set(['info']))
  expect(said.find(({ chunk, status }) => chunk === 'fails' && status === 'NEEDS_ATTENTION')).toMatchObject({
    project: 'demo',
    run: said.find(({ chunk, previousStatus, status }) => chunk === 'fails' && previousStatus === 'READY' && status === 'RUNNING')?.['run'],
    actor: 'scheduler',
    previousStatus: 'RUNNING',
    previousPhase: 'IMPLEMENT',
    phase: 'IMPLEMENT',
    reason: expect.stringContaining('exit'),
  })
  expect(lines.find(({ msg }) => msg === 'project created')).toMatchObject({ project: 'demo', actor: expect.stringMatching(/^owner/) })
  const refused = lines
    .filter(({ msg }) => msg === 'refused')
    .map(({ transport, code, actor, project, chunk }) => ({ transport, code, actor, project, chunk }))
  expect(refused).toEqual([
    { transport: 'http', code: 'ILLEGAL_TRANSITION', actor: expect.stringMatching(/^owner/), project: 'demo', chunk: 'works' },
    { transport: 'http', code: 'UNAUTHENTICATED' },
    { transport: 'websocket', code: 'UNAUTHENTICATED' },
    { transport: 'sse', code: 'NOT_FOUND', actor: expect.stringMatching(/^owner/) },
  ])
  expect([...new Set(lines.flatMap((line) => Object.keys(line)))].filter((field) => !(field in FIELDS))).toEqual([])
})
