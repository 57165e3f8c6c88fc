/** No process outlives its run: real trees of processes, and a real server that dies. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test } from 'vitest'
import { identifyProcess, listProcesses } from '../../src/agents/process-table.ts'
import type { ProcessRow } from '../../src/agents/process-table.ts'
import { ProcessTree, killLeftovers } from '../../src/agents/process-tree.ts'
import { makeFixture, makeFolder, node, startIn } from './agent-fixture.ts'
import type { Collector } from './agent-fixture.ts'

const STUBBORN = "process.on('SIGTERM', () => {}); setInterval(() => {}, 1e6); console.log('child ' + process.pid)"

/** A program that starts a grandchild with these options of spawn, and then does `afterwards`. */
function startsChild(options: string, afterwards: string): string[] {
  return node(`
    const { spawn } = require('child_process')
    const child = spawn(process.execPath, ['-e', ${JSON.stringify(STUBBORN)}], { stdio: ['ignore', 'pipe', 'inherit'], ...${options} })
    child.stdout.once('data', (line) => { process.stdout.write(line); ${afterwards} })
  `)
}

/** A child that holds the standard output of the agent itself. */
function startsHolder(options: string): string[] {
  return node(`
    const { spawn } = require('child_process')
    spawn(process.execPath, ['-e', ${JSON.stringify(STUBBORN)}], { stdio: ['ignore', 'inherit', 'inherit'], ...${options} }).unref()
  `)
}

/** What a test that fails would leave behind. */
const strays: number[] = []

afterEach(async () => {
  for (const pid of strays.splice(0)) if (!(await isGone(pid))) process.kill(pid, 'SIGKILL')
})

/** The pid of the grandchild, once it runs. */
async function childOf(said: Collector): Promise<number> {
  const pid = Number((await said.said(/child (\d+)/))[1])
  strays.push(pid)
  return pid
}

async function isGone(pid: number): Promise<boolean> {
  return (await identifyProcess(pid)) === null
}

describe('the members of a tree', () => {
  const row = (pid: number, parentPid: number, groupId: number, runId: string | null = null): ProcessRow => ({
    pid,
    parentPid,
    groupId,
    identity: `start of ${pid}`,
    runId,
    showsEnvironment: true,
  })
  const table = [
    row(1, 0, 1),
    row(10, 1, 10),
    row(11, 10, 10),
    row(20, 11, 20),
    row(21, 20, 20),
    row(30, 1, 30, 'run-1'),
    row(31, 30, 31),
    row(40, 1, 40, 'run-12'),
    row(process.pid, 31, 5, 'run-1'),
  ]

  test.each<[string, string, number | null, number[]]>([
    ['the group, those that left it, and those that only the environment names', 'run-1', 10, [10, 11, 20, 21, 30, 31]],
    ['without a group, those that the environment names', 'run-1', null, [30, 31]],
    ['nobody for a run that has none', 'run-2', 999, []],
  ])('finds %s; never itself', (_, runId, groupId, expected) => {
    expect(
      new ProcessTree(runId, groupId)
        .membersOf(table)
        .map(({ pid }) => pid)
        .toSorted((a, b) => a - b),
    ).toEqual(expected)
  })

  test('a member stays one when its parent dies, and a later process with its pid is none', () => {
    const tree = new ProcessTree('run-1', 10)
    tree.membersOf(table)
    const later = [row(20, 1, 20), { ...row(21, 1, 21), identity: 'another start' }]
    expect(tree.membersOf(later).map(({ pid }) => pid)).toEqual([20])
  })
})

describe('the processes of a run', () => {
  test.each([
    ['in its group', '{}'],
    ['in a session of its own', '{ detached: true }'],
    ['in a session of its own and with an environment of its own', '{ detached: true, env: {} }'],
  ])('a stubborn grandchild %s is gone when the run was stopped', async (_, options) => {
    const { run, said } = startIn(await makeFixture({}, { graceMs: 50 }), startsChild(options, ''))
    const pid = await childOf(said)
    expect(await isGone(pid)).toBe(false)
    await run.stop('enough')
    expect(await isGone(pid)).toBe(true)
  })

  test.each([
    ['in its group', '{}'],
    ['in a session of its own', '{ detached: true }'],
  ])('a stubborn grandchild %s is gone when the agent has ended by itself', async (_, options) => {
    const { run, said } = startIn(await makeFixture(), startsChild(options, 'process.exit(0)'))
    const pid = await childOf(said)
    expect(await run.finished).toMatchObject({ outcome: 'SUCCEEDED', exitCode: 0 })
    expect(await isGone(pid)).toBe(true)
  })

  test('a grandchild that holds the output open does not keep the run from finishing', async () => {
    const { run } = startIn(await makeFixture(), startsHolder('{ detached: true }'))
    expect(await run.finished).toMatchObject({ outcome: 'SUCCEEDED' })
  })

  test('not even one that nothing links to the run any more', async () => {
    // Its parent is gone, its group and its environment are others: it is not found, and holds the output for ever.
    const source = `
      const { spawn } = require('child_process')
      const middle = ${JSON.stringify(`
        const { spawn } = require('child_process')
        spawn(process.execPath, ['-e', ${JSON.stringify(STUBBORN)}], { stdio: ['ignore', 'inherit', 'inherit'], detached: true, env: {} }).unref()
      `)}
      spawn(process.execPath, ['-e', middle], { stdio: ['ignore', 'inherit', 'inherit'] }).once('exit', () => setInterval(() => {}, 1e6))
    `
    const { run, said } = startIn(await makeFixture(), node(source))
    const pid = await childOf(said)
    await run.stop('enough')
    expect(await isGone(pid)).toBe(false)
  })

  test('a child may finish its work when the wrapper that started it dies of SIGTERM at once', async () => {
    const polite =
      "process.on('SIGTERM', () => setTimeout(() => { console.log('saved'); process.exit() }, 100)); setInterval(() => {}, 1e6); console.log('ready')"
    const { run, said } = startIn(
      await makeFixture(),
      node(`require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(polite)}], { stdio: 'inherit' })`),
    )
    await said.said(/ready/)
    await run.stop('enough')
    expect(said.text('OUT')).toBe('ready\nsaved\n')
  })

  test('a process that goes on forking is caught', async () => {
    const fork =
      "const { spawn } = require('child_process'); const go = () => spawn(process.execPath, ['-e', process.env.FORK], { detached: true, stdio: ['ignore', 'inherit', 'ignore'] }).unref(); console.log('forked'); if ((process.env.LEFT -= 1) > 0) go()"
    const fixture = await makeFixture({}, { graceMs: 0, sourceEnvironment: { PATH: process.env['PATH'], FORK: fork, LEFT: '500' } })
    const { run, said } = startIn(fixture, node(`${fork}; setInterval(() => {}, 1e6)`), ['FORK', 'LEFT'])
    await said.said(/forked\n(.*\n)*forked/)
    await run.stop('enough')
    expect(new ProcessTree(fixture.task.runId, null).membersOf(await listProcesses())).toEqual([])
  })
})

describe('killLeftovers', () => {
  const driverProgram = fileURLToPath(new URL('driver-program.ts', import.meta.url))
  const programs: ReturnType<typeof spawn>[] = []

  afterEach(() => {
    for (const program of programs.splice(0)) program.kill('SIGKILL')
  })

  /** Starts a server in small, lets it start an agent with a grandchild, and kills it as nobody can prevent. */
  async function killServerOf(runId: string): Promise<{ agent: { pid: number; identity: string }; child: number }> {
    const program = spawn(process.execPath, ['--import', 'tsx', driverProgram, runId, await makeFolder()], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    programs.push(program)
    let text = ''
    for await (const bytes of program.stdout) {
      text += String(bytes)
      if (text.endsWith('\n')) break
    }
    program.kill('SIGKILL')
    if (program.exitCode === null && program.signalCode === null) await once(program, 'exit')
    const orphans: { agent: { pid: number; identity: string }; child: number } = JSON.parse(text)
    strays.push(orphans.agent.pid, orphans.child)
    return orphans
  }

  test('ends the tree of a run whose server was killed', async () => {
    const runId = `orphan-${process.pid}`
    const { agent, child } = await killServerOf(runId)
    expect([await isGone(agent.pid), await isGone(child)]).toEqual([false, false])
    expect(await killLeftovers({ runId, ...agent })).toEqual([])
    expect([await isGone(agent.pid), await isGone(child)]).toEqual([true, true])
  })

  test('finds it by its run alone where the pid was never recorded', async () => {
    const runId = `unrecorded-${process.pid}`
    const { agent, child } = await killServerOf(runId)
    await killLeftovers({ runId, pid: null, identity: null })
    expect([await isGone(agent.pid), await isGone(child)]).toEqual([true, true])
  })

  test('leaves a process alone that has the pid by chance', async () => {
    const bystander = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], { detached: true, stdio: 'ignore' })
    programs.push(bystander)
    await once(bystander, 'spawn')
    const pid = bystander.pid ?? 0
    expect(await killLeftovers({ runId: 'a-run-of-old', pid, identity: 'another boot/1' })).toEqual([])
    expect(await isGone(pid)).toBe(false)
    expect(await new ProcessTree('a-run-of-old', pid).kill()).toEqual([])
    expect(await isGone(pid)).toBe(true)
  })
})
