/** How runs end that do not end well: nothing stays RUNNING, nothing is overwritten, no process is left. */
import { existsSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { identifyProcess } from '../../src/agents/process-table.ts'
import { answerAttention } from '../../src/services/attention.ts'
import { cancelWorkUnit, prioritizeWorkUnit, retryWorkUnits } from '../../src/services/work-unit.ts'
import { OPERATOR } from '../support/units.ts'
import { follow } from '../../src/store/follow.ts'
import { agent, isDone, makeStage, needsAttention, type Stage } from './stage.ts'

const LATE = 'its result does not count: the run has ended or was replaced'

const UNIT = { project: 'demo', chunk: 'one' }

function staged(source: string, settings: Parameters<typeof makeStage>[0] = {}): Promise<Stage> {
  return makeStage({ ...settings, agent: { driver: 'COMMAND', environment: [], command: agent(source) } })
}

/** Those of the processes that still run. */
async function survivors(pids: readonly number[]): Promise<number[]> {
  const identities = await Promise.all(pids.map(identifyProcess))
  return pids.filter((_, index) => identities[index] !== null)
}

/** Starts a child in a session of its own, ignores SIGTERM as the child does, says both pids and hangs. */
const STUBBORN = `
process.on('SIGTERM', () => {})
const child = spawn(process.execPath, ['-e', "process.on('SIGTERM', () => {}); console.log('up'); setInterval(() => {}, 1e6)"], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] })
await new Promise((resolve) => child.stdout.once('data', resolve))
writeFileSync('pids.json', JSON.stringify([process.pid, child.pid]))
console.log(JSON.stringify([process.pid, child.pid]))
await hang()
`

/** The pids that the agent of `one` has said. */
async function pidsOf(stage: Stage): Promise<number[]> {
  const { runs } = await stage.until('one', (unit) => unit.runs.some(({ status }) => status === 'RUNNING'))
  for await (const { text } of follow(stage.store.runOutput.log(runs[0]?.id ?? ''), 0)) return JSON.parse(text)
  throw new Error('The run said nothing.')
}

describe('an agent', () => {
  test.each([
    { fact: 'that fails', source: `console.error('no disk'); process.exit(3)`, exitCode: 3, detail: 'no disk' },
    { fact: 'that suspends itself without a question', source: `console.log('zzz'); process.exit(75)`, exitCode: 75, detail: 'zzz' },
    { fact: 'that is killed', source: `process.kill(process.pid, 'SIGKILL'); await hang()`, exitCode: null, detail: null },
  ])('$fact makes its unit ask for a person, with what it said', async ({ source, exitCode, detail }) => {
    const stage = await staged(source)
    await stage.start()
    await stage.inject('one')
    const unit = await stage.until('one', needsAttention)
    expect(unit.attention).toMatchObject([{ kind: 'AGENT_FAILED', detail }])
    expect(await stage.runs('one')).toMatchObject([{ status: 'FAILED', exitCode }])
  })

  test('that does not exist makes its unit ask for a person, and a retry goes on', async () => {
    const stage = await makeStage({ agent: { driver: 'COMMAND', environment: [], command: ['no-such-program'] } })
    await stage.start()
    await stage.inject('one')
    const unit = await stage.until('one', needsAttention)
    expect(unit.attention[0]?.prompt).toContain('no program no-such-program')
    await stage.store.projects.update('demo', () => ({ agent: { driver: 'COMMAND', environment: [], command: ['true'] } }))
    await retryWorkUnits(stage.services, OPERATOR, { project: 'demo', chunks: ['one'] })
    await stage.until('one', isDone)
  })

  test('that ends a review without a verdict has not approved', async () => {
    const stage = await staged(`if (phase === 'REVIEW') console.log('looks good')`, { phases: ['IMPLEMENT', 'REVIEW'] })
    await stage.start()
    await stage.inject('one')
    const unit = await stage.until('one', needsAttention)
    expect(unit).toMatchObject({ phase: 'REVIEW', attention: [{ kind: 'REVIEW', detail: 'looks good' }] })
  })

  test('that takes too long is stopped with its whole tree', async () => {
    const stage = await staged(STUBBORN)
    // Long enough for the agent and its child to have started, on a busy machine too.
    await stage.start({ limits: { silenceMs: 6_000, graceMs: 50 } })
    await stage.inject('one')
    const pids = await pidsOf(stage)
    const unit = await stage.until('one', needsAttention)
    expect(unit.attention[0]?.prompt).toContain('without output')
    expect(await survivors(pids)).toEqual([])
  })

  test('whose worktree cannot be made sense of makes its unit ask for a person', async () => {
    const stage = await staged(`spawnSync('git', ['checkout', '--quiet', '--detach']); writeFileSync('work.txt', 'kept')`)
    await stage.start()
    await stage.inject('one')
    const unit = await stage.until('one', needsAttention)
    expect(unit.attention).toMatchObject([{ kind: 'AGENT_FAILED', prompt: expect.stringContaining('detached HEAD') }])
    expect(existsSync(join(unit.worktreePath ?? '', 'work.txt'))).toBe(true)
  })

  test('whose repository is gone makes its unit ask for a person: no failure leaves a unit RUNNING', async () => {
    const stage = await staged('')
    await rm(stage.repository, { recursive: true })
    await stage.start()
    await stage.inject('one')
    const unit = await stage.until('one', needsAttention)
    expect(unit.attention).toMatchObject([{ kind: 'AGENT_FAILED', prompt: expect.stringContaining('The run broke off') }])
  })
})

describe('an operator', () => {
  test('who cancels ends the agent with its whole tree, and no new one starts before it is gone', async () => {
    const stage = await staged(`if (existsSync('pids.json')) process.exit(0)
    ${STUBBORN}`)
    await stage.start({ limits: { graceMs: 50 } })
    await stage.inject('one')
    const pids = await pidsOf(stage)
    await cancelWorkUnit(stage.services, OPERATOR, UNIT)
    await retryWorkUnits(stage.services, OPERATOR, { project: 'demo', chunks: ['one'] })
    await stage.until('one', isDone)
    expect(await survivors(pids)).toEqual([])
    expect((await stage.runs('one')).map(({ status }) => status)).toEqual(['CANCELLED', 'SUCCEEDED'])
    const order = stage.log.map(({ msg }) => msg).filter((msg) => msg === 'dispatched' || msg === LATE)
    expect(order).toEqual(['dispatched', LATE, 'dispatched'])
  })

  test('who changes a unit while it runs finds it so afterwards', async () => {
    const stage = await staged(
      `if (phase === 'IMPLEMENT') while (!existsSync('go')) await new Promise((resolve) => setTimeout(resolve, 5))`,
      {
        phases: ['IMPLEMENT', 'REVIEW'],
      },
    )
    await stage.start()
    await stage.inject('one')
    const unit = await stage.until('one', ({ worktreePath }) => worktreePath !== null)
    await prioritizeWorkUnit(stage.services, OPERATOR, { ...UNIT, priority: 7 })
    await writeFile(join(unit.worktreePath ?? '', 'go'), '')
    expect(await stage.until('one', needsAttention)).toMatchObject({ phase: 'REVIEW', priority: 7 })
  })

  test('who answers an agent that still waits does not get two agents', async () => {
    const stage = await staged(`
      if (!answer) { await ask('Which?'); await hang() }
      console.log('got ' + answer)
    `)
    await stage.start({ limits: { graceMs: 50 } })
    await stage.inject('one')
    const unit = await stage.until('one', needsAttention)
    await answerAttention(stage.services, OPERATOR, { item: unit.attention[0]?.id ?? '', answer: 'this' })
    await stage.until('one', isDone)
    expect(await stage.output('one')).toBe('got this\n')
  })
})

test('an agent that asked and does not end is stopped, and its question stays open', async () => {
  const stage = await staged(`await ask('Which?'); await hang()`)
  await stage.start({ limits: { waitingMs: 10, graceMs: 50 } })
  await stage.inject('one')
  const unit = await stage.until('one', (now) => needsAttention(now) && now.runs.length === 0)
  expect(unit.attention).toMatchObject([{ kind: 'QUESTION', state: 'OPEN' }])
  expect(await stage.runs('one')).toMatchObject([{ status: 'SUSPENDED' }])
})
