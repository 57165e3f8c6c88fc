/** The command driver with real programs: what they are given, what they say, how they end. */
import { chmod, mkdir, readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { AgentEvent } from '../../src/agents/driver.ts'
import { identifyProcess } from '../../src/agents/process-table.ts'
import { makeFixture, node, startIn } from './agent-fixture.ts'

const HANG = "console.log('ready'); setInterval(() => {}, 1e6)"
const PRINT_ENVIRONMENT = 'console.log(JSON.stringify(process.env))'
const FACTS = [
  'SIGNALBOX_BASE_BRANCH',
  'SIGNALBOX_CHUNK',
  'SIGNALBOX_PHASE',
  'SIGNALBOX_PROJECT',
  'SIGNALBOX_PROMPT_FILE',
  'SIGNALBOX_RUN',
  'SIGNALBOX_TOKEN',
  'SIGNALBOX_URL',
]
const SOURCE = {
  PATH: process.env['PATH'],
  HOME: '/home/somebody',
  LANG: 'C.UTF-8',
  TERM: 'dumb',
  TMPDIR: '/tmp',
  GIT_DIR: '/elsewhere/.git',
  DATABASE_URL: 'postgres://secret',
  SIGNALBOX_DATA_DIR: '/data',
  SIGNALBOX_TOKEN: 'the owner token',
  SIGNALBOX_ANSWER: 'of another run',
  API_KEY: 'for the agent',
}

describe('what an agent is given', () => {
  test('its environment holds the facts, the five inherited names and nothing else', async () => {
    const fixture = await makeFixture({}, { sourceEnvironment: SOURCE })
    const { run, said } = startIn(fixture, node(PRINT_ENVIRONMENT))
    await run.finished
    const environment: Record<string, string> = JSON.parse(said.text('OUT'))
    // The system itself adds this one on macOS.
    delete environment['__CF_USER_TEXT_ENCODING']
    expect(Object.keys(environment).toSorted()).toEqual(['HOME', 'LANG', 'PATH', ...FACTS, 'TERM', 'TMPDIR'].toSorted())
    expect(environment).toMatchObject({
      HOME: '/home/somebody',
      SIGNALBOX_PROJECT: 'demo',
      SIGNALBOX_CHUNK: 'add-login',
      SIGNALBOX_PHASE: 'IMPLEMENT',
      SIGNALBOX_RUN: fixture.task.runId,
      SIGNALBOX_URL: 'http://127.0.0.1:9/graphql',
      SIGNALBOX_TOKEN: 'run-token',
      SIGNALBOX_BASE_BRANCH: 'main',
    })
  })

  test('it inherits what the project names, but no name of a fact', async () => {
    const fixture = await makeFixture({}, { sourceEnvironment: SOURCE })
    const { run, said } = startIn(fixture, node(PRINT_ENVIRONMENT), ['API_KEY', 'NOT_SET', 'SIGNALBOX_TOKEN', 'SIGNALBOX_ANSWER'])
    await run.finished
    const environment: Record<string, string> = JSON.parse(said.text('OUT'))
    expect(environment).toMatchObject({ API_KEY: 'for the agent', SIGNALBOX_TOKEN: 'run-token' })
    expect(Object.keys(environment)).not.toContain('NOT_SET')
    expect(Object.keys(environment)).not.toContain('SIGNALBOX_ANSWER')
  })

  test('after an answer and after feedback it is given both', async () => {
    const fixture = await makeFixture({ answer: 'the blue one', feedback: 'More tests.' })
    const { run, said } = startIn(
      fixture,
      node("console.log(process.env.SIGNALBOX_ANSWER, require('fs').readFileSync(process.env.SIGNALBOX_FEEDBACK_FILE, 'utf8'))"),
    )
    await run.finished
    expect(said.text('OUT')).toBe('the blue one More tests.\n')
  })

  test('the prompt comes on stdin and in a private file outside of the worktree, which is gone afterwards', async () => {
    const prompt = `Größe ✓\n${'a long prompt\n'.repeat(20_000)}`
    const fixture = await makeFixture({ prompt })
    const { run, said } = startIn(
      fixture,
      node(`
        const fs = require('fs')
        const file = process.env.SIGNALBOX_PROMPT_FILE
        const same = fs.readFileSync(0, 'utf8') === fs.readFileSync(file, 'utf8')
        console.log(JSON.stringify({ same, length: fs.readFileSync(file, 'utf8').length, mode: fs.statSync(file).mode & 0o777, file, cwd: process.cwd() }))
      `),
    )
    await run.finished
    const seen: { same: boolean; length: number; mode: number; file: string; cwd: string } = JSON.parse(said.text('OUT'))
    expect(seen).toMatchObject({ same: true, length: prompt.length, mode: 0o600 })
    expect((await stat(fixture.worktree)).isDirectory()).toBe(true)
    expect(seen.file.startsWith(fixture.options.runFolder)).toBe(true)
    expect(await readdir(fixture.worktree)).toEqual([])
    expect(await readdir(fixture.folder)).toEqual([])
  })

  test('it is started in the worktree', async () => {
    const fixture = await makeFixture()
    await writeFile(join(fixture.worktree, 'here.txt'), 'found')
    const { run, said } = startIn(fixture, node("console.log(require('fs').readFileSync('here.txt', 'utf8'))"))
    await run.finished
    expect(said.text('OUT')).toBe('found\n')
  })

  test('an agent that closes stdin without reading a long prompt does not fail', async () => {
    const fixture = await makeFixture({ prompt: 'x'.repeat(4_000_000) })
    const { run } = startIn(fixture, node("process.stdin.destroy(); console.log('fine')"))
    expect(await run.finished).toMatchObject({ outcome: 'SUCCEEDED', exitCode: 0 })
  })
})

describe('how a run ends', () => {
  test.each([
    ['process.exit(0)', { outcome: 'SUCCEEDED', exitCode: 0, signal: null }],
    ['process.exit(75)', { outcome: 'SUSPENDED', exitCode: 75, signal: null }],
    ['process.exit(3)', { outcome: 'FAILED', exitCode: 3, reason: 'The agent exited with code 3.' }],
    [
      "process.kill(process.pid, 'SIGKILL')",
      { outcome: 'FAILED', exitCode: null, signal: 'SIGKILL', reason: 'The agent was ended by SIGKILL.' },
    ],
  ])('%s', async (source, expected) => {
    const { run, said } = startIn(await makeFixture(), node(source))
    expect(await run.finished).toMatchObject(expected)
    expect(said.events.at(-1)).toEqual(await run.finished)
  })

  test.each<[string, (worktree: string) => Promise<{ command: string[]; worktree?: string; answer?: string }>, RegExp]>([
    ['an unknown program', async () => ({ command: ['no-such-agent'] }), /there is no program no-such-agent/],
    ['no command', async () => ({ command: [] }), /has no command/],
    [
      'a file that may not be executed',
      async (worktree) => {
        await writeFile(join(worktree, 'agent'), 'text')
        await chmod(join(worktree, 'agent'), 0o644)
        return { command: [join(worktree, 'agent')] }
      },
      /is no file that may be executed/,
    ],
    ['a missing worktree', async (worktree) => ({ command: node(''), worktree: join(worktree, 'gone') }), /worktree .*gone does not exist/],
    ['a value that is too long', async () => ({ command: node(''), answer: 'x'.repeat(300_000) }), /longer than the system allows/],
    ['a NUL in a value', async () => ({ command: node(''), answer: 'a\0b' }), /without null bytes/],
  ])('%s is a failure that says so, and leaves nothing behind', async (_, prepare, reason) => {
    const fixture = await makeFixture()
    const { command, ...changes } = await prepare(fixture.worktree)
    const { run, said } = startIn({ ...fixture, task: { ...fixture.task, ...changes } }, command)
    expect(await run.finished).toMatchObject({ outcome: 'FAILED', exitCode: null, reason: expect.stringMatching(reason) })
    expect(said.events.map((event) => event.type)).toEqual(['finished'])
    expect(await readdir(fixture.folder)).toEqual([])
  })

  test('a run folder that exists with another prompt in it is a failure, not a leak', async () => {
    const fixture = await makeFixture()
    await mkdir(fixture.options.runFolder)
    await writeFile(join(fixture.options.runFolder, 'prompt.md'), 'old')
    const { run } = startIn(fixture, node(''))
    expect(await run.finished).toMatchObject({ outcome: 'FAILED', reason: expect.stringContaining('EEXIST') })
  })

  test('the started event names the process and its identity', async () => {
    const { run, said } = startIn(await makeFixture(), node(HANG))
    await said.said(/ready/)
    const [started] = said.events
    if (started?.type !== 'started') throw new Error('the first event is not started')
    expect(started.processIdentity).toBe(await identifyProcess(started.pid))
    expect(started.processIdentity).not.toBe(await identifyProcess(process.pid))
    await run.stop('enough')
    expect(await identifyProcess(started.pid)).toBe(null)
  })

  test('the first reason to stop wins', async () => {
    const { run, said } = startIn(await makeFixture(), node(HANG))
    await said.said(/ready/)
    await Promise.all([run.stop('the operator cancelled it'), run.stop('the server stops')])
    expect(await run.finished).toMatchObject({ outcome: 'CANCELLED', reason: 'the operator cancelled it', signal: 'SIGTERM' })
  })

  test('a run that is stopped before its program is started never starts it', async () => {
    const { run, said } = startIn(await makeFixture(), node(HANG))
    await run.stop('never mind')
    expect(said.events).toEqual([{ type: 'finished', outcome: 'CANCELLED', exitCode: null, signal: null, reason: 'never mind' }])
  })

  test('an agent may finish its work when it is asked to stop', async () => {
    const { run, said } = startIn(
      await makeFixture(),
      node("process.on('SIGTERM', () => { console.log('saved'); process.exit(0) }); console.log('ready'); setInterval(() => {}, 1e6)"),
    )
    await said.said(/ready/)
    await run.stop('enough')
    expect(said.text('OUT')).toBe('ready\nsaved\n')
    expect(await run.finished).toMatchObject({ outcome: 'CANCELLED', exitCode: 0 })
  })

  test('an agent that ignores SIGTERM is killed', async () => {
    const fixture = await makeFixture({}, { graceMs: 50 })
    const { run, said } = startIn(fixture, node(`process.on('SIGTERM', () => {}); ${HANG}`))
    await said.said(/ready/)
    await run.stop('enough')
    expect(await run.finished).toMatchObject({ outcome: 'CANCELLED', signal: 'SIGKILL' })
  })

  test.each([
    ['the whole run', { deadlineMs: 300 }, 'The agent timed out after 300 ms.'],
    ['silence', { silenceMs: 300 }, 'The agent timed out after 300 ms without output.'],
  ])('a deadline of %s ends it', async (_, limits, reason) => {
    const { run } = startIn(await makeFixture({}, limits), node(HANG))
    expect(await run.finished).toMatchObject({ outcome: 'FAILED', reason })
  })

  test('a deadline longer than a timer can be is not over at once', async () => {
    const { run } = startIn(await makeFixture({}, { deadlineMs: 2 ** 40, silenceMs: 2 ** 40 }), node('setTimeout(() => {}, 50)'))
    expect(await run.finished).toMatchObject({ outcome: 'SUCCEEDED' })
  })

  test('a listener that fails ends the run, and says why', async () => {
    const onEvent = (event: AgentEvent) => {
      if (event.type === 'output') throw new Error('the disk is full')
    }
    const { run } = startIn(await makeFixture({}, { onEvent }), node(HANG))
    expect(await run.finished).toMatchObject({
      outcome: 'FAILED',
      reason: "The run's output event could not be recorded: the disk is full",
    })
  })
})
