/** `signalbox demo` as a program, with a subscriber beside it. */
import { expect, test } from 'vitest'
import { demoChunks } from '../../src/cli/demo-script.ts'
import { startProgram } from './program-process.ts'

const STATUSES = ['BLOCKED', 'DONE', 'NEEDS_ATTENTION', 'READY', 'RUNNING']

interface Line {
  readonly sequence: number
  readonly revision: number
  readonly chunk: string
  readonly status: string
}

test('a dozen chunks are worked through and merged once each, and a subscriber sees every step', { timeout: 180_000 }, async () => {
  const chunks = demoChunks().map(({ chunk }) => chunk)
  const demo = startProgram(['demo', '--speed', '50', '--patience', '0.2', '--exit'])
  expect(await demo.line()).toMatch(/^The dashboard: http:\/\/127\.0\.0\.1:\d+\/#token=\S+$/)
  await demo.line()
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

  const { exitCode, stdout, stderr } = await demo.process
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  const history = stdout.split('All is done.')[1]?.split('\n').slice(1) ?? []
  const merged = history.map((line) => /^[0-9a-f]+ ([a-z-]+): /.exec(line)?.[1]).filter((chunk) => chunk !== undefined)
  expect(merged.toSorted()).toEqual(chunks.toSorted())
})
