/** A project that is moved while there is work in it: to another data folder, and into a database where other servers are at work. */
import { createReadStream } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, inject, test, vi } from 'vitest'
import { exportFrom, importInto } from '../../src/offline.ts'
import { operatorGit, temporaryFolder } from '../git/sample-repository.ts'
import {
  ask,
  createProject,
  gaps,
  injectUnits,
  makeHome,
  makeRepository,
  quickAgent,
  startCursor,
  startServer,
  subscribe,
} from './world.ts'

// Two servers, one after the other, with agents: on a busy machine that takes its time.
vi.setConfig({ testTimeout: 90_000 })

type Home = Awaited<ReturnType<typeof makeHome>> & { readonly version: string }

async function newHome(): Promise<Home> {
  return { ...(await makeHome()), version: 'test' }
}

/** A file with the project `demo`, as `edit` leaves it, and the way to read it. */
async function exportDemo(home: Home, edit = (text: string): string => text): Promise<() => AsyncIterable<Uint8Array>> {
  const lines: string[] = []
  await exportFrom(home, { project: 'demo', write: async (line) => void lines.push(line) })
  const file = join(await temporaryFolder(), 'demo.jsonl')
  await writeFile(file, edit(lines.join('')))
  return () => createReadStream(file)
}

test('half-done work goes on in another database where it was: all is DONE, each merged once, and no subscriber notices but for the address', async () => {
  const repository = await makeRepository()
  const [here, there] = [await newHome(), await newHome()]
  const first = await startServer(here)
  // One agent hangs until it may go.
  const permission = join(await temporaryFolder(), 'go')
  const command = quickAgent(
    `if (chunk === 'hangs' && !require('node:fs').existsSync(${JSON.stringify(permission)})) setInterval(() => {}, 1e6)`,
  )
  await createProject(first, { repositoryPath: repository, phases: ['IMPLEMENT', 'REVIEW'], command })
  const watching = await subscribe(first, 'demo', await startCursor(first, 'demo'))
  await injectUnits(first, { chunk: 'done' }, { chunk: 'hangs' }, { chunk: 'waits', dependsOn: ['hangs'] })
  await watching.until(({ chunk, workUnit }) => chunk === 'done' && workUnit?.status === 'DONE')
  const running = await watching.until(({ chunk, workUnit }) => chunk === 'hangs' && workUnit?.status === 'RUNNING')
  // While it runs: its run is another server's where it is imported.
  await ask(first, 'mutation { updateProject(input: { key: "demo", paused: true }) { cursor } }')
  const source = await exportDemo(here)
  const seen = watching.updates.filter(({ sequence }) => sequence <= running.sequence)
  await watching.close()
  await first.stop()

  const { elsewhere } = await importInto(there, { source })
  expect(elsewhere).toEqual([{ chunk: 'hangs', branch: 'signalbox/hangs', path: join(here.dataDir, 'worktrees', 'demo', 'hangs') }])
  for (const { path } of elsewhere) await operatorGit(repository, 'worktree', 'remove', '--force', path)

  await writeFile(permission, '')
  const second = await startServer(there)
  const returned = await subscribe(second, 'demo', seen.at(-1)?.cursor ?? null)
  await returned.until(({ chunk, reason }) => chunk === 'hangs' && reason.includes('the run was lost'))
  await ask(second, 'mutation { updateProject(input: { key: "demo", paused: false }) { cursor } }')
  for (const chunk of ['hangs', 'waits']) await returned.until((update) => update.chunk === chunk && update.workUnit?.status === 'DONE')
  expect(gaps([...seen, ...returned.updates])).toEqual([])

  const whole = await subscribe(second, 'demo', await startCursor(second, 'demo'))
  await whole.until(({ sequence }) => sequence === returned.updates.at(-1)?.sequence)
  expect(whole.updates).toEqual([...seen, ...returned.updates])
  const subjects = (await operatorGit(repository, 'log', '--format=%s', 'main')).split('\n')
  expect(subjects.map((subject) => subject.split(':')[0])).toEqual(['waits', 'hangs', 'done', 'first'])
})

test.runIf(inject('database') === 'POSTGRESQL')(
  'a server that is at work on the database hears of a project that is imported, and works on it',
  async () => {
    const [here, there] = [await newHome(), await newHome()]
    const first = await startServer(here)
    await createProject(first, { phases: ['IMPLEMENT'] })
    const before = await subscribe(first, 'demo', await startCursor(first, 'demo'))
    await ask(first, 'mutation { updateProject(input: { key: "demo", paused: true }) { cursor } }')
    await injectUnits(first, { chunk: 'login' })
    await before.until(({ kind }) => kind === 'CREATED')
    await before.close()
    await first.stop()

    const second = await startServer(there)
    const source = await exportDemo(here, (text) => text.replace('"paused":true', '"paused":false'))
    await importInto({ ...there, dataDir: here.dataDir }, { source, key: 'moved' })
    const after = await subscribe(second, 'moved', await startCursor(second, 'moved'))
    await after.until(({ workUnit }) => workUnit?.status === 'DONE')
    expect(after.updates.slice(0, 1)).toEqual(before.updates)
    expect(gaps(after.updates)).toEqual([])
  },
)

test.runIf(inject('database') === 'SQLITE')('nothing is imported under the feet of a server', async () => {
  const home = await newHome()
  const server = await startServer(home)
  await createProject(server, { phases: ['IMPLEMENT'] })
  await expect(importInto(home, { source: await exportDemo(home) })).rejects.toThrow('Stop it first')
})
