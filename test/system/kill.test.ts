/** The server as a program, killed in the middle of its work: it goes on where it was, and merges nothing twice. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { operatorGit } from '../git/sample-repository.ts'
import { end, serve } from './program.ts'
import { createProject, gaps, injectUnits, makeHome, makeRepository, startCursor, subscribe } from './world.ts'

const CHUNKS = ['alpha', 'beta', 'gamma', 'delta', 'epsilon', 'zeta']

test('a server that is killed with -9 in the middle goes on after a restart: all is done, each merged once', async () => {
  const home = await makeHome()
  const repository = await makeRepository()
  const first = await serve(home)
  await createProject(first.place, { repositoryPath: repository, maxAgents: 3, phases: ['IMPLEMENT', 'REVIEW'] })
  const watching = await subscribe(first.place, 'demo', await startCursor(first.place, 'demo'))
  // Two chains.
  await injectUnits(
    first.place,
    ...CHUNKS.map((chunk, index) => ({ chunk, dependsOn: CHUNKS.slice(Math.max(0, index - 2), Math.max(0, index - 1)) })),
  )

  await watching.until(({ workUnit }) => workUnit?.status === 'DONE')
  await watching.until(({ workUnit, sequence }) => workUnit?.status === 'RUNNING' && sequence > 20)
  await end(first.program, 'SIGKILL')
  const seen = [...watching.updates]

  const second = await serve(home)
  const returned = await subscribe(second.place, 'demo', seen.at(-1)?.cursor ?? null)
  for (const chunk of CHUNKS.filter((name) => !seen.some((update) => update.chunk === name && update.workUnit?.status === 'DONE'))) {
    await returned.until((update) => update.chunk === chunk && update.workUnit?.status === 'DONE')
  }
  expect(gaps([...seen, ...returned.updates])).toEqual([])

  const subjects = (await operatorGit(repository, 'log', '--format=%s', 'main')).split('\n')
  for (const chunk of CHUNKS)
    expect(
      subjects.filter((subject) => subject.startsWith(`${chunk}:`)),
      `merges of ${chunk}`,
    ).toHaveLength(1)
  expect(await operatorGit(repository, 'status', '--porcelain')).toBe('')

  await end(second.program, 'SIGTERM')
  expect(second.program.exitCode).toBe(0)
  await expect(readFile(join(home.dataDir, 'server.json'))).rejects.toThrow('ENOENT')
})
