/** What the scheduler makes of a unit that an operator took back, or finished: it stops its agent, and loses none of its work. */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { completeWorkUnit, rewindWorkUnit } from '../../src/services/work-unit.ts'
import { operatorGit } from '../git/sample-repository.ts'
import { OPERATOR } from '../support/units.ts'
import { agent, isDone, makeStage, needsAttention, subjects, type Stage } from './stage.ts'

const ONE = { project: 'demo', chunk: 'one' }

/** In the first IMPLEMENT of `one` it asks, and takes until it is stopped; everywhere else it is done at once. */
const ASKS_ONCE = `
appendFileSync(chunk + '.txt', phase + '\\n')
if (chunk === 'one' && phase === 'IMPLEMENT' && !existsSync('asked.txt')) {
  writeFileSync('asked.txt', String(process.pid))
  await ask('Which one?')
  await hang()
}
`

async function staged(): Promise<Stage> {
  const stage = await makeStage({ phases: ['PLAN', 'IMPLEMENT'], agent: { driver: 'COMMAND', environment: [], command: agent(ASKS_ONCE) } })
  await stage.start()
  await stage.inject({ chunk: 'one', phase: 'PLAN' }, { chunk: 'two', dependsOn: ['one'] })
  return stage
}

/** The process of the agent that has asked. */
async function pidOf({ worktreePath }: { worktreePath: string | null }): Promise<number> {
  return Number(await readFile(join(worktreePath ?? '', 'asked.txt'), 'utf8'))
}

test('a unit that is rewound while its agent waits is run again from there, on what was made so far', async () => {
  const stage = await staged()
  const pid = await pidOf(await stage.until('one', needsAttention))
  await rewindWorkUnit(stage.services, OPERATOR, { ...ONE, phase: 'PLAN' })
  await stage.until('one', isDone)
  expect(() => process.kill(pid, 0)).toThrow('ESRCH')
  expect(await stage.runs('one')).toMatchObject([
    { phase: 'PLAN', status: 'SUCCEEDED' },
    { phase: 'IMPLEMENT', status: 'CANCELLED' },
    { phase: 'PLAN', status: 'SUCCEEDED' },
    { phase: 'IMPLEMENT', status: 'SUCCEEDED' },
  ])
  expect(await readFile(join(stage.repository, 'one.txt'), 'utf8')).toBe('PLAN\nIMPLEMENT\nPLAN\nIMPLEMENT\n')
  await stage.until('two', isDone)
})

test('a unit that is completed while its agent waits keeps branch and worktree, and those that wait for it go on', async () => {
  const stage = await staged()
  const waiting = await stage.until('one', needsAttention)
  const pid = await pidOf(waiting)
  await completeWorkUnit(stage.services, OPERATOR, { ...ONE, reason: 'Somebody else did it.' })
  await stage.until('two', isDone)
  expect(await stage.unit('one')).toMatchObject({
    status: 'DONE',
    phase: 'IMPLEMENT',
    branch: 'signalbox/one',
    worktreePath: waiting.worktreePath,
  })
  await stage.logged(({ run, msg }) => run === waiting.runs[0]?.id && typeof msg === 'string' && msg.includes('does not count'))
  expect(() => process.kill(pid, 0)).toThrow('ESRCH')
  expect(existsSync(join(waiting.worktreePath ?? '', 'asked.txt'))).toBe(true)
  expect(await operatorGit(stage.repository, 'branch', '--list', 'signalbox/one')).toContain('signalbox/one')
  expect(await subjects(stage.repository)).toEqual(['first', 'two: Two'])
})
