/** The scripts of src/operations, run by a real shell against a live server, with the scripted agent. */
import { spawnSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { operatorGit } from '../git/sample-repository.ts'
import { environmentWithSignalbox } from './in-path.ts'
import { makeRepository, startTestServer, type TestServer } from './running-server.ts'

const AGENT = fileURLToPath(new URL('../../dist/agents/scripted-agent-main.js', import.meta.url))
const scriptFile = (name: string): string => fileURLToPath(new URL(`../../src/operations/${name}`, import.meta.url))

let server: TestServer
let repository: string
let environment: { PATH: string }
let agent: readonly string[]

beforeEach(async () => {
  server = await startTestServer()
  repository = await makeRepository(join(server.folder, 'repository'))
  const write = (chunk: string, text = chunk) => ({ write: { path: `${chunk}.txt`, text } })
  const script = {
    chunks: {
      storage: { IMPLEMENT: [write('storage')] },
      export: { IMPLEMENT: [{ ask: { question: 'In which format?\nAny will do.' } }, write('export', '{{answer}}')] },
      manual: { IMPLEMENT: [write('manual')] },
    },
  }
  await writeFile(join(server.folder, 'script.json'), JSON.stringify(script))
  agent = [process.execPath, AGENT, '--script', join(server.folder, 'script.json')]
  environment = await environmentWithSignalbox(server.folder)
})
afterEach(() => server.stop())

/** Runs a script as its user does, with the command signalbox in the path. */
function runScript(name: string, ...words: readonly string[]) {
  return execa('sh', [scriptFile(name), ...words], {
    env: { ...environment, SIGNALBOX_URL: server.url, SIGNALBOX_TOKEN: server.token },
    extendEnv: false,
    reject: false,
  })
}

const hasCurl = spawnSync('curl', ['--version']).status === 0

test('deliver.sh has three chunks delivered, and prints their commits', { timeout: 120_000 }, () =>
  delivers('deliver.sh', repository, ...agent),
)

test.skipIf(!hasCurl)(
  `deliver-with-curl.sh does the same with three calls of curl${hasCurl ? '' : ', which is not installed here'}`,
  { timeout: 120_000 },
  () => delivers('deliver-with-curl.sh', repository, JSON.stringify(agent)),
)

async function delivers(name: string, ...words: readonly string[]): Promise<void> {
  const { exitCode, stdout, stderr } = await runScript(name, ...words)
  expect({ exitCode, stderr }, stdout).toEqual({ exitCode: 0, stderr: expect.not.stringContaining('rror') })
  const printed = [...stdout.matchAll(/^([0-9a-f]{40})\s(\S+)$/gm)].map(([, commit, chunk]) => `${commit} ${chunk}`)
  const merged = (await operatorGit(repository, 'log', '--format=%H %s', 'main')).split('\n').map((line) => line.split(':')[0])
  expect(new Set(printed)).toEqual(new Set(merged.slice(0, 3)))
  expect((await server.run('ps', '--project', 'notes', '--fields', 'chunk,status')).out).toBe('storage\tDONE\nexport\tDONE\nmanual\tDONE\n')
  expect(await operatorGit(repository, 'show', 'main:export.txt')).toBe('Markdown')
}

test.skipIf(!hasCurl)('what is refused ends deliver-with-curl.sh, and it says why', async () => {
  const { exitCode, stdout, stderr } = await runScript('deliver-with-curl.sh', server.folder, JSON.stringify(agent))
  expect({ exitCode, stdout, stderr }).toEqual({ exitCode: 1, stdout: '', stderr: expect.stringContaining('VALIDATION_FAILED') })
})

test('the scripts do not sleep, and three calls of curl are enough', async () => {
  const [plain, curl] = await Promise.all(['deliver.sh', 'deliver-with-curl.sh'].map((name) => readFile(scriptFile(name), 'utf8')))
  expect(plain).not.toMatch(/sleep|curl|jq/)
  expect(curl).not.toMatch(/sleep|jq/)
  expect(curl?.match(/curl --config/g)).toHaveLength(3)
})
