/** Runs a command of the command line in this process, and gathers what it prints. */
import { tmpdir } from 'node:os'
import { PassThrough, Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { vi } from 'vitest'
import { runCli } from '../../src/cli/program.ts'

export interface Invocation {
  readonly code: number
  readonly out: string
  readonly err: string
}

export interface World {
  readonly environment?: Readonly<Record<string, string>>
  readonly cwd?: string
  readonly input?: string
}

export async function invoke(words: readonly string[], { environment = {}, cwd = tmpdir(), input = '' }: World = {}): Promise<Invocation> {
  // Whoever runs the tests may want colours of them; what the command prints here is read by tests.
  vi.stubEnv('FORCE_COLOR', undefined)
  const streams = { out: new PassThrough(), err: new PassThrough() }
  const printed = Promise.all([text(streams.out), text(streams.err)])
  const code = await runCli({ environment, cwd, input: Readable.from([input]), ...streams }, words)
  streams.out.end()
  streams.err.end()
  const [out, err] = await printed
  return { code, out, err }
}
