/** The server as a program, as `npm test` has built it. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished } from 'vitest'
import type { makeHome, Place } from './world.ts'

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url))

export type Home = Awaited<ReturnType<typeof makeHome>>

/** Runs `signalbox serve` until it listens; it is gone when the test is. `said` is what has come from its standard output and error. */
export async function serve(home: Home): Promise<{ place: Place; program: ChildProcess; said: () => string }> {
  const database = home.databaseUrl === null ? [] : ['--database-url', home.databaseUrl]
  const program = spawn(process.execPath, [CLI, 'serve', '--data-dir', home.dataDir, '--port', '0', ...database], {
    env: home.environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => end(program, 'SIGKILL'))
  let said = ''
  for (const stream of [program.stdout, program.stderr]) stream.on('data', (bytes: Buffer) => (said += String(bytes)))
  const [line] = (await Promise.race([once(createInterface(program.stdout), 'line'), once(program, 'exit').then(() => [said])])) as [string]
  expect(line).toMatch(/^signalbox listens on http:\/\/127\.0\.0\.1:\d+$/)
  const { url } = JSON.parse(await readFile(join(home.dataDir, 'server.json'), 'utf8')) as { url: string }
  const ownerToken = (await readFile(join(home.dataDir, 'owner-token'), 'utf8')).trim()
  return { place: { url, ownerToken }, program, said: () => said }
}

export async function end(program: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (program.exitCode !== null || program.signalCode !== null) return
  const exited = once(program, 'exit')
  program.kill(signal)
  await exited
}
