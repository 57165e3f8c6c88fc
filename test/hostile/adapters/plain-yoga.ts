/** graphql-yoga with graphql-ws, joined as Yoga's documentation says. It asks for no token, so everybody may come in with any. */
import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Program } from '../../conformance/adapters/program.ts'
import { ask } from '../../conformance/api.ts'
import type { Target } from '../target.ts'

const PROGRAM = fileURLToPath(new URL('../../support/plain-yoga.ts', import.meta.url))
const PROJECT = 'quiet'

export async function startPlainYoga(): Promise<Target> {
  const folder = await mkdtemp(join(tmpdir(), 'plain-yoga-'))
  const data = join(folder, 'changes.jsonl')
  const program = await Program.start(['--import', 'tsx', PROGRAM, '--data', data], process.env)
  const place = { url: program.announcement, token: null }
  await ask(place, 'mutation ($input: CreateProjectInput!) { createProject(input: $input) { cursor } }', {
    input: { key: PROJECT, repositoryPath: folder, agent: { driver: 'COMMAND', command: ['true'] } },
  })
  await ask(place, 'mutation ($input: InjectWorkUnitsInput!) { injectWorkUnits(input: $input) { cursor } }', {
    input: {
      project: PROJECT,
      workUnits: [
        { chunk: 'one', held: true },
        { chunk: 'two', held: true },
      ],
    },
  })
  const token = (): string => randomBytes(32).toString('base64url')
  return {
    port: Number(new URL(program.announcement).port),
    tokens: { owner: token(), operator: token(), viewer: token(), run: token(), expired: token(), revoked: token(), ended: token() },
    project: PROJECT,
    state: () => readFile(data, 'utf8'),
    inside: null,
    async stop() {
      await program.end('SIGKILL')
      await rm(folder, { recursive: true, force: true })
    },
  }
}
