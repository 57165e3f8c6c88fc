/** The demo, as a newcomer starts it, with `signalbox watch` beside it: from the beginning, and once more when all is done. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { demoChunks } from '../src/cli/demo-script.ts'
import { operatorGit } from './git/sample-repository.ts'

/** As `npm test` has built it. */
const CLI = fileURLToPath(new URL('../dist/cli.js', import.meta.url))

interface WatchedChange {
  readonly sequence: number
  readonly revision: number
  readonly chunk: string
  readonly status: string | null
}

function signalbox(...words: string[]): ChildProcess & { stdout: NonNullable<ChildProcess['stdout']> } {
  const program = spawn(process.execPath, [CLI, ...words], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(async () => {
    if (program.exitCode !== null || program.signalCode !== null) return
    program.kill('SIGINT')
    await once(program, 'exit')
  })
  return program
}

/** What `signalbox watch` prints from the start until `isLast`. */
async function watch(dataDir: string, isLast: (changes: readonly WatchedChange[]) => boolean): Promise<WatchedChange[]> {
  const watcher = signalbox('watch', '--json', '--from-start', '--data-dir', dataDir)
  const changes: WatchedChange[] = []
  for await (const line of createInterface(watcher.stdout)) {
    changes.push(JSON.parse(line))
    if (isLast(changes)) break
  }
  watcher.kill('SIGINT')
  return changes
}

test('a dozen chunks reach DONE, each is merged once, and every watcher sees every change on the way', { timeout: 120_000 }, async () => {
  const demo = signalbox('demo', '--speed', '20', '--patience', '0.2', '--no-open')
  let repository = ''
  const told = createInterface(demo.stdout)
  const { promise: dataDirTold, resolve: tellDataDir } = deferred<string>()
  const finished = (async () => {
    for await (const line of told) {
      repository = /^The repository: (.*), branch main$/.exec(line)?.[1] ?? repository
      const dataDir = /--data-dir (.*)$/.exec(line)?.[1]
      if (dataDir !== undefined) tellDataDir(dataDir)
      if (line.startsWith('The dashboard stays open')) return
    }
  })()

  const chunks = demoChunks().map(({ chunk }) => chunk)
  const dataDir = await dataDirTold
  const first = await watch(dataDir, (changes) => new Set(changes.filter(({ status }) => status === 'DONE').map(({ chunk }) => chunk)).size === chunks.length)
  await finished
  const last = await watch(dataDir, ({ length }) => length === first.length)
  const subjects = (await operatorGit(repository, 'log', '--format=%s', 'main')).split('\n')

  expect(first.map(({ sequence }) => sequence)).toEqual(first.map((_, index) => index + 1))
  for (const chunk of chunks) {
    const revisions = first.filter((change) => change.chunk === chunk).map(({ revision }) => revision)
    expect(revisions, chunk).toEqual(revisions.map((_, index) => index + 1))
  }
  expect(new Set(first.map(({ status }) => status))).toEqual(new Set(['READY', 'RUNNING', 'BLOCKED', 'NEEDS_ATTENTION', 'DONE']))
  expect(last).toEqual(first)
  for (const chunk of chunks) expect(subjects.filter((subject) => subject.startsWith(`${chunk}: `)), chunk).toHaveLength(1)
})

function deferred<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined
  const promise = new Promise<T>((fulfil) => {
    resolve = fulfil
  })
  return { promise, resolve }
}
