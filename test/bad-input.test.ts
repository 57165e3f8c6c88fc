/** Bad input over the wire: over HTTP and over WebSocket each gets the same code, field and sentence, and nothing is changed by it. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createClient } from 'graphql-ws'
import { expect, test } from 'vitest'
import WebSocket from 'ws'
import { operatorGit, temporaryFolder } from './git/sample-repository.ts'
import { BAD_INPUTS, type BadInput } from './graphql/bad-input-cases.ts'
import {
  ask,
  CREATE_PROJECT,
  createProject,
  injectUnits,
  makeRepository,
  type Place,
  post,
  startCursor,
  startServer,
  subscribe,
} from './system/world.ts'

interface Refusal {
  readonly message: string
  readonly code: string | undefined
  readonly field: string | undefined
}

interface WireError {
  readonly message: string
  readonly extensions?: { readonly code?: string; readonly field?: string }
}

function toRefusal(errors: readonly WireError[] | undefined): Refusal {
  const [error] = errors ?? []
  return { message: error?.message ?? 'no error', code: error?.extensions?.code, field: error?.extensions?.field }
}

async function overHttp(place: Place, query: string, variables: object): Promise<Refusal> {
  return toRefusal((await post(place, query, variables)).errors)
}

/** Errors of a document come as a message of their own; those of its execution come with the result. */
async function overWebSocket({ url, ownerToken }: Place, query: string, variables: Record<string, unknown>): Promise<Refusal> {
  const client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { token: ownerToken },
    retryAttempts: 0,
  })
  const refusal = await new Promise<Refusal>((resolve) => {
    client.subscribe(
      { query, variables },
      {
        next: ({ errors }) => resolve(toRefusal(errors)),
        error: (errors) => resolve(toRefusal(Array.isArray(errors) ? errors : [{ message: String(errors) }])),
        complete: () => undefined,
      },
    )
  })
  await client.dispose()
  return refusal
}

/** Of repositories: they need real ones. */
async function repositoryCases(repository: string): Promise<BadInput[]> {
  const folder = await temporaryFolder()
  const empty = join(folder, 'empty')
  await mkdir(empty)
  await operatorGit(empty, 'init', '--quiet', '--initial-branch=main')
  const file = join(folder, 'file')
  await writeFile(file, 'no folder')
  const create = (mistake: string, repositoryPath: string, baseBranch: string | null, field: string, says: string): BadInput => ({
    mistake,
    document: CREATE_PROJECT,
    input: { key: 'other', repositoryPath, baseBranch, agent: { driver: 'COMMAND', command: ['agent'] } },
    code: 'VALIDATION_FAILED',
    field,
    says,
  })
  return [
    create('a repository path that is not there', join(folder, 'nowhere'), null, 'repositoryPath', 'nowhere'),
    create('a folder that is no repository', folder, null, 'repositoryPath', folder),
    create('a file for a repository', file, null, 'repositoryPath', file),
    create('a base branch that does not exist', repository, 'nope', 'baseBranch', 'nope'),
    create('an empty repository', empty, null, 'repositoryPath', empty),
  ]
}

test('each mistake gets its code, its field and a sentence, the same over both transports, and changes nothing', async () => {
  const server = await startServer()
  const repository = await makeRepository()
  await createProject(server, { repositoryPath: repository, phases: ['IMPLEMENT'] })
  await ask(server, 'mutation { updateProject(input: { key: "demo", paused: true }) { cursor } }')
  await injectUnits(server, { chunk: 'one' }, { chunk: 'two', dependsOn: ['one'] })
  const state = (): Promise<unknown> =>
    ask(server, '{ projects { key sequence baseBranch maxAgents paused workUnits { nodes { chunk revision status priority held } } } }')
  const before = await state()

  for (const { mistake, document, input, variables, code, field, says } of [...BAD_INPUTS, ...(await repositoryCases(repository))]) {
    // The cases know no repository of this test.
    const given = variables ?? {
      input: input && 'repositoryPath' in input && input.repositoryPath === '/r' ? { ...input, repositoryPath: repository } : input,
    }
    const http = await overHttp(server, document, given)
    expect.soft({ code: http.code, field: http.field }, mistake).toEqual({ code, field })
    expect.soft(http.message, mistake).toContain(says)
    expect.soft(await overWebSocket(server, document, given), mistake).toEqual(http)
  }
  expect(await state()).toEqual(before)
})

test('an agent command that does not exist is told to the operator, and the server goes on', async () => {
  const server = await startServer()
  await createProject(server, { phases: ['IMPLEMENT'], command: ['no-such-agent-anywhere'] })
  const subscriber = await subscribe(server, 'demo', await startCursor(server, 'demo'))
  await ask(server, 'mutation { injectWorkUnits(input: { project: "demo", workUnits: [{ chunk: "one" }] }) { cursor } }')
  const flagged = await subscriber.until(({ workUnit }) => workUnit?.status === 'NEEDS_ATTENTION')
  expect(flagged.workUnit?.attention).toMatchObject([{ kind: 'AGENT_FAILED' }])
  expect(flagged.reason).toContain('there is no program no-such-agent-anywhere')
})

test('malformed JSON is refused with a code and a sentence over HTTP, and closes a WebSocket', async () => {
  const server = await startServer()
  const headers = { authorization: `Bearer ${server.ownerToken}`, 'content-type': 'application/json' }
  const response = await fetch(`${server.url}/graphql`, { method: 'POST', headers, body: '{"query": ' })
  expect(response.status).toBe(400)
  expect(toRefusal(((await response.json()) as { errors: WireError[] }).errors).code).toBe('VALIDATION_FAILED')

  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws')
  const closed = new Promise<number>((resolve) => socket.once('close', resolve))
  socket.once('open', () => socket.send('{"type": '))
  expect(await closed).toBe(4400)
})
