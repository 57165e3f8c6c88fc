/** `signalbox demo` as a program, with a subscriber beside it from the beginning, and one that comes when all is done. */
import { rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { demoChunks } from '../../src/cli/demo-script.ts'
import { operatorGit } from '../git/sample-repository.ts'
import { startProgram } from './program-process.ts'

const STATUSES = ['BLOCKED', 'DONE', 'NEEDS_ATTENTION', 'READY', 'RUNNING']

interface Line {
  readonly sequence: number
  readonly revision: number
  readonly chunk: string
  readonly status: string
}

test('a dozen chunks are worked through and merged once each, and a subscriber sees every step', { timeout: 300_000 }, async () => {
  const chunks = demoChunks().map(({ chunk }) => chunk)
  const demo = startProgram(['demo', '--speed', '50', '--patience', '0.2', '--keep'])
  expect(await demo.line()).toMatch(/^The dashboard: http:\/\/127\.0\.0\.1:\d+\/#token=\S+$/)
  const repository = /^The repository: (.*), branch main$/.exec(await demo.line())?.[1] ?? ''
  onTestFinished(() => rm(dirname(repository), { recursive: true, force: true }))
  const dataDir = (await demo.line()).split('--data-dir ')[1] ?? ''
  const watch = startProgram(['watch', '--from-start', '--json', '--data-dir', dataDir])

  const changes: Line[] = []
  const done = new Set<string>()
  while (done.size < chunks.length) {
    const change: Line = JSON.parse(await watch.line())
    changes.push(change)
    if (change.status === 'DONE') done.add(change.chunk)
  }
  expect(changes.map(({ sequence }) => sequence)).toEqual(changes.map((_, index) => index + 1))
  for (const chunk of chunks) {
    const revisions = changes.filter((change) => change.chunk === chunk).map(({ revision }) => revision)
    expect(revisions).toEqual(revisions.map((_, index) => index + 1))
  }
  expect([...new Set(changes.map(({ status }) => status))].toSorted()).toEqual(STATUSES)

  const late = startProgram(['watch', '--from-start', '--json', '--data-dir', dataDir])
  for (const change of changes) expect(JSON.parse(await late.line())).toEqual(change)

  const subjects = (await operatorGit(repository, 'log', '--format=%s', 'main')).split('\n')
  for (const chunk of chunks)
    expect(
      subjects.filter((subject) => subject.startsWith(`${chunk}: `)),
      chunk,
    ).toHaveLength(1)

  while ((await demo.line()) !== 'The dashboard stays open until you press Ctrl+C.');
  demo.process.kill('SIGINT')
  expect((await demo.process).exitCode).toBe(0)
})
