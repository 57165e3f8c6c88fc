/** The life of a token, as those who hold one meet it: the real server, its database, and connections that are open when the token ends. */
import { execFileSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../git/sample-repository.ts'
import { SocketClient, streamed } from '../server/clients.ts'
import { ask, createProject, injectUnits, type Place, startServer } from './world.ts'

async function createToken(place: Place, name: string, expiresAt: Date | null = null): Promise<string> {
  const query = 'mutation ($input: CreateTokenInput!) { createToken(input: $input) { token } }'
  const answer = await ask<{ createToken: { token: string } }>(place, query, { input: { name, role: 'VIEWER', expiresAt } })
  return answer.createToken.token
}

const portOf = ({ url }: Place): number => Number(new URL(url).port)

/** A socket that is let in with the token. */
async function enter(place: Place, token: string): Promise<SocketClient> {
  const client = new SocketClient(portOf(place), { Authorization: `Bearer ${token}` })
  expect(await client.initialize()).toEqual({ type: 'connection_ack' })
  return client
}

test('what was opened with a token ends with it: when it is revoked, when it expires, and when its run ends', async () => {
  const server = await startServer()
  // The agent hands its token over, and ends when it is told to.
  const folder = await temporaryFolder()
  const [handedOver, goOn] = [join(folder, 'token'), join(folder, 'go-on')]
  execFileSync('mkfifo', [handedOver, goOn])
  const command = ['sh', '-c', 'printf %s "$SIGNALBOX_TOKEN" > "$0"; cat "$1"', handedOver, goOn]
  await createProject(server, { phases: ['IMPLEMENT'], command })
  await injectUnits(server, { chunk: 'one' })
  const ofRun = await enter(server, await readFile(handedOver, 'utf8'))

  const revoked = await createToken(server, 'guest')
  const ofGuest = await enter(server, revoked)
  const stream = streamed(
    portOf(server),
    {
      query: 'subscription ($start: Cursor!) { workUnitUpdated(project: "demo", after: $start) { sequence } }',
      variables: await start(server),
    },
    { Authorization: `Bearer ${revoked}` },
  )
  expect((await stream.next()).value).toMatchObject({ event: 'next' })
  const ofBrief = await enter(server, await createToken(server, 'brief', new Date(Date.now() + 1_500)))
  const ofOwner = await enter(server, server.ownerToken)

  expect(await ofBrief.next()).toEqual({ closed: 4403 })
  await ask(server, 'mutation { revokeToken(input: { name: "guest" }) { revokedAt } }')
  expect(await ofGuest.next()).toEqual({ closed: 4403 })
  expect(await lastOf(stream)).toMatchObject([{ data: expect.stringContaining('UNAUTHENTICATED') }, { event: 'complete' }])
  await writeFile(goOn, '')
  expect(await ofRun.next()).toEqual({ closed: 4403 })
  expect(await ofOwner.run({ query: '{ viewer { role } }' })).toEqual([{ data: { viewer: { role: 'OWNER' } } }])
  ofOwner.socket.terminate()
})

async function start(place: Place): Promise<{ start: string }> {
  const { project } = await ask<{ project: { startCursor: string } }>(place, '{ project(key: "demo") { startCursor } }')
  return { start: project.startCursor }
}

/** The last two events, when it has ended. */
async function lastOf(stream: AsyncIterable<object>): Promise<object[]> {
  const events: object[] = []
  for await (const event of stream) events.push(event)
  return events.slice(-2)
}
