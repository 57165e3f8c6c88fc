/** graphql-yoga with graphql-ws, joined as Yoga's documentation says: what most servers of GraphQL subscriptions on Node are. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Place, ServerUnderTest } from '../server-under-test.ts'
import { Program } from './program.ts'
import { createProject } from './remote.ts'

const PROGRAM = fileURLToPath(new URL('../../support/plain-yoga.ts', import.meta.url))

export async function startPlainYoga(): Promise<ServerUnderTest> {
  const folder = await mkdtemp(join(tmpdir(), 'plain-yoga-'))
  const serve = (): Promise<Program> => Program.start(['--import', 'tsx', PROGRAM, '--data', join(folder, 'changes.jsonl')], process.env)
  let program = await serve()
  const place = (): Place => ({ url: program.announcement, token: null })
  const lastWords = (): Promise<string | null> => program.lastWords(program.announcement)
  const again = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    await program.end(signal)
    program = await serve()
  }
  return {
    place,
    async createProject(key) {
      // The case before may have brought it down.
      if ((await lastWords()) !== null) program = await serve()
      await createProject(place(), key, folder)
    },
    lastWords,
    restart: () => again('SIGTERM'),
    kill: () => again('SIGKILL'),
    async stop() {
      await program.end('SIGKILL')
      await rm(folder, { recursive: true, force: true })
    },
  }
}
