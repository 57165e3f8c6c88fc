/**
 * No secret gets out of a server: not into its log, nor what it prints, nor an answer or a metric. Each kind is really in play, is used
 * for what it is for, and is shown wrongly wherever somebody may come to show it, over every transport.
 */
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import { expect, test } from 'vitest'
import { send, SocketClient } from '../server/clients.ts'
import { SIGNALBOX } from '../cli/program-process.ts'
import { end, serve } from './program.ts'
import { ask, CREATE_PROJECT, injectUnits, makeHome, makeRepository, type Place, post, startCursor, subscribe } from './world.ts'

const API_KEY = 'the value of AGENT_API_KEY'

/** Says all that it knows, in its output and in its first verdict; tries what its token is not for; and fails where its chunk says so. */
const AGENT = [
  process.execPath,
  '-e',
  `
  const { appendFileSync, existsSync, readFileSync, writeFileSync } = require('node:fs')
  const { HOME, AGENT_API_KEY, SIGNALBOX_CHUNK: chunk, SIGNALBOX_PHASE: phase, SIGNALBOX_URL: url, SIGNALBOX_TOKEN: token } = process.env
  const authorization = 'Bearer ' + token
  const known = token + ' ' + AGENT_API_KEY
  const call = (query, variables) => fetch(url, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  })
  async function work() {
    appendFileSync(HOME + '/run-tokens', token + '\\n')
    console.log(known)
    console.error(known)
    const round = existsSync('round') ? Number(readFileSync('round', 'utf8')) : 0
    if (phase === 'IMPLEMENT') {
      writeFileSync('round', String(round + 1))
      await call('{ projects { key } }')
      const metrics = await fetch(url.replace('graphql', 'metrics'), { headers: { authorization } })
      writeFileSync(HOME + '/metrics-status', String(metrics.status))
      return chunk === 'fails' ? 3 : 0
    }
    const query = 'mutation ($verdict: ReviewVerdict!, $summary: String!) { submitReview(input: { verdict: $verdict, summary: $summary }) { cursor } }'
    await call(query, { verdict: round < 2 ? 'FEEDBACK' : 'APPROVE', summary: known })
    return 0
  }
  work().then(process.exit)`,
]

async function makeTokens(place: Place): Promise<{ good: string; revoked: string }> {
  const create = 'mutation ($name: String!) { createToken(input: { name: $name, role: OPERATOR }) { token } }'
  const make = async (name: string): Promise<string> =>
    (await ask<{ createToken: { token: string } }>(place, create, { name })).createToken.token
  const [good, revoked] = [await make('bot'), await make('old-bot')]
  await ask(place, 'mutation { revokeToken(input: { name: "old-bot" }) { name } }')
  return { good, revoked }
}

/** Requests with a token where it does not belong, or that are refused although it does. */
async function misuse({ url }: Place, token: string): Promise<void> {
  const port = Number(new URL(url).port)
  const bearer = { Authorization: `Bearer ${token}` }
  const json = { 'Content-Type': 'application/json' }
  const body = JSON.stringify({ query: '{ projects { key } }' })
  const requests: Parameters<typeof send>[1][] = [
    { path: `/graphql?token=${token}` },
    { method: 'POST', path: `/graphql?access_token=${token}`, headers: json, body },
    { path: `/${token}`, headers: bearer },
    { path: `/metrics?token=${token}` },
    { method: 'POST', path: '/graphql', headers: { ...json, Authorization: `Bearer ${token} ${token}` }, body },
    { method: 'POST', path: '/graphql', headers: { ...json, Authorization: `Basic ${btoa(`me:${token}`)}` }, body },
    { method: 'POST', path: '/graphql', headers: { ...json, Cookie: `signalbox-${port}=${token}` }, body },
    { method: 'POST', path: '/graphql', headers: { ...json, ...bearer, Origin: `http://${token}.example` }, body },
    { method: 'POST', path: '/graphql', headers: { ...json, ...bearer, Host: `${token}.example` }, body },
    { method: 'POST', path: '/graphql', headers: { ...bearer, 'Content-Type': 'text/plain' }, body: token },
    { method: 'POST', path: '/graphql', headers: { ...json, ...bearer }, body: `{ "token": "${token}"` },
    {
      method: 'POST',
      path: '/graphql',
      headers: { ...json, ...bearer },
      body: JSON.stringify({ query: `{ projects(token: "${token}") { key } }` }),
    },
    {
      method: 'POST',
      path: '/graphql',
      headers: { ...json, ...bearer },
      body: JSON.stringify({
        query: 'mutation ($input: HoldWorkUnitInput!) { holdWorkUnit(input: $input) { cursor } }',
        variables: { input: { project: token, chunk: token } },
      }),
    },
    {
      method: 'POST',
      path: '/graphql',
      headers: { ...json, ...bearer, Accept: 'text/event-stream', 'Last-Event-ID': token },
      body: JSON.stringify({ query: 'subscription { workUnitUpdated(project: "demo") { sequence } }' }),
    },
  ]
  for (const request of requests) await send(port, request)

  const stranger = new SocketClient(port)
  await stranger.initialize({ token: `${token}x`, password: token })
  const talker = new SocketClient(port, bearer)
  if (!('closed' in (await talker.initialize()))) {
    await talker.run({ query: `subscription { workUnitUpdated(project: "demo", after: "${token}") { sequence } }` })
    talker.send(`{"type":"${token}"}`)
    await talker.next()
  }
  const early = new SocketClient(port)
  await once(early.socket, 'open')
  early.send(token)
  await early.next()
}

test('no secret is in the log, in what the server prints, in an answer or in a metric', async () => {
  const home = await makeHome()
  // A webhook that nobody takes: its failures are logged.
  const environment = { ...home.environment, AGENT_API_KEY: API_KEY, SIGNALBOX_ALLOW_WEBHOOK: '127.0.0.1:1' }
  const { place, program, said } = await serve({ ...home, environment })
  const { good, revoked } = await makeTokens(place)
  const agent = { driver: 'COMMAND', command: AGENT, environment: ['AGENT_API_KEY'] }
  await ask(place, CREATE_PROJECT, {
    input: { key: 'demo', phases: ['IMPLEMENT', 'REVIEW'], repositoryPath: await makeRepository(), agent },
  })
  const webhook = await ask<{ createWebhook: { secret: string } }>(
    place,
    'mutation { createWebhook(input: { project: "demo", url: "http://127.0.0.1:1/hook", events: [RUN_FAILED] }) { secret } }',
  )
  const watching = await subscribe(place, 'demo', await startCursor(place, 'demo'))
  await injectUnits(place, { chunk: 'works' }, { chunk: 'fails' })
  await watching.until(({ chunk, workUnit }) => chunk === 'works' && workUnit?.status === 'DONE')
  await watching.until(({ chunk, workUnit }) => chunk === 'fails' && workUnit?.status === 'NEEDS_ATTENTION')
  for (const token of [place.ownerToken, good, revoked]) await misuse(place, token)

  const runTokens = (await readFile(join(home.environment['HOME'] ?? '', 'run-tokens'), 'utf8')).trim().split('\n')
  expect(runTokens).toHaveLength(5)
  expect(await readFile(join(home.environment['HOME'] ?? '', 'metrics-status'), 'utf8')).toBe('403')
  const password = home.databaseUrl === null ? [] : [new URL(home.databaseUrl).password]

  // What an agent says is shown in its output, in a verdict, and in the details of a failure, and nowhere else.
  const answers = await post(
    place,
    `{ viewer { name } server { database } tokens { name role createdBy }
       projects { key agent { driver command environment } workUnits { nodes {
         chunk title goal branch worktreePath attentionReason runs { nodes { status host failure exitCode } }
         changes { nodes { actor changedFields } }
       } } } }`,
  )
  expect(answers.errors).toBeUndefined()
  const metrics = await send(Number(new URL(place.url).port), {
    path: '/metrics',
    headers: { Authorization: `Bearer ${place.ownerToken}` },
  })
  await watching.close()
  await end(program, 'SIGTERM')
  expect(program.exitCode).toBe(0)
  const log = await readFile(join(home.dataDir, 'signalbox.log'), 'utf8')
  const tokenLines = log.split('\n').filter((line) => /"msg":"token (created|revoked)"/.test(line))
  expect(tokenLines.map((line) => JSON.parse(line)).map(({ msg, name }) => `${msg}: ${name}`)).toEqual([
    'token created: bot',
    'token created: old-bot',
    'token revoked: old-bot',
  ])
  expect(log.match(/"msg":"refused"/g)?.length).toBeGreaterThan(30)
  expect(log.split('the reviewer sent it back: [redacted] [redacted]').length, 'lines with what an agent said').toBe(2)

  const places = { log, printed: said(), answers: JSON.stringify(answers), metrics: metrics.body }
  const kinds = {
    owner: [place.ownerToken],
    created: [good, revoked],
    'run token': runTokens,
    'variable of an agent': [API_KEY],
    'webhook secret': [webhook.createWebhook.secret, webhook.createWebhook.secret.replace('whsec_', '')],
    'database password': password,
  }
  const found = Object.entries(places).flatMap(([where, text]) =>
    Object.entries(kinds).flatMap(([kind, texts]) => (texts.some((secret) => text.includes(secret)) ? [`${kind} in ${where}`] : [])),
  )
  expect(found).toEqual([])
})

test('a database that cannot be reached is told of without its password', async () => {
  const home = await makeHome()
  const [file, ...words] = SIGNALBOX
  const url = 'postgres://signalbox:swordfish@127.0.0.1:1/signalbox'
  const { exitCode, all } = await execa(file, [...words, 'serve', '--data-dir', home.dataDir, '--port', '0', '--database-url', url], {
    reject: false,
    all: true,
    extendEnv: false,
    env: home.environment,
  })
  expect(exitCode).toBe(1)
  expect(all).toContain('127.0.0.1')
  expect(all).not.toContain('swordfish')
  expect(await readFile(join(home.dataDir, 'signalbox.log'), 'utf8')).not.toContain('swordfish')
})
