/** What Tab gives, from the program itself and in the real shells. */
import { spawnSync } from 'node:child_process'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { environmentWithSignalbox } from './in-path.ts'
import { invoke } from './invoke.ts'
import { startTestServer, type TestServer } from './running-server.ts'

let server: TestServer
let environment: Record<string, string>

beforeAll(async () => {
  server = await startTestServer()
  environment = { ...(await environmentWithSignalbox(server.folder)), SIGNALBOX_DATA_DIR: server.dataDir }
  await server.addProject('shop', ['--phases', 'IMPLEMENT'], ['true'])
  await server.run('inject', 'add-login', 'add-users', '--held')
})
afterAll(() => server.stop())

const firstsOf = (out: string): string[] =>
  out
    .trim()
    .split('\n')
    .map((line) => line.split('\t')[0] ?? '')

test.each([
  [['re'], ['resolve', 'retry', 'release', 'rewind', 'review']],
  [
    ['project', ''],
    ['add', 'list', 'set', 'help'],
  ],
  [['token', 'r'], ['revoke']],
  [['ps', '--sta'], ['--status']],
  [['ps', '--status', 'd'], ['done']],
  [
    ['ps', '--status', 'done,r'],
    ['done,ready', 'done,running'],
  ],
  [['ps', '--status=b'], ['--status=blocked']],
  [['ps', '--status', '=', 'b'], ['blocked']],
  [['rewind', 'add-login', 'im'], ['implement']],
  [
    ['token', 'create', 'ci', '--role', ''],
    ['viewer', 'operator', 'owner'],
  ],
  [['project', 'add', '.', '--agent', 'command', '--', ''], [':files']],
  [
    ['completion', ''],
    ['bash', 'zsh', 'fish'],
  ],
  [['help', 'con'], ['conflicts']],
  [
    ['run', 'what'],
    ['what-waits', ':files'],
  ],
  [['inject', 'do'], [':files']],
  [['ps', '--data-dir', ''], [':files']],
  [
    ['wait', ''],
    ['add-login', 'add-users'],
  ],
  [['wait', 'add-login', 'add-u'], ['add-users']],
  [['ps', '--project', 's'], ['shop']],
  [['inject', 'x', '--depends-on', 'add-login,add-u'], ['add-login,add-users']],
  [['show', 'add', '--project'], ['--project']],
  [['show', '--project', 'none', ''], ['']],
  [['prioritize', 'add-login', ''], ['']],
])('%j is completed with %j', async (words, expected) => {
  const { code, out, err } = await server.run('__complete', '--', ...words)
  expect({ code, err, words: firstsOf(out) }).toEqual({ code: 0, err: '', words: expected })
})

test('without a server that answers, there is nothing, and no word of it', async () => {
  const nowhere = { SIGNALBOX_URL: 'http://127.0.0.1:1', SIGNALBOX_TOKEN: 'token' }
  expect(await invoke(['__complete', '--', 'show', ''], { environment: nowhere })).toEqual({ code: 0, out: '', err: '' })
  expect(await invoke(['__complete', '--', 'show', ''])).toEqual({ code: 0, out: '', err: '' })
})

/** By shell: a function that prints the words that fit behind `signalbox $@`, the last of them begun. */
const IN_SHELLS: Readonly<Record<string, string>> = {
  bash: `source <(signalbox completion bash)
    fit() { COMP_WORDS=(signalbox "$@"); COMP_CWORD=$#; _signalbox; echo "\${COMPREPLY[@]}"; }`,
  zsh: `compdef() { : }; _files() { : }; _describe() { print -r -- "\${(@)found%%:*}" }
    source <(signalbox completion zsh)
    fit() { words=(signalbox "$@"); CURRENT=$#words; _signalbox }`,
  fish: `signalbox completion fish | source
    function fit; string join ' ' (complete --do-complete "signalbox $argv" | string replace --regex '\\t.*' ''); end`,
}

describe.each(Object.entries(IN_SHELLS))('%s', (shell, script) => {
  const isThere = spawnSync(shell, ['--version']).status === 0

  test.skipIf(!isThere)(`completes commands, values and chunks${isThere ? '' : ': not installed here'}`, async () => {
    const commands = [script, 'fit retr', 'fit ps --status done,b', 'fit show add-'].join('\n')
    const { stdout } = await execa(shell, ['-c', commands], { env: environment, cwd: server.folder })
    expect(stdout).toBe('retry\ndone,blocked\nadd-login add-users')
  })
})
