/**
 * The three bugs that signalbox was built for, by name. In the tool that it succeeds, the scheduler changed a unit's status
 * and nobody broadcast it. Here they are tried from outside: a server, a scheduler, an agent, and a WebSocket client.
 */
import { expect, test } from 'vitest'
import { createProject, gaps, injectUnits, type Place, quickAgent, startCursor, startServer, subscribe } from './world.ts'

async function startWorld(phases: readonly string[], command = quickAgent()): Promise<Place> {
  const server = await startServer()
  await createProject(server, { phases, command })
  return server
}

const HANGS = quickAgent('setInterval(() => {}, 1e6)')

test('READY → RUNNING arrives', async () => {
  const server = await startWorld(['IMPLEMENT'])
  const subscriber = await subscribe(server, 'demo', await startCursor(server, 'demo'))
  await injectUnits(server, { chunk: 'login' })

  const running = await subscriber.until(({ workUnit }) => workUnit?.status === 'RUNNING')
  expect(running).toMatchObject({ chunk: 'login', kind: 'UPDATED', previousStatus: 'READY' })
  await subscriber.until(({ workUnit }) => workUnit?.status === 'DONE')
  expect(gaps(subscriber.updates)).toEqual([])
})

test('READY after a phase advance arrives, with the new phase', async () => {
  const server = await startWorld(['PLAN', 'IMPLEMENT'])
  const subscriber = await subscribe(server, 'demo', await startCursor(server, 'demo'))
  await injectUnits(server, { chunk: 'login', goal: 'Let people log in.' })

  const advanced = await subscriber.until(({ workUnit, previousStatus }) => workUnit?.status === 'READY' && previousStatus === 'RUNNING')
  expect(advanced).toMatchObject({ chunk: 'login', previousPhase: 'PLAN', workUnit: { phase: 'IMPLEMENT' } })
  await subscriber.until(({ workUnit }) => workUnit?.status === 'DONE')
  expect(gaps(subscriber.updates)).toEqual([])
})

test('NEEDS_ATTENTION on a conflict arrives, also to a client that was disconnected while it happened', async () => {
  const server = await startWorld(['IMPLEMENT'], HANGS)
  const present = await subscribe(server, 'demo', await startCursor(server, 'demo'))
  const absent = await subscribe(server, 'demo', await startCursor(server, 'demo'))
  await injectUnits(server, { chunk: 'first', goal: '---\ncode_paths: [src/shared.ts]\n---\nChange a file.\n' })
  const before = await absent.until(({ chunk, workUnit }) => chunk === 'first' && workUnit?.status === 'RUNNING')
  await absent.close()
  const seen = absent.updates.length

  await injectUnits(server, { chunk: 'second', goal: '---\ncode_paths: [src/shared.ts]\n---\nChange the same file.\n' })
  const flagged = await present.until(({ chunk, workUnit }) => chunk === 'second' && workUnit?.status === 'NEEDS_ATTENTION')
  expect(flagged.workUnit?.attention).toMatchObject([{ kind: 'CONFLICT' }])

  const returned = await subscribe(server, 'demo', absent.updates.at(-1)?.cursor ?? before.cursor)
  const missed = await returned.until(({ chunk, workUnit }) => chunk === 'second' && workUnit?.status === 'NEEDS_ATTENTION')
  expect(missed).toEqual(flagged)
  expect(gaps([...absent.updates.slice(0, seen), ...returned.updates])).toEqual([])
})
