/** What a server that died has left is taken back: nothing is lost, nothing is done twice. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { identifyProcess } from '../../src/agents/process-table.ts'
import { commitLeftovers } from '../../src/git/commit-leftovers.ts'
import { mergeIntoBase } from '../../src/git/merge.ts'
import { prepareWorktree } from '../../src/git/prepare-worktree.ts'
import type { After } from '../../src/scheduler/options.ts'
import { askOperator } from '../../src/services/attention.ts'
import { advanceRun } from '../../src/services/run.ts'
import { operatorGit, write } from '../git/sample-repository.ts'
import { dispatchTestRun } from '../support/units.ts'
import { isDone, makeStage, type Stage, subjects } from './stage.ts'

/** A unit in the middle of a run of a server that is gone: its worktree holds uncommitted work. */
async function abandonedRun(stage: Stage, process: { pid: number; identity: string | null } | null = null) {
  const ids = await stage.inject('one')
  const { runId } = await dispatchTestRun(stage.services, 'demo', ids['one'] ?? '')
  const run = { project: 'demo', unitId: ids['one'] ?? '', runId }
  const request = {
    repository: stage.repository,
    worktreesDir: join(stage.folder, 'worktrees'),
    project: 'demo',
    chunk: 'one',
    baseBranch: 'main',
  }
  const prepared = await prepareWorktree(stage.git, request)
  if (prepared.outcome !== 'ready') throw new Error(prepared.detail)
  const { path, branch } = prepared
  await write(path, 'half.txt', 'half done')
  await advanceRun(stage.services, run, (_, { generation }) => ({
    event: { type: 'start', generation, branch, worktreePath: path, pid: process?.pid ?? null, processIdentity: process?.identity ?? null },
    reason: 'the agent has started',
  }))
  return { run, worktree: { repository: stage.repository, path, branch } }
}

/** As far as naming the commit that is about to be merged. */
async function abandonedMerge(stage: Stage): Promise<{ tip: string; base: string }> {
  const { run, worktree } = await abandonedRun(stage)
  await commitLeftovers(stage.git, worktree, { subject: 'one: by the first server', trailers: {} })
  const tip = await operatorGit(stage.repository, 'rev-parse', worktree.branch)
  await advanceRun(stage.services, run, (_, { generation }) => ({
    event: { type: 'merge', generation, commit: tip },
    reason: 'about to be merged',
  }))
  return { tip, base: await operatorGit(stage.repository, 'rev-parse', 'main') }
}

describe('a run of a server that is gone', () => {
  test('is lost: its process is killed first, its worktree stays, and the unit goes on', async () => {
    const stage = await makeStage()
    // The leftover has the id of its run in its environment, as every agent has.
    const ids = await stage.inject('one')
    const { runId } = await dispatchTestRun(stage.services, 'demo', ids['one'] ?? '')
    const agent = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], {
      detached: true,
      env: { SIGNALBOX_RUN: runId },
      stdio: 'ignore',
    })
    onTestFinished(() => void agent.kill('SIGKILL'))
    await once(agent, 'spawn')
    const pid = agent.pid ?? 0
    const identity = await identifyProcess(pid)
    await advanceRun(stage.services, { project: 'demo', unitId: ids['one'] ?? '', runId }, (_, { generation }) => ({
      event: { type: 'start', generation, branch: 'signalbox/one', worktreePath: stage.folder, pid, processIdentity: identity },
      reason: 'the agent has started',
    }))

    await stage.start()
    await stage.until('one', isDone)
    expect(await identifyProcess(pid)).toBeNull()
    expect(await stage.runs('one')).toMatchObject([{ status: 'LOST', failure: 'its server is gone' }, { status: 'SUCCEEDED' }])
  })

  test('leaves its uncommitted work to the next one', async () => {
    const stage = await makeStage()
    await abandonedRun(stage)
    await stage.start()
    await stage.until('one', isDone)
    expect(await readFile(join(stage.repository, 'half.txt'), 'utf8')).toBe('half done')
  })

  test('that waits for an answer ends, and its question stays open', async () => {
    const stage = await makeStage()
    const { run } = await abandonedRun(stage)
    await askOperator(stage.services, { name: 'agent' }, run.runId, { question: 'Which?' })
    await stage.start()
    const unit = await stage.until('one', ({ runs }) => runs.length === 0)
    expect(unit).toMatchObject({ status: 'NEEDS_ATTENTION', attention: [{ kind: 'QUESTION', state: 'OPEN' }] })
    expect(await stage.runs('one')).toMatchObject([{ status: 'LOST' }])
    expect(await stage.store.read.run.findFirst()).toMatchObject({ id: run.runId, tokenHash: null })
  })

  test('that had merged its unit is not merged again, nor is its agent started', async () => {
    const stage = await makeStage()
    const { tip, base } = await abandonedMerge(stage)
    await mergeIntoBase(stage.git, { repository: stage.repository, baseBranch: 'main', tip, expectedBase: base })
    await stage.start()
    await stage.until('one', isDone)
    await stage.logged(({ msg }) => msg === 'worktree and branch are removed')
    expect(await subjects(stage.repository)).toEqual(['first', 'one: by the first server'])
    expect(stage.log.some(({ msg }) => msg === 'agent started')).toBe(false)
    expect(await operatorGit(stage.repository, 'branch', '--list', 'signalbox/*')).toBe('')
  })

  test('that had only named the commit to merge is merged by the next one, once', async () => {
    const stage = await makeStage()
    await abandonedMerge(stage)
    await stage.start()
    await stage.until('one', isDone)
    expect(await subjects(stage.repository)).toEqual(['first', 'one: by the first server', 'one: One'])
  })
})

describe('leases', () => {
  const elsewhere = { id: 'server', host: 'host', pid: 1, startedAt: new Date() }

  /** Timers that fire when the test says so. */
  function manualTimers(): { after: After; fire: (ms: number) => void } {
    const pending = new Set<{ ms: number; callback: () => void }>()
    return {
      after(ms, callback) {
        const timer = { ms, callback }
        pending.add(timer)
        return () => pending.delete(timer)
      },
      fire(ms) {
        for (const timer of pending) {
          if (timer.ms !== ms || !pending.delete(timer)) continue
          timer.callback()
        }
      },
    }
  }

  test('a run of another server is left alone while its lease is good, and taken back when it has expired', async () => {
    const stage = await makeStage()
    await abandonedRun(stage)
    let now = new Date()
    const services = { ...stage.services, now: () => now }
    await stage.store.servers.beat({ ...elsewhere, leaseUntil: new Date(now.getTime() + 60_000) })
    const { after, fire } = manualTimers()
    await stage.start({ exclusive: false, services, after, limits: { leaseMs: 30_000 } })
    expect((await stage.unit('one')).status).toBe('RUNNING')
    now = new Date(now.getTime() + 61_000)
    fire(10_000)
    await stage.until('one', isDone)
    expect(await stage.runs('one')).toMatchObject([
      { status: 'LOST', failure: 'the lease of its server has expired' },
      { status: 'SUCCEEDED' },
    ])
  })

  test('a lease that is renewed holds, and a server that has left has none', async () => {
    const stage = await makeStage()
    const { after } = manualTimers()
    const scheduler = await stage.start({ exclusive: false, after })
    expect(await stage.store.servers.all()).toHaveLength(1)
    await scheduler.stop()
    expect(await stage.store.servers.all()).toEqual([])
  })

  test.each(['is away', 'does not answer'])('a server whose database %s stops its agents when its lease has expired', async (how) => {
    const stage = await makeStage({
      agent: { driver: 'COMMAND', environment: [], command: [process.execPath, '-e', 'setInterval(() => {}, 1e6)'] },
    })
    let now = new Date()
    let reachable = true
    let answer = (): void => undefined
    const fail = (): Promise<void> =>
      how === 'is away' ? Promise.reject(new Error('the database is away')) : new Promise((resolve) => (answer = resolve))
    const servers = {
      ...stage.store.servers,
      beat: (server: Parameters<typeof stage.store.servers.beat>[0]) => (reachable ? stage.store.servers.beat(server) : fail()),
    }
    const services = { ...stage.services, now: () => now, store: { ...stage.store, servers } }
    const { after, fire } = manualTimers()
    await stage.start({ services, after, limits: { leaseMs: 30_000 } })
    onTestFinished(() => answer())
    await stage.inject('one')
    await stage.until('one', ({ runs }) => runs[0]?.status === 'RUNNING')
    await stage.store.projects.update('demo', () => ({ paused: true }))
    reachable = false
    now = new Date(now.getTime() + 31_000)
    fire(10_000)
    fire(30_000)
    await stage.until('one', ({ status }) => status === 'READY')
    expect(await stage.runs('one')).toMatchObject([{ status: 'SUSPENDED', failure: 'The server could not renew its lease.' }])
  })
})
