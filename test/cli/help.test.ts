/** The help of every command: complete, and its examples are taken by the program itself. */
import { PassThrough, Readable, type Writable } from 'node:stream'
import { WriteStream } from 'node:tty'
import type { Command } from 'commander'
import { execa } from 'execa'
import { afterEach, expect, test, vi } from 'vitest'
import { leavesOf } from '../../src/cli/help.ts'
import { buildProgram } from '../../src/cli/program.ts'
import { invoke } from './invoke.ts'
import { temporaryFolder } from '../git/sample-repository.ts'

function build(words: readonly string[] = [], out: Writable = new PassThrough()): Command {
  return buildProgram({ environment: {}, cwd: '/', input: Readable.from([]), out, err: new PassThrough() }, words)
}

function helpOf(command: Command): string {
  let help = ''
  command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp()
  return help
}

const leaves = leavesOf(build())
/** These print no data of the server's. */
const WITHOUT_JSON = ['serve', 'demo', 'completion', 'export']

test.each(leaves)('the help of $name says what it does, what it takes, and how it ends', async ({ name, command }) => {
  const { code, out } = await invoke([...name.split(' '), '--help'])
  expect(code).toBe(0)
  const [inOneLine, ...paragraph] = [command.summary(), command.description()].filter((text) => text !== '')
  expect(inOneLine).toMatch(/^[a-z].{10,90}[^.]$/)
  expect(paragraph[0] ?? out.split('What it does:')[1]).toMatch(/[A-Z][^]{40,}[^ ]\./)
  expect(out).toMatch(/^Usage: signalbox /)
  for (const title of ['Examples:\n  $ ', 'Exit codes:\n  0  fine\n  1  ', 'See also:\n  signalbox ']) expect(out).toContain(`\n${title}`)
  for (const option of command.options) expect(option.description, option.flags).not.toBe('')
  expect(out.includes('\n  --json ')).toBe(!WITHOUT_JSON.includes(name))
  expect(out.includes('\n  3  no server')).toBe(out.includes('SIGNALBOX_URL'))
})

test('the commands that help tells to see are there', () => {
  const names = leaves.map(({ name }) => `signalbox ${name}`)
  for (const { command } of leaves) {
    const related = /See also:\n {2}(.*)/.exec(helpOf(command))?.[1]?.split(', ') ?? []
    expect(names).toEqual(expect.arrayContaining(related))
  }
})

const examples = [...leaves.map(({ command }) => command), build()].flatMap((command) =>
  [...helpOf(command).matchAll(/^ {2}\$ (.*)$/gm)].map(([, line = '']) => line),
)

test('every example is taken by the program, as a shell reads it', async () => {
  // Each word ends with a zero byte, and the last one of a command is a one: in one go, for both ends of a pipe write at the same time.
  const script = [`signalbox() { printf '%s\\0' "$@" $'\\1' >&3; }`, ...examples].join('\n')
  const { stdio } = await execa('bash', ['-c', script], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    cwd: await temporaryFolder(),
    reject: false,
  })
  const calls = stdio[3]
    .split('\u0001\0')
    .slice(0, -1)
    .map((call) => call.split('\0').slice(0, -1))
  expect(calls.length).toBeGreaterThanOrEqual(examples.length)
  for (const words of calls) {
    const program = build(words)
    for (const { command } of leavesOf(program)) command.action(() => undefined)
    await expect(program.parseAsync(words, { from: 'user' }), words.join(' ')).resolves.toBeDefined()
  }
})

afterEach(() => vi.unstubAllEnvs())

test.each([
  ['a terminal', true, true, {}],
  ['a terminal with NO_COLOR', false, true, { NO_COLOR: '1' }],
  ['a terminal that is dumb', false, true, { TERM: 'dumb' }],
  ['a pipe', false, false, {}],
  ['a pipe with FORCE_COLOR', true, false, { FORCE_COLOR: '1' }],
])('on %s help has colours: %j', (_, coloured, isTTY, environment) => {
  for (const [name, value] of Object.entries({ NO_COLOR: undefined, FORCE_COLOR: undefined, ...environment })) vi.stubEnv(name, value)
  // Of this environment alone: Node's answer also depends on where the tests run, such as in CI.
  const getColorDepth = () => WriteStream.prototype.getColorDepth({ TERM: 'xterm-256color', ...environment })
  const out = Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY, getColorDepth, columns: 60 })
  const program = build([], out)
  program.outputHelp()
  const help = String(out.read())
  expect(help.includes('\u001b[1mOptions:')).toBe(coloured)
  expect(help.includes('\u001b[1mExamples:')).toBe(coloured)
  expect(
    Math.max(
      ...help
        .split('\n')
        .slice(0, 12)
        .map(({ length }) => length),
    ),
  ).toBeLessThanOrEqual(60)
})
